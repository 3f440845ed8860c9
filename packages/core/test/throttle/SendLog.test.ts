import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as SendLog from "../../src/throttle/internal/SendLog.ts"

const entries = fc.array(
  fc.record({ after: fc.integer({ min: 0, max: 30 }), units: fc.integer({ min: 0, max: 1_800 }) }),
  { maxLength: 60 }
)

describe("SendLog", () => {
  it("answers like a plain list of sends, at every moment from the last answer on", () => {
    fc.assert(
      fc.property(
        entries,
        fc.integer({ min: 0, max: 120 }),
        fc.integer({ min: 1, max: 5_000 }),
        (drawn, later, excess) => {
          let atMillis = 0
          let log = SendLog.empty
          const plain: Array<{ atMillis: number; units: number }> = []
          for (const { after, units } of drawn) {
            atMillis += after
            plain.push({ atMillis, units })
            log = SendLog.append(log, { atMillis, units, messages: 1 }, 100, 1)
          }
          const from = atMillis + later - 100
          const live = plain.filter((send) => send.atMillis > from)
          const units = live.reduce((sum, send) => sum + send.units, 0)
          expect(SendLog.unitsAfter(log, from)).toBe(units)
          expect(SendLog.messagesAfter(log, from)).toBe(live.length)
          let shed = 0
          const leaver = live.find((send) => (shed += send.units) >= excess)
          expect(SendLog.unitsShedAt(log, from, excess)).toBe(leaver?.atMillis ?? Number.POSITIVE_INFINITY)
          const third = live[2]?.atMillis ?? Number.POSITIVE_INFINITY
          expect(SendLog.messagesShedAt(log, from, 3)).toBe(third)
        }
      ),
      { numRuns: 500, seed: 7 }
    )
  })

  it("forgets what has left the window, so it is as long as the window's content", () => {
    let log = SendLog.empty
    for (let atMillis = 0; atMillis < 10_000; atMillis++) {
      log = SendLog.append(log, { atMillis, units: 1_000, messages: 1 }, 100, 1)
    }
    expect(log.atMillis.length).toBe(101)
  })

  it("with a grain, entries of one grain are one, and none leaves early", () => {
    let log = SendLog.empty
    for (let atMillis = 1; atMillis <= 1_000; atMillis++) {
      log = SendLog.append(log, { atMillis, units: 0, messages: 1 }, 1_000, 10)
    }
    expect(log.atMillis.length).toBe(100)
    expect(SendLog.messagesAfter(log, 0)).toBe(1_000)
    // The sends of 1 to 10 ms are known as sends of 10 ms.
    expect(SendLog.messagesAfter(log, 9)).toBe(1_000)
    expect(SendLog.messagesAfter(log, 10)).toBe(990)
  })

  it("a clock that steps back is read as standing still", () => {
    const log = [50, 20, 60].reduce(
      (from, atMillis) => SendLog.append(from, { atMillis, units: 1, messages: 1 }, 100, 1),
      SendLog.empty
    )
    expect(log.atMillis).toEqual([50, 60])
    expect(SendLog.messagesAfter(log, 40)).toBe(3)
  })
})
