import * as FileSystem from "@effect/platform/FileSystem"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const part = "writtenIntoAFile"
const token = `EAAG${part}${"z".repeat(160)}`

const file = (content: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFileString(path, content)
    return path
  }).pipe(Effect.provide(NodeContext.layer))

describe("sluice accounts", () => {
  it.scopedLive("SF-04: a token is put from a file, without the line break that editors leave, and never shown", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      const set = yield* sluice(["accounts", "token", "set"], "acme", "--yes", "--file", yield* file(`${token}\n`))
      expect(set.code).toBe(0)
      expect(set.out).toContain("valid")
      expect(set.out).toContain("sealed with key test")
      const listed = yield* sluice(["accounts", "ls"])
      expect(listed.out).toMatch(/acme +cloud-api +[0-9a-f]{12} +valid +never/)
      const json = yield* sluice(["accounts", "show"], "acme", "--json")
      expect(JSON.parse(json.out)).toMatchObject({ id: "acme", token: { source: "database", state: "valid" } })
      for (const { err, out } of [set, listed, json]) expect(`${out}${err}`).not.toContain(part)
    })
  )

  it.scopedLive("SF-04: a token is not replaced where nobody is there to say so: --yes says it", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      const before = JSON.parse((yield* sluice(["accounts", "show"], "acme", "--json")).out)
      const set = yield* sluice(["accounts", "token", "set"], "acme", "--file", yield* file(token))
      expect(set.code).toBe(2)
      expect(set.err).toContain("the token of account acme would be replaced in every process: say --yes to do it")
      expect(`${set.out}${set.err}`).not.toContain(part)
      expect(JSON.parse((yield* sluice(["accounts", "show"], "acme", "--json")).out)).toEqual(before)
    })
  )

  it.scopedLive("SF-04: a token that cannot be used is refused with what to do, and none of it is shown", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      for (const [content, why] of [
        [`Bearer ${token}`, "without `Bearer`"],
        [`${token}-dead`, "has expired"]
      ] as const) {
        const set = yield* sluice(["accounts", "token", "set"], "acme", "--yes", "--file", yield* file(content))
        expect(set.code).toBe(1)
        expect(set.err).toContain(why)
        expect(`${set.out}${set.err}`).not.toContain(part)
      }
      const empty = yield* sluice(["accounts", "token", "set"], "acme", "--yes", "--file", yield* file("\n"))
      expect(empty.code).toBe(2)
      expect(empty.err).toContain("there is no token in")
      const absent = yield* sluice(["accounts", "token", "set"], "acme", "--yes", "--file", "/nowhere/token")
      expect(absent.code).toBe(2)
      const long = yield* sluice(
        ["accounts", "token", "set"],
        "acme",
        "--yes",
        "--file",
        yield* file("x".repeat(100_000))
      )
      expect(long.code).toBe(2)
      expect(long.err).toContain("too long to be a token")
    })
  )

  it.scopedLive("SF-04: a check asks now; putting a token takes an admin's key, and the refusal says so", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const checked = yield* sluice(["accounts", "check"], "acme")
      expect(checked).toMatchObject({ code: 0, err: "" })
      expect(checked.out).toContain("valid")
      const refused = yield* sluice(["accounts", "token", "set"], "acme", "--yes", "--file", yield* file(token))
      expect(refused.code).toBe(1)
      expect(refused.err).toContain("this takes admin")
      const unknown = yield* sluice(["accounts", "show"], "nobody")
      expect(unknown.code).toBe(1)
      expect(unknown.err).toContain("accounts ls")
    })
  )
})
