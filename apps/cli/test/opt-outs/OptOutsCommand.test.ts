import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const number = "+886987654321"

describe("sluice opt-outs", () => {
  it.scopedLive("adds, lists and takes back, and tells of the messages that are not sent any more", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      yield* sluice(["send"], "--sender", "shop", "--to", number, "--text", "hello")
      const added = yield* sluice(["opt-outs", "add"], number, "+85251234567")
      expect(added).toEqual({ code: 0, out: "2 added; 1 queued messages will not be sent", err: "" })
      const refused = yield* sluice(["send"], "--sender", "shop", "--to", number, "--text", "hello")
      expect(refused.code).toBe(1)
      expect(refused.err).toContain("the recipient has opted out of all messages")
      const listed = yield* sluice(["opt-outs", "ls"])
      expect(listed.out.split("\n").map((line) => line.split(/ {2,}/).slice(0, 3).join(" "))).toEqual([
        "recipient scope said by",
        "+85251234567 all api",
        `${number} all api`
      ])
      expect((yield* sluice(["opt-outs", "rm"], "--yes", number)).out).toBe(`${number} may be written to again`)
      expect((yield* sluice(["opt-outs", "rm"], "--yes", number)).out).toBe(`${number} had not opted out`)
    })
  )

  it.scopedLive("prints one value a line for programs, filtered by number, and pages through to its limit", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const json = yield* sluice(["opt-outs", "add"], "--json", "--scope", "marketing", number, "+85251234567")
      expect(JSON.parse(json.out)).toEqual({ added: 2, ended: 0 })
      const one = yield* sluice(["opt-outs", "ls"], "--json", "--to", number)
      expect(JSON.parse(one.out)).toMatchObject({
        recipient: number,
        scope: "marketing",
        source: "api",
        accountId: "acme"
      })
      expect((yield* sluice(["opt-outs", "ls"], "--json", "--limit", "1")).out.split("\n")).toHaveLength(1)
      expect((yield* sluice(["opt-outs", "ls"], "--to", "+6591234567")).out).toBe("nobody has opted out")
      const removed = yield* sluice(["opt-outs", "rm"], "--yes", "--json", "--scope", "all", number)
      expect(JSON.parse(removed.out)).toEqual({ recipient: number, removed: 0 })
    })
  )

  it.scopedLive("what is no number is a mistake of usage; another account is not there", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      expect((yield* sluice(["opt-outs", "add"], "0987")).code).toBe(2)
      const foreign = yield* sluice(["opt-outs", "ls"], "--account", "zenith")
      expect(foreign.code).toBe(1)
      expect(foreign.err).toContain('no account "zenith"')
    })
  )
})
