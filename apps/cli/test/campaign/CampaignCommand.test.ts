import { it } from "@effect/vitest"
import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

/** A file of the test's own, gone with it. */
const written = (name: string, text: string) =>
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = `${yield* fs.makeTempDirectoryScoped()}/${name}`
    yield* fs.writeFileString(path, text)
    return path
  }).pipe(Effect.provide(NodeFileSystem.layer))

const csv = "phone,name\n+886987654321,Mei\n+886987654322,Anna\n12345,Bo\n"

const idIn = (out: string): string => /[0-9a-f-]{36}/.exec(out)?.[0] ?? ""

describe("sluice campaign", () => {
  it.scopedLive("makes a campaign of a list, tells what was refused, starts it and ends it", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const file = yield* written("list.csv", csv)
      const content = ["--sender", "shop", "--text", "Dear {name}, we open on Monday."]
      const made = yield* sluice(["campaign", "create"], ...content, "spring", file)
      expect(made.code).toBe(1)
      expect(made.out).toContain("2 of 3 rows can be sent")
      expect(made.out).toContain("row 3: recipient: ")
      const id = idIn(made.out)
      const foreseen = yield* sluice(["campaign", "start"], "--dry-run", id)
      expect(foreseen).toMatchObject({ code: 0, err: "" })
      expect(foreseen.out).toMatch(/messages +2 through 1 sender/)
      expect((yield* sluice(["campaign", "status"], id)).out).toContain("draft")
      const started = yield* sluice(["campaign", "start"], id)
      expect(started).toMatchObject({ code: 0, err: "" })
      expect(started.out).toMatch(/held up by/)
      expect((yield* sluice(["campaign", "pause"], id)).out).toContain("0 of 2 paused")
      expect((yield* sluice(["campaign", "resume"], id)).code).toBe(0)
      expect((yield* sluice(["campaign", "cancel"], "--dry-run", id)).out).not.toContain(": cancelled")
      expect((yield* sluice(["campaign", "cancel"], "--yes", id)).out).toMatch(/cancelled +2/)
      const followed = yield* sluice(["campaign", "status"], "--follow", id)
      expect(followed.out).toContain("spring")
      const again = yield* sluice(["campaign", "start"], id)
      expect(again.code).toBe(1)
      expect((yield* sluice(["campaign", "ls"])).out.split("\n")).toHaveLength(2)
    })
  )

  it.scopedLive("a list without rows, or without usable ones, is refused before there is a campaign", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const content = ["--sender", "shop", "--text", "Dear {name}, we open on Monday."]
      const empty = yield* sluice(
        ["campaign", "create"],
        ...content,
        "spring",
        yield* written("list.csv", "phone,name\n")
      )
      expect(empty).toMatchObject({ code: 2, out: "" })
      expect(empty.err).toContain("list.csv has no rows: give a row for each number, below a header where it is CSV")
      const other = yield* written("other.csv", "phone,city\n+886987654321,Taipei\n")
      const unusable = yield* sluice(["campaign", "create"], ...content, "spring", other)
      expect(unusable).toMatchObject({ code: 2, err: expect.stringContaining('other.csv: row 2 has no "name"') })
      expect((yield* sluice(["campaign", "ls"], "--json")).out).toBe("")
    })
  )

  it.scopedLive("a list of recipients without a word on what they are sent is refused, with what to give", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const file = yield* written("list.csv", csv)
      const made = yield* sluice(["campaign", "create"], "--dry-run", "--sender", "shop", "spring", file)
      expect(made).toMatchObject({ code: 2, out: "" })
      expect(made.err).toContain("list.csv: its rows do not say what they are sent; give it by one of --text, ")
    })
  )

  it.scopedLive("prints one JSON value a line for programs, with what each row would say", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const rows = [1, 2].map((n) => ({
        recipient: `+88698765432${n}`,
        content: { type: "text", text: { body: `number ${n}` } }
      }))
      const file = yield* written("list.ndjson", rows.map((row) => `${JSON.stringify(row)}\n`).join(""))
      const times = ["--start-at", "2030-01-01T09:30:00+08:00", "--hours", "09:00-18:00", "--stop-above", "0.1"]
      const made = yield* sluice(["campaign", "create"], "--json", "--sender", "shop", ...times, "spring", file)
      const { campaign } = JSON.parse(made.out)
      expect(campaign).toMatchObject({
        state: "draft",
        hours: { from: "09:00", to: "18:00" },
        stopAbove: 0.1,
        list: { received: 2, refused: 0 }
      })
      const again = yield* sluice(["campaign", "add"], "--json", campaign.id, file)
      expect(JSON.parse(again.out).campaign.list.received).toBe(2)
      const foreseen = yield* sluice(["campaign", "start"], "--json", "--dry-run", campaign.id)
      expect(JSON.parse(foreseen.out)).toMatchObject({ forecast: { messages: 2, startAt: "2030-01-01T01:30:00.000Z" } })
      const started = yield* sluice(["campaign", "start"], "--json", campaign.id)
      expect(JSON.parse(started.out)).toMatchObject({ state: "scheduled", startsAt: "2030-01-01T01:30:00.000Z" })
    })
  )

  it.scopedLive("what cannot be meant is a mistake of usage, and nothing is made", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const file = yield* written("list.csv", csv)
      const create = (...args: ReadonlyArray<string>) =>
        sluice(["campaign", "create"], "--sender", "shop", ...args, "spring", file)
      const noColumn = yield* create("--text", "Dear {nome}", "--dry-run")
      expect(noColumn.code).toBe(2)
      expect(noColumn.err).toContain('row 2 has no "nome"')
      expect((yield* create("--text", "a", "--template", "b")).code).toBe(2)
      expect((yield* create("--text", "a", "--hours", "9 to 5")).code).toBe(2)
      expect((yield* create("--text", "a", "--start-at", "soon")).code).toBe(2)
      expect((yield* create("--text", "a", "--stop-above", "7")).code).toBe(2)
      const dry = yield* create("--text", "Dear {name}", "--dry-run")
      expect(dry).toEqual({ code: 0, out: "3 rows; nothing was sent to the server", err: "" })
      expect((yield* sluice(["campaign", "ls"])).out).toBe("no campaigns")
    })
  )
})
