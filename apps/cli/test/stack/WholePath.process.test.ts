import * as Client from "@sluice/client/Client"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Exit, ManagedRuntime, Redacted, Scope } from "effect"
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs"
import { request } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import * as CommandLine from "../../src/CommandLine.ts"
import * as Output from "../../src/Output.ts"
import * as Platform from "../../src/Platform.ts"
import * as Batch from "../../src/stack/Batch.ts"
import type { Sandbox } from "../../src/stack/Sandbox.ts"
import * as SimulatorControl from "../../src/stack/SimulatorControl.ts"
import * as Stack from "../../src/stack/Stack.ts"
import * as Tally from "../../src/stack/Tally.ts"

/** The built programs as processes, on a database of their own: what is deployed is what is tried. */

const sandbox: Sandbox = {
  accountId: "whole-path",
  policy: "cloud-api",
  senders: [{ id: "shop", number: "+886912000001", callingCode: "886", tier: "initial" }]
}

/** Quick people, all of whom read; a fifth of the messages fails after the platform took them. */
const fates = {
  failureShare: 0.2,
  delivered: { minMillis: 300, maxMillis: 900 },
  deliveredAbroad: { minMillis: 300, maxMillis: 900 },
  read: { minMillis: 100, maxMillis: 400 },
  readLostShare: 0,
  deliveredOmittedShare: 0
}

const bringUp = (directory: string) =>
  Effect.gen(function* () {
    const databaseUrl = Redacted.make(yield* TestDatabase.fresh())
    const stack = yield* Stack.start({
      name: "whole path",
      sandbox,
      databaseUrl,
      directory,
      seed: "whole-path",
      clock: null,
      portsFrom: null,
      simulator: { fates }
    })
    yield* stack.startWorker(1)
    const key = yield* stack.issueKey("whole-path", "operator")
    const viewer = yield* stack.issueKey("reader", "viewer")
    return { stack, key, viewer, client: yield* Client.make({ baseUrl: stack.serverUrl, apiKey: key }) }
  })

const directory = mkdtempSync(join(tmpdir(), "sluice-whole-path-"))
const scope = Effect.runSync(Scope.make())
/** One for the whole file: the client keeps its connections in it. */
const runtime = ManagedRuntime.make(Platform.layer)
let up: Effect.Effect.Success<ReturnType<typeof bringUp>>

beforeAll(async () => {
  up = await runtime.runPromise(Scope.extend(bringUp(directory), scope))
}, 60_000)

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await runtime.dispose()
  rmSync(directory, { recursive: true, force: true })
}, 30_000)

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
    ids = await runtime.runPromise(Batch.submit(up.client, requests))
    const tally = await runtime.runPromise(Batch.watch(up.client, 30, () => Effect.void))
    expect(Tally.total(tally)).toBe(count)
    expect(Tally.over(tally)).toBe(count)

    const entries = await runtime.runPromise(SimulatorControl.messages(up.stack.simulatorUrl))
    expect([...new Set(entries.map(({ subject }) => subject))].toSorted()).toEqual([...ids].toSorted())
    const { messages, violations } = await runtime.runPromise(SimulatorControl.stats(up.stack.simulatorUrl))
    expect(messages).toMatchObject({ accepted: entries.length, doubled: 0, resent: entries.length - count })
    expect(violations.total).toBe(0)
  })

  it("WH-03: the record agrees with what the platform told, and each message's history explains it", async () => {
    // Everybody reads: the platform has told all it will once each message is read or has failed for good, and the record follows.
    const { examined, told } = await vi.waitFor(
      async () => {
        const entries = await runtime.runPromise(SimulatorControl.messages(up.stack.simulatorUrl))
        const told = new Map(entries.map((entry) => [entry.subject, entry]))
        expect(new Set([...told.values()].map((entry) => entry.told))).toEqual(new Set(["read", "failed"]))
        const examined = await runtime.runPromise(Batch.examine(up.client, ids))
        for (const { message } of examined) expect(message.delivery).toBe(told.get(message.id)?.told)
        return { examined, told }
      },
      { timeout: 20_000, interval: 250 }
    )
    expect(examined.map(({ message }) => message.id)).toEqual(ids)
    for (const { faults, message } of examined) {
      expect(faults).toEqual([])
      const kinds = message.history.map(({ kind }) => kind)
      expect(kinds.slice(0, 3)).toEqual(["accepted", "attempted", "answered"])
      const entry = told.get(message.id)
      expect(message.wamid).toBe(entry?.wamid)
      expect([message.state, message.delivery]).toEqual(
        entry?.told === "failed" ? ["failed", "failed"] : ["accepted", entry?.told]
      )
      expect(message.failure === null).toBe(message.state === "accepted")
    }
    const states = new Set(examined.map(({ message }) => message.state))
    expect([...states].toSorted()).toEqual(["accepted", "failed"])
  })

  it("RT-05: the same keys again queue nothing and name the same messages", async () => {
    const { messages: before } = await runtime.runPromise(SimulatorControl.stats(up.stack.simulatorUrl))
    expect(await runtime.runPromise(Batch.submit(up.client, requests))).toEqual(ids)
    const { messages } = await runtime.runPromise(SimulatorControl.stats(up.stack.simulatorUrl))
    expect(messages.accepted).toBe(before.accepted)
  })

  /** What a command line prints against this server, and its exit code. */
  const sluice = (...args: ReadonlyArray<string>) =>
    runtime.runPromise(
      Effect.gen(function* () {
        const captured = yield* Output.captured
        const server = ["--url", up.stack.serverUrl, "--key", Redacted.value(up.key)]
        const code = yield* CommandLine.run([...args, ...server], "0").pipe(Effect.provide(captured.layer))
        return { code, out: (yield* captured.stdout).trim(), err: (yield* captured.stderr).trim() }
      })
    )

  it("tells the story of a message at the prompt", async () => {
    const [id = ""] = ids
    const { code, out } = await sluice("messages", "why", id)
    expect(code).toBe(0)
    expect(out).toMatch(/^(read|failed): accepted \d\d:\d\d:\d\d, sent .*platform accepted it after \d+ m?s \(wamid\./)
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
      "20",
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
      expect(statSync(join(directory, name)).mode & 0o777).toBe(0o600)
  })
})

describe("bad input at the doors", () => {
  const good = {
    senderId: "shop",
    recipient: "+886931999999",
    content: { type: "text", text: { body: "hello" } }
  }

  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${up.stack.serverUrl}${path}`, {
      method: "POST",
      body,
      headers: {
        authorization: `Bearer ${Redacted.value(up.key)}`,
        "content-type": "application/json",
        ...headers
      }
    })
    const text = await response.text()
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      text,
      problem: JSON.parse(text)
    }
  }

  const send = (body: unknown, headers?: Readonly<Record<string, string>>) =>
    post("/v1/messages", typeof body === "string" ? body : JSON.stringify(body), headers)

  /** Announces a body and sends the beginning of it: the answer must not wait for the rest. */
  const announce = (path: string, bytes: number) =>
    new Promise<Awaited<ReturnType<typeof post>>>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${Redacted.value(up.key)}`,
        "content-type": "application/json",
        "content-length": bytes
      }
      const asked = request(`${up.stack.serverUrl}${path}`, { method: "POST", headers }, (response) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("data", (part: string) => {
          text += part
        })
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? "",
            text,
            problem: JSON.parse(text)
          })
          asked.destroy()
        })
      })
      asked.on("error", reject)
      asked.write('{"senderId":')
    })

  const onRecord = async () => {
    const { depths } = await runtime.runPromise(up.client.operations.queue({ urlParams: { all: true } }))
    return Tally.total(Tally.of(depths))
  }

  const cases: ReadonlyArray<
    readonly [name: string, ask: () => ReturnType<typeof send>, status: number, kind: string]
  > = [
    ["malformed JSON", () => send('{"senderId": "shop",'), 400, "malformed-request"],
    ["an empty body", () => send(""), 400, "malformed-request"],
    ["a list where an object belongs", () => send([good]), 400, "invalid-request"],
    ["an unknown field", () => send({ ...good, recipent: "+886931999999" }), 400, "invalid-request"],
    ["a wrong type", () => send({ ...good, recipient: 886931999999 }), 400, "invalid-request"],
    ["a number with several faults", () => send({ ...good, recipient: "886 931-999-999" }), 422, "message-refused"],
    ["an unknown sender", () => send({ ...good, senderId: "nobody" }), 404, "sender-unknown"],
    ["no key", () => send(good, { authorization: "" }), 401, "key-missing"],
    [
      "a key that opens nothing",
      () => send(good, { authorization: `Bearer sluice_${"0".repeat(16)}_${"A".repeat(43)}` }),
      401,
      "key-refused"
    ],
    [
      "a key that may only read",
      () => send(good, { authorization: `Bearer ${Redacted.value(up.viewer)}` }),
      403,
      "role-refused"
    ],
    ["a form", () => send(good, { "content-type": "application/x-www-form-urlencoded" }), 415, "media-type-refused"],
    ["a body of 100 MB", () => announce("/v1/messages", 100_000_000), 413, "body-too-large"],
    ["a batch of 1 GB", () => announce("/v1/messages/batch", 1_000_000_000), 413, "body-too-large"],
    ["an address that leads nowhere", () => post("/v1/nothing", "{}"), 404, "route-unknown"]
  ]

  it.each(cases)(
    "answers %s with a problem of its own, queues nothing and leaks nothing",
    async (_, ask, status, kind) => {
      const before = await onRecord()
      const answer = await ask()
      expect(answer.problem).toMatchObject({ status, type: `urn:sluice:problem:${kind}` })
      expect(answer.status).toBe(status)
      expect(answer.type).toContain("application/problem+json")
      expect(answer.text).not.toMatch(/node_modules|at \w+ \(|postgres:\/\/|\/work\/|\.ts:|\.js:/)
      for (const secret of secrets()) expect(answer.text).not.toContain(secret)
      expect(await onRecord()).toBe(before)
    }
  )

  const secrets = () => {
    const { accounts } = JSON.parse(readFileSync(join(directory, "accounts.json"), "utf8"))
    const [{ accessToken, appSecrets, verifyToken }] = accounts
    return [accessToken, verifyToken, ...appSecrets, Redacted.value(up.key)]
  }

  it("PH-02: a bad number comes back with every finding and the number that was meant", async () => {
    const { problem } = await send({ ...good, recipient: "886 931-999-999" })
    const codes = problem.findings.map((finding: { readonly code: string }) => finding.code)
    expect(codes).toEqual(expect.arrayContaining(["plus-missing", "separators"]))
    for (const { path, suggestion } of problem.findings) {
      expect(path).toBe("recipient")
      expect(suggestion).toBe("+886931999999")
    }
  })

  it("WH-02, GD-03: a callback with a bad signature is refused and recorded", async () => {
    const counts = async () =>
      (await runtime.runPromise(up.client.operations.callbackCounts({}))).counts["bad-signature"] ?? 0
    const before = await counts()
    const answer = await post("/callbacks/cloud-api/whole-path", '{"object":"whatsapp_business_account","entry":[]}', {
      "x-hub-signature-256": `sha256=${"0".repeat(64)}`
    })
    expect([answer.status, answer.problem.type]).toEqual([401, "urn:sluice:problem:signature-refused"])
    expect(await counts()).toBe(before + 1)
  })

  it("WH-01: the handshake answers the challenge for the right verify token alone", async () => {
    const ask = (token: string) =>
      fetch(
        `${up.stack.serverUrl}/callbacks/cloud-api/whole-path?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${token}`
      )
    const [, verifyToken] = secrets()
    const right = await ask(String(verifyToken))
    expect([right.status, await right.text()]).toEqual([200, "4711"])
    expect((await ask("guess")).status).toBe(403)
  })
})
