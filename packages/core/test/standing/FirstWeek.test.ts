import * as FirstWeek from "@sluice/core/standing/FirstWeek"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { dayMillis, each, standing, traffic } from "./traffic.ts"

const liveMillis = 100 * dayMillis
const nowMillis = liveMillis + 2 * dayMillis
const facts = (days: ReadonlyArray<readonly [number, number]>): FirstWeek.Facts => ({
  liveMillis,
  complaints: traffic(100, days)
})
const looked = (state: FirstWeek.State, complaints: number, atMillis = nowMillis): FirstWeek.State =>
  FirstWeek.looked(standing, state, facts([[10_000, complaints]]), atMillis)
const stopped = looked(FirstWeek.initial, 50)
const lifted = (number: number, complaints: number, atMillis = nowMillis) =>
  FirstWeek.lifted(standing, stopped, number, facts([[10_000, complaints]]), atMillis)

describe("FirstWeek", () => {
  it("ST-03: half of 0.5 % alerts, and below it nothing happens", () => {
    expect(looked(FirstWeek.initial, 24)).toBe(FirstWeek.initial)
    expect(looked(FirstWeek.initial, 25)).toEqual({ _tag: "Alerted", stops: 0, atMillis: nowMillis, share: 0.0025 })
  })

  it("ST-03: an alert stands once, until the share is below half again", () => {
    const alerted = looked(FirstWeek.initial, 25)
    expect(looked(alerted, 40, nowMillis + 9)).toBe(alerted)
    expect(looked(alerted, 24, nowMillis + 9)).toEqual(FirstWeek.initial)
  })

  it("ST-03: the threshold stops bulk traffic, which an alert does not", () => {
    expect(looked(FirstWeek.initial, 49)._tag).toBe("Alerted")
    expect(stopped).toEqual({ _tag: "Stopped", stops: 1, atMillis: nowMillis, share: 0.005 })
    const bulk = [FirstWeek.initial, looked(FirstWeek.initial, 25), stopped].map(FirstWeek.admitsBulk)
    expect(bulk).toEqual([true, true, false])
  })

  it("ST-03: a stop stays, whatever the share and the clock do, until an operator lifts it", () => {
    expect(looked(stopped, 0)).toBe(stopped)
    expect(looked(stopped, 0, liveMillis + 30 * dayMillis)).toBe(stopped)
    expect(Either.getOrThrow(lifted(1, 10))).toEqual({ _tag: "Calm", stops: 1 })
    expect(Either.getOrThrow(lifted(1, 30))).toMatchObject({ _tag: "Alerted", stops: 1 })
    expect(Either.getOrThrow(lifted(1, 30, liveMillis + 7 * dayMillis))).toEqual({ _tag: "Over" })
  })

  it("ST-03: a stop cannot be lifted while its reason stands, nor by the number of another", () => {
    const still = new FirstWeek.StillTooMany({ share: 0.005, shareMax: 0.005 })
    expect(lifted(1, 50)).toEqual(Either.left(still))
    expect(lifted(2, 0)).toEqual(Either.left(new FirstWeek.NotStopped({ given: 2, standing: 1 })))
    const none = FirstWeek.lifted(standing, FirstWeek.initial, 1, facts([]), nowMillis)
    expect(none).toEqual(Either.left(new FirstWeek.NotStopped({ given: 1, standing: null })))
  })

  it("ST-03: the next stop has the next number", () => {
    expect(looked(Either.getOrThrow(lifted(1, 10)), 60)).toMatchObject({ _tag: "Stopped", stops: 2 })
  })

  it("ST-03: after the first week the rule is over for good", () => {
    const endMillis = liveMillis + 7 * dayMillis
    expect(looked(FirstWeek.initial, 900, endMillis)).toEqual({ _tag: "Over" })
    expect(looked(FirstWeek.initial, 900, endMillis - 1)._tag).toBe("Stopped")
    expect(looked({ _tag: "Over" }, 900, nowMillis)).toEqual({ _tag: "Over" })
  })

  it("ST-03: complaints of the days before going live are not the first week's", () => {
    const earlier = { liveMillis, complaints: traffic(95, [...each(5, 100, 50), [10_000, 0]]) }
    expect(FirstWeek.looked(standing, FirstWeek.initial, earlier, nowMillis)).toBe(FirstWeek.initial)
  })

  it("ST-03: its states survive their JSON", () => {
    for (const state of [FirstWeek.initial, looked(FirstWeek.initial, 25), stopped]) {
      expect(Schema.decodeUnknownSync(FirstWeek.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })

  it("ST-03: the share is told while the week or a stop lasts, and not after", () => {
    const known = facts([[10_000, 50]])
    const watched = (state: FirstWeek.State, atMillis: number) => FirstWeek.watched(standing, state, known, atMillis)
    expect(watched(FirstWeek.initial, nowMillis)).toBe(0.005)
    expect(watched(FirstWeek.initial, liveMillis + 7 * dayMillis)).toBeNull()
    expect(watched({ _tag: "Over" }, nowMillis)).toBeNull()
    expect(watched(stopped, liveMillis + 7 * dayMillis)).toBe(0.005)
    expect(FirstWeek.watched(standing, FirstWeek.initial, facts([]), nowMillis)).toBeNull()
  })
})
