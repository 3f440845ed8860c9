import * as AccountLadder from "@sluice/core/throttle/AccountLadder"
import { StaleNumber } from "@sluice/core/throttle/Ladder"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { ladder } from "./figures.ts"

const hour = 3_600_000
const severe = AccountLadder.escalated(ladder, AccountLadder.initial, {
  number: 1,
  reason: "mediums in a day",
  atMillis: 0
})
const probe = (state: AccountLadder.State, atHour: number) => AccountLadder.probe(ladder, state, atHour * hour)
const left = (state: AccountLadder.State, atHour: number): AccountLadder.State =>
  Either.getOrThrow(AccountLadder.probeLeft(ladder, state, state.number, atHour * hour))
const answered = (state: AccountLadder.State, accepted: boolean, atHour: number): AccountLadder.State =>
  Either.getOrThrow(AccountLadder.probeAnswered(ladder, state, state.number, accepted, atHour * hour))
const reviewed = (state: AccountLadder.State, atHour: number): AccountLadder.State =>
  Either.getOrThrow(AccountLadder.reviewed(ladder, state, state.number, atHour * hour))
const holds = (state: AccountLadder.State, atHour: number): boolean => AccountLadder.holds(ladder, state, atHour * hour)

describe("AccountLadder", () => {
  it("RL-06: for 24 h nothing probes; then one text may, and one only", () => {
    expect(probe(AccountLadder.initial, 0)).toEqual({ _tag: "NotHeld" })
    expect(probe(severe, 23.9)).toEqual({ _tag: "NotYet", untilMillis: 24 * hour })
    expect(probe(severe, 24)).toEqual({ _tag: "Granted", number: 1 })
    expect(probe(left(severe, 24), 24)).toEqual({ _tag: "NotYet", untilMillis: 36 * hour })
  })

  it("RL-06: an accepted probe ends the hold, a refused or lost one prolongs it by twelve hours", () => {
    const probed = left(severe, 24)
    expect(holds(answered(probed, true, 24.1), 24.1)).toBe(false)
    const refused = answered(probed, false, 24.1)
    expect(holds(refused, 30)).toBe(true)
    expect(probe(refused, 35.9)).toEqual({ _tag: "NotYet", untilMillis: 36 * hour })
    expect(probe(refused, 36)).toEqual({ _tag: "Granted", number: 1 })
    expect(probe(probed, 36)).toEqual({ _tag: "Granted", number: 1 })
  })

  it("RL-06: after 72 h it ends with a review, which may have come before, and nothing probes any more", () => {
    const refused = [24, 36, 48, 60].reduce((state, at) => answered(left(state, at), false, at), severe)
    expect(probe(refused, 70)).toEqual({ _tag: "Over" })
    expect(probe(severe, 72)).toEqual({ _tag: "Over" })
    expect(holds(refused, 1_000)).toBe(true)
    expect(holds(reviewed(refused, 80), 80)).toBe(false)
    const early = reviewed(severe, 3)
    expect([holds(early, 71.9), holds(early, 72)]).toEqual([true, false])
  })

  it("RL-06: answers and reviews of an older hold are refused by their number", () => {
    const over = answered(left(severe, 24), true, 24.1)
    const again = AccountLadder.escalated(ladder, over, { number: 2, reason: "mediums in a day", atMillis: 30 * hour })
    expect(again).toMatchObject({ number: 2, probedMillis: null, endedMillis: null })
    const stale = new StaleNumber({ given: 1, standing: 2 })
    const now = 60 * hour
    for (const late of [
      AccountLadder.probeAnswered(ladder, again, 1, true, now),
      AccountLadder.probeLeft(ladder, again, 1, now),
      AccountLadder.reviewed(ladder, again, 1, now)
    ]) {
      expect(Either.getOrNull(Either.flip(late))).toEqual(stale)
    }
    expect(stale.message).toBe("this answers hold 1, and hold 2 stands")
    const none = AccountLadder.reviewed(ladder, AccountLadder.initial, 1, now)
    expect(Either.getOrNull(Either.flip(none))?.message).toBe("this answers hold 1, and none stands")
  })

  it("RL-06: a severe that stands takes further escalations, of before and of during, as its own", () => {
    const escalate = (atHour: number) =>
      AccountLadder.escalated(ladder, severe, { number: 5, reason: "mediums in a day", atMillis: atHour * hour })
    expect(escalate(1)).toBe(severe)
    expect(escalate(-1)).toBe(severe)
  })

  it("RL-06: its hold covers the account, and survives its JSON", () => {
    expect(AccountLadder.hold(ladder, severe, "a1")).toMatchObject({
      scope: "account",
      level: "severe",
      untilMillis: 72 * hour,
      needsReview: true
    })
    expect(AccountLadder.hold(ladder, reviewed(severe, 3), "a1")).toMatchObject({ needsReview: false })
    const ended = answered(left(severe, 24), true, 25)
    expect(AccountLadder.hold(ladder, ended, "a1")).toMatchObject({ needsReview: false, untilMillis: 25 * hour })
    expect(AccountLadder.hold(ladder, AccountLadder.initial, "a1")).toBeNull()
    expect(Schema.decodeUnknownSync(AccountLadder.State)(JSON.parse(JSON.stringify(severe)))).toEqual(severe)
  })
})
