import * as MessageState from "@sluice/core/delivery/MessageState"
import { Effect, Redacted } from "effect"
import { statSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it, vi } from "vitest"
import * as CommandLine from "../../src/CommandLine.ts"
import * as Output from "../../src/Output.ts"
import * as Batch from "../../src/stack/Batch.ts"
import * as SimulatorControl from "../../src/stack/SimulatorControl.ts"
import * as Tally from "../../src/stack/Tally.ts"
import * as Running from "./running.ts"

/** A fifth of the messages fails after the platform took them. */
const gateway = Running.during("whole-path", (directory) =>
  Running.start("whole-path", directory, { failureShare: 0.2 })
)
const { runtime } = gateway

describe("the whole path", () => {
  const count = 30
  const requests = Array.from({ length: count }, (_, index) => ({
    senderId: "shop",
    recipient: `+8869300${String(index).padStart(5, "0")}`,
    content: { type: "text" as const, text: { body: `message ${index + 1}` } },
    idempotencyKey: `whole-path-${index + 1}`
  }))
  let ids: ReadonlyArray<string> = []

  it("takes 30 messages to their end; none is sent again but one that the platform has failed", async () => {
    ids = await runtime.runPromise(Batch.submit(gateway.up().client, requests))
    const tally = await runtime.runPromise(Batch.watch(gateway.up().client, 90, () => Effect.void))
    expect(Tally.total(tally)).toBe(count)
    expect(Tally.over(tally)).toBe(count)

    const entries = await runtime.runPromise(SimulatorControl.messages(gateway.up().stack.simulatorUrl))
    expect([...new Set(entries.map(({ subject }) => subject))].toSorted()).toEqual([...ids].toSorted())
    const { messages, violations } = await runtime.runPromise(SimulatorControl.stats(gateway.up().stack.simulatorUrl))
    expect(messages).toMatchObject({ accepted: entries.length, doubled: 0, resent: entries.length - count })
    expect(violations.total).toBe(0)
  })

  it("WH-03: the record agrees with what the platform told, and each message's history explains it", async () => {
    // Everybody reads: the platform has told all it will once each message is read or has failed for good, and the record follows.
    const { examined, told } = await vi.waitFor(
      async () => {
        const entries = await runtime.runPromise(SimulatorControl.messages(gateway.up().stack.simulatorUrl))
        const told = new Map(entries.map((entry) => [entry.subject, entry]))
        expect(new Set([...told.values()].map((entry) => entry.told))).toEqual(new Set(["read", "failed"]))
        const examined = await runtime.runPromise(Batch.examine(gateway.up().client, ids))
        for (const { message } of examined) {
          expect(message.delivery).toBe(told.get(message.id)?.told)
          expect(MessageState.isOpen(message.state)).toBe(false)
        }
        return { examined, told }
      },
      { timeout: 90_000, interval: 250 }
    )
    expect(examined.map(({ message }) => message.id)).toEqual(ids)
    for (const { faults, message } of examined) {
      expect(faults).toEqual([])
      const kinds = message.history.map(({ kind }) => kind)
      expect(kinds.slice(0, 3)).toEqual(["accepted", "attempted", "answered"])
      const entry = told.get(message.id)
      expect(message.wamid).toBe(entry?.wamid)
      // What the platform failed is over at once, or dead once it was sent again as often as the cause allows: the history tells which.
      const ends = entry?.told === "failed" ? [kinds.includes("dead") ? "dead" : "failed"] : ["accepted"]
      expect(ends).toContain(message.state)
      expect(message.failure === null).toBe(message.state === "accepted")
    }
  })

  it("RT-05: the same keys again queue nothing and name the same messages", async () => {
    const { messages: before } = await runtime.runPromise(SimulatorControl.stats(gateway.up().stack.simulatorUrl))
    expect(await runtime.runPromise(Batch.submit(gateway.up().client, requests))).toEqual(ids)
    const { messages } = await runtime.runPromise(SimulatorControl.stats(gateway.up().stack.simulatorUrl))
    expect(messages.accepted).toBe(before.accepted)
  })

  /** What a command line prints against this server, and its exit code. */
  const sluice = (...args: ReadonlyArray<string>) =>
    runtime.runPromise(
      Effect.gen(function* () {
        const captured = yield* Output.captured
        const server = ["--url", gateway.up().stack.serverUrl, "--key", Redacted.value(gateway.up().key)]
        const code = yield* CommandLine.run([...args, ...server], "0").pipe(Effect.provide(captured.layer))
        return { code, out: (yield* captured.stdout).trim(), err: (yield* captured.stderr).trim() }
      })
    )

  it("tells the story of a message at the prompt", async () => {
    const [id = ""] = ids
    const { code, out } = await sluice("messages", "why", id)
    expect(code).toBe(0)
    expect(out).toMatch(
      /^(read|failed|dead): accepted \d\d:\d\d:\d\d, sent .*platform accepted it after \d+ m?s \(wamid\./
    )
    const json = JSON.parse((await sluice("messages", "why", id, "--json")).out)
    expect(json).toMatchObject({
      id,
      story: out
        .split("\n")[0]
        ?.replace(/^\w+: /, "")
        .replace(/\.$/, "")
    })
    expect((await sluice("messages", "show", id)).out).toContain("+88693")
  })

  it("lists, counts and decides at the prompt", async () => {
    const listed = (await sluice("messages", "ls", "--json", "--limit", "7")).out
      .split("\n")
      .map((line) => JSON.parse(line))
    expect(listed.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 7))
    const { depths } = JSON.parse((await sluice("queue", "--all", "--json")).out)
    expect(depths.reduce((sum: number, depth: { readonly count: number }) => sum + depth.count, 0)).toBe(count)
    const late = await sluice("messages", "cancel", "--yes", ids[0] ?? "")
    expect([late.code, late.err]).toEqual([1, expect.stringContaining("`sluice messages why ID` tells where it is")])
  })

  it("sends at the prompt and waits for the end", async () => {
    const sent = await sluice(
      "send",
      "--sender",
      "shop",
      "--to",
      "+886931234567",
      "--text",
      "hello",
      "--wait",
      "90",
      "--json"
    )
    const [accepted, end] = sent.out.split("\n").map((line) => JSON.parse(line))
    expect(accepted).toMatchObject({ outcome: "queued" })
    expect(end.id).toBe(accepted.id)
    expect(sent.code).toBe(end.state === "accepted" ? 0 : 1)
    const bad = await sluice("send", "--sender", "shop", "--to", "886931234567", "--text", "hello")
    expect([bad.code, bad.err]).toEqual([1, expect.stringContaining("try +886931234567")])
  })

  it("leaves its files to their owner alone", () => {
    for (const name of ["accounts.json", "simulator.json"])
      expect(statSync(join(gateway.directory, name)).mode & 0o777).toBe(0o600)
  })
})
