import { it } from "@effect/vitest"
import * as Round from "@sluice/core/alert/Round"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Policy from "@sluice/core/policy/Policy"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { Clock, Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const rules = Rulebook.fromPolicy(Policy.shipped.guide)

/** The token of account `acme` is dead. */
const fired = Effect.gen(function* () {
  const book = yield* AlertBook
  const nowMillis = yield* Clock.currentTimeMillis
  const measured: Round.Seen["measured"] = [
    { ruleId: "token-dead", place: { account: "acme" }, reading: { _tag: "State", state: "expired" } }
  ]
  yield* book.turn(null, (all) => [undefined, Round.look(all, [{ rules, measured }], [], nowMillis)])
})

describe("sluice alerts", () => {
  it.scopedLive("SF-04: lists what stands, and shows one with what to do and where to read on", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("viewer")
      expect((yield* sluice(["alerts", "ls"])).out).toBe("no alerts")
      yield* Effect.provide(fired, Layer.succeedContext(store))
      const listed = (yield* sluice(["alerts", "ls"])).out.split("\n")[1]?.trim().split(/ {2,}/)
      expect(listed?.slice(0, 4)).toEqual(["1", "critical", "token-dead", "acme"])
      const shown = yield* sluice(["alerts", "show"], "1")
      expect(shown.out).toContain("alert 1: token-dead (critical), acme")
      expect(shown.out).toContain("docs/operations/token-dead.md")
      const json = yield* sluice(["alerts", "ls"], "--json")
      expect(JSON.parse(json.out)).toMatchObject({ id: 1, ruleId: "token-dead", state: "standing" })
      expect((yield* sluice(["alerts", "ls"], "--state", "recovered")).out).toBe("no alerts")
      expect((yield* sluice(["alerts", "ls"], "--rule", "queue-lag")).out).toBe("no alerts")
    })
  )

  it.scopedLive("acknowledges, silences and resolves; each says who did it", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* liveServer.withStore("operator")
      yield* Effect.provide(fired, Layer.succeedContext(store))
      const acked = yield* sluice(["alerts", "ack"], "1", "--note", "on it")
      expect(acked.out).toContain("acknowledged by cli: on it")
      const silenced = yield* sluice(["alerts", "silence"], "1", "--for", "2 hours", "--note", "known")
      expect(silenced.out).toMatch(/silenced by cli until .*: known/)
      expect((yield* sluice(["alerts", "ls"])).out).toContain("with cli, silent until")
      const odd = yield* sluice(["alerts", "silence"], "1", "--for", "a while")
      expect([odd.code, odd.err]).toEqual([2, expect.stringContaining("no span")])
      expect((yield* sluice(["alerts", "resolve"], "1")).out).toContain("by cli")
      const again = yield* sluice(["alerts", "ack"], "1")
      expect([again.code, again.err]).toEqual([1, expect.stringContaining("alert 1 is over")])
    })
  )

  it.scopedLive("shows the channels, and tries one; a role that may not is told so", () =>
    Effect.gen(function* () {
      const { sluice } = yield* liveServer.withStore("operator")
      expect((yield* sluice(["alerts", "channels"])).out.split("\n")[1]?.trim().split(/ {2,}/).slice(0, 4)).toEqual([
        "log",
        "log",
        "info",
        "0"
      ])
      expect((yield* sluice(["alerts", "test"], "log")).out).toContain("on its way to log")
      const unknown = yield* sluice(["alerts", "test"], "fax")
      expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining("there are log")])
      const viewer = yield* liveServer.withStore("viewer")
      expect((yield* viewer.sluice(["alerts", "test"], "log")).err).toContain("operator")
    })
  )
})
