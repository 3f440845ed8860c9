import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import { Either, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Judge from "./judge.ts"

const minute = 60_000
const terms: SharedBudget.Terms = {
  capacity: 10,
  windowMillis: 60 * minute,
  leasing: { sliceShare: 0.2, leaseMillis: minute, graceMillis: minute }
}

type Row = SharedBudget.State

const claim = (
  row: Row,
  holder: string,
  inUse: number,
  wanted: number,
  nowMillis: number,
  fence = 1
): readonly [SharedBudget.Outcome, Row] =>
  Either.getOrThrow(SharedBudget.claim(terms, row, { holder, fence, inUse, wanted }, nowMillis))

const slots = (outcome: SharedBudget.Outcome): number => (outcome._tag === "Closed" ? 0 : outcome.lease.slots)

describe("SharedBudget", () => {
  it("leases slices until nothing is left, and says when something may be free again", () => {
    const [a, row1] = claim(SharedBudget.initial, "a", 0, 6, 0)
    const [b, row2] = claim(row1, "b", 0, 6, 10)
    const [c, row3] = claim(row2, "c", 0, 6, 20)
    expect([a, b]).toMatchObject([
      { _tag: "Granted", lease: { number: 1, slots: 6, untilMillis: minute } },
      { _tag: "Granted", lease: { number: 2, slots: 4, untilMillis: minute + 10 } }
    ])
    expect(c).toMatchObject({ _tag: "Exhausted", lease: { slots: 0 }, untilMillis: minute })
    expect(SharedBudget.free(terms, row3, 20)).toBe(0)
    expect(SharedBudget.slice(terms)).toBe(2)
    expect(SharedBudget.slice({ ...terms, capacity: 1 })).toBe(1)
  })

  it("a claim prolongs, grows and shrinks: what is in use stays, what is not wanted goes back at once", () => {
    const [, row1] = claim(SharedBudget.initial, "a", 0, 8, 0)
    const [kept, row2] = claim(row1, "a", 3, 0, 30_000)
    expect(kept).toMatchObject({ _tag: "Granted", lease: { number: 2, slots: 3 } })
    expect(SharedBudget.free(terms, row2, 30_000)).toBe(7)
    const [more] = claim(row2, "a", 3, 100, 40_000)
    expect(slots(more)).toBe(10)
  })

  it("RT-03: a holder that crashed returns all of its lease, a window after it ended; its successor has it at once", () => {
    const [, row] = claim(SharedBudget.initial, "a", 0, 8, 0)
    const gone = minute + minute + terms.windowMillis
    expect(SharedBudget.free(terms, row, gone - 1)).toBe(2)
    expect(SharedBudget.free(terms, row, gone)).toBe(10)
    const [successor, next] = claim(row, "a", 5, 2, 10 * minute, 2)
    expect(slots(successor)).toBe(7)
    expect(SharedBudget.free(terms, next, 10 * minute)).toBe(3)
  })

  it("RT-03: nothing returns twice: an act under an older number or fence changes nothing", () => {
    const [, row1] = claim(SharedBudget.initial, "a", 0, 8, 0)
    const [, row2] = claim(row1, "a", 2, 1, 1_000, 2)
    const late = SharedBudget.giveBack(terms, row2, { holder: "a", number: 1, inUse: 0 }, 2_000)
    expect(Either.flip(late).pipe(Either.getOrThrow)).toMatchObject({ _tag: "StaleLease", given: 1, newest: 2 })
    const predecessor = SharedBudget.claim(terms, row2, { holder: "a", fence: 1, inUse: 0, wanted: 9 }, 2_000)
    expect(Either.flip(predecessor).pipe(Either.getOrThrow).message).toBe("lease 1 of a is not the newest (2)")
    const back = Either.getOrThrow(SharedBudget.giveBack(terms, row2, { holder: "a", number: 2, inUse: 2 }, 3_000))
    expect(SharedBudget.free(terms, back, 3_000)).toBe(8)
    expect(Either.isLeft(SharedBudget.giveBack(terms, back, { holder: "a", number: 2, inUse: 0 }, 4_000))).toBe(true)
    expect(Either.isLeft(SharedBudget.giveBack(terms, back, { holder: "z", number: 2, inUse: 0 }, 4_000))).toBe(true)
    expect(SharedBudget.free(terms, back, 3_000 + minute + terms.windowMillis)).toBe(10)
  })

  it("RL-07: a hold ends every lease at once and closes the row until it is over", () => {
    const [, row1] = claim(SharedBudget.initial, "a", 0, 4, 0)
    const held = SharedBudget.revoked(terms, row1, { number: 5, untilMillis: 9 * minute }, 1_000)
    expect(SharedBudget.isClosed(held, 2_000)).toBe(true)
    expect(claim(held, "b", 0, 1, 2_000)[0]).toEqual({ _tag: "Closed", untilMillis: 9 * minute })
    expect(SharedBudget.free(terms, held, 2_000)).toBe(6)
    const older = SharedBudget.revoked(terms, held, { number: 4, untilMillis: null }, 3_000)
    expect(older.closed).toEqual({ number: 5, untilMillis: 9 * minute })
    expect(SharedBudget.reopened(held, 4)).toBe(held)
    const open = SharedBudget.reopened(held, 5)
    // Who had it knows what was used of it, and has the rest again.
    expect(slots(claim(open, "a", 1, 9, 4_000)[0])).toBe(10)
    expect(slots(claim(open, "b", 0, 9, 4_000)[0])).toBe(6)
    expect(claim(held, "b", 0, 1, 9 * minute)[0]._tag).toBe("Granted")
  })

  it("a capacity that falls takes nothing that is in use, and grants nothing until it is free", () => {
    const [, row] = claim(SharedBudget.initial, "a", 0, 8, 0)
    const less = { ...terms, capacity: 4 }
    const [own, next] = Either.getOrThrow(
      SharedBudget.claim(less, row, { holder: "a", fence: 1, inUse: 6, wanted: 2 }, 1_000)
    )
    expect(own).toMatchObject({ _tag: "Exhausted", lease: { slots: 6 } })
    expect(SharedBudget.free(less, next, 1_000)).toBe(-2)
  })

  it("is plain JSON, and knows holders and counts alone", () => {
    const [, row] = claim(SharedBudget.initial, "lane-1", 0, 4, 0)
    const json = JSON.stringify(row)
    expect(Schema.decodeUnknownSync(SharedBudget.State)(JSON.parse(json))).toEqual(row)
  })

  const act = fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 40 * minute })),
    holder: fc.integer({ min: 0, max: 4 }).map((n) => `lane-${n}`),
    kind: fc.constantFrom(
      "claim",
      "claim",
      "spend",
      "spend",
      "spend",
      "crash",
      "giveBack",
      "lateReturn",
      "lateClaim",
      "hold",
      "clear"
    ),
    wanted: fc.integer({ min: 0, max: 6 })
  })

  it("CLOUD_API 3.4: leases never over-commit, whatever order of grants, crashes, late returns and holds", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 150 }), (acts) => {
        let row = SharedBudget.initial
        let nowMillis = 0
        let holdNumber = 0
        const faults: Array<string> = []
        const uses: Array<{ readonly holder: string; readonly atMillis: number }> = []
        const lanes = new Map<string, { fence: number; lease: SharedBudget.Lease | null; past: Array<number> }>()
        for (const { after, holder, kind, wanted } of acts) {
          nowMillis += after
          const lane = lanes.get(holder) ?? { fence: 1, lease: null, past: [] }
          lanes.set(holder, lane)
          const inUse = uses.filter(
            (use) => use.holder === holder && use.atMillis > nowMillis - terms.windowMillis
          ).length
          switch (kind) {
            case "claim": {
              const claimed = SharedBudget.claim(terms, row, { holder, fence: lane.fence, inUse, wanted }, nowMillis)
              const [outcome, next] = Either.getOrThrow(claimed)
              row = next
              if (lane.lease !== null) lane.past.push(lane.lease.number)
              lane.lease = outcome._tag === "Closed" ? null : outcome.lease
              break
            }
            case "spend":
              if (lane.lease !== null && nowMillis < lane.lease.untilMillis && inUse < lane.lease.slots) {
                uses.push({ holder, atMillis: nowMillis })
              }
              break
            case "crash":
              // The successor knows the sends, not the lease.
              if (lane.lease !== null) lane.past.push(lane.lease.number)
              lane.lease = null
              lane.fence++
              break
            case "giveBack":
              if (lane.lease === null) break
              row = Either.getOrElse(
                SharedBudget.giveBack(terms, row, { holder, number: lane.lease.number, inUse }, nowMillis),
                () => row
              )
              lane.past.push(lane.lease.number)
              lane.lease = null
              break
            case "lateReturn":
              // From before a crash or a newer claim, or told twice.
              for (const number of lane.past) {
                const returned = SharedBudget.giveBack(terms, row, { holder, number, inUse }, nowMillis)
                row = Either.getOrElse(returned, () => row)
              }
              break
            case "lateClaim": {
              // Where the row still knows the holder it is refused; where it does not, the lane's own fence keeps it from sending.
              const known = row.entries.some((entry) => entry.holder === holder && entry.untilMillis > nowMillis)
              const late = { holder, fence: lane.fence - 1, inUse: 0, wanted: 9 }
              const refused = Either.isLeft(SharedBudget.claim(terms, row, late, nowMillis))
              if (known && lane.lease !== null && !refused)
                faults.push(`a predecessor of ${holder} claimed at ${nowMillis}`)
              break
            }
            case "hold":
              row = SharedBudget.revoked(
                terms,
                row,
                { number: ++holdNumber, untilMillis: nowMillis + wanted * minute },
                nowMillis
              )
              for (const other of lanes.values()) {
                if (other.lease !== null) other.past.push(other.lease.number)
                other.lease = null
              }
              break
            case "clear":
              row = SharedBudget.reopened(row, holdNumber)
              break
          }
          expect(SharedBudget.free(terms, row, nowMillis)).toBeGreaterThanOrEqual(0)
        }
        expect(
          Judge.overTheWindow(
            uses.map((use) => use.atMillis),
            terms.windowMillis,
            terms.capacity
          )
        ).toEqual([])
        expect(faults).toEqual([])
        const later = nowMillis + 3 * terms.windowMillis
        expect(SharedBudget.free(terms, row, later)).toBe(terms.capacity)
      }),
      { numRuns: 400, seed: 6 }
    )
  })
})
