import { it } from "@effect/vitest"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { SenderStandings } from "@sluice/engine/ports/SenderStandings"
import { Clock, Effect, Layer } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const dayMillis = 86_400_000

/** A server whose `shop` has sent 400 messages a day for 40 days. */
const started = Effect.gen(function* () {
  const { sluice, store } = yield* liveServer.withStore("operator")
  const nowMillis = yield* Clock.currentTimeMillis
  const today = Math.floor(nowMillis / dayMillis)
  yield* Effect.flatMap(SenderStandings, (standings) =>
    standings.modify("shop", () => [
      undefined,
      {
        ...SenderStanding.initial,
        countedMillis: nowMillis,
        complaints: {
          firstSentDay: today - 39,
          days: Array.from({ length: 40 }, (_, n) => ({ day: today - 39 + n, sent: 400, complaints: 0 }))
        }
      }
    ])
  ).pipe(Effect.provide(Layer.succeedContext(store)))
  return sluice
})

describe("sluice standing", () => {
  it.scopedLive("ST-01: says what stands in the way of a raise, and prints the request once nothing does", () =>
    Effect.gen(function* () {
      const sluice = yield* started
      const early = yield* sluice(["standing", "request", "shop"])
      expect(early.code).toBe(1)
      expect(early.err).toContain("not registered for long enough")
      expect(early.err).toContain("the forecast has 0 of 3 months")
      const set = yield* sluice(
        ["standing", "set", "shop"],
        "--registered",
        "2024-03-01",
        "--forecast",
        "12000,13000,14000"
      )
      expect(set.out).toContain("registered: 2024-03-01")
      expect(set.out).toContain("advice: may ask")
      const request = yield* sluice(["standing", "request", "shop"])
      expect(request.out).toContain(
        "We ask for a higher sending limit for +886912345678: from 5 to 30 messages a minute."
      )
      expect(request.out).toContain("12000, 13000, 14000")
      expect(JSON.parse((yield* sluice(["standing", "request", "shop"], "--json")).out)).toMatchObject({ toUnits: 30 })
    })
  )

  it.scopedLive("ST-02: records a raise once that is confirmed, and shows that complaints put it back", () =>
    Effect.gen(function* () {
      const sluice = yield* started
      const unsure = yield* sluice(["standing", "raise", "shop", "granted"])
      expect(unsure.code).toBe(2)
      expect(unsure.err).toContain("--yes")
      const granted = yield* sluice(["standing", "raise", "shop", "granted"], "--yes")
      expect(granted.out).toContain("limit raised")
      expect(granted.out).toContain("watched until")
      const reported = yield* sluice(["standing", "complaints", "shop"], "--count", "40")
      expect(reported.out).toContain("raise: put back")
      const refused = yield* sluice(["standing", "raise", "shop", "declined"], "--yes")
      expect(refused.code).toBe(1)
      expect(refused.err).toContain("the raise cannot be declined: it is put-back")
      expect((yield* sluice(["standing", "ls"])).out).toMatch(/shop +initial +400 +\d\.\d+ % +put back/)
      expect(JSON.parse((yield* sluice(["standing", "ls"], "--json")).out)).toMatchObject({ raise: "put-back" })
    })
  )

  it.scopedLive("ST-01: a mistake of usage is told with what would be right, and changes nothing", () =>
    Effect.gen(function* () {
      const sluice = yield* started
      for (const args of [
        ["--count", "1", "--day", "22.11.2026"],
        ["--count", "-1"]
      ]) {
        expect((yield* sluice(["standing", "complaints", "shop"], ...args)).code).toBe(2)
      }
      expect((yield* sluice(["standing", "set", "shop"])).err).toContain("--registered")
      expect((yield* sluice(["standing", "set", "shop"], "--forecast", "many")).code).toBe(2)
      expect((yield* sluice(["standing", "show", "nobody"])).err).toContain("nobody")
      expect((yield* sluice(["standing", "show", "shop"])).out).toContain("complaints of seven days: 0 of")
    })
  )
})
