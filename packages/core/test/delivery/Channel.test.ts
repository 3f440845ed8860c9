import * as Channel from "@sluice/core/delivery/Channel"
import * as Policy from "@sluice/core/policy/Policy"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const { receiving } = Policy.shipped["cloud-api"]
const second = 1_000
const minute = 60_000

/** Gaps that are longer than a status takes, from the times of arrivals. */
const gapsOf = (arrivals: ReadonlyArray<number>): ReadonlyArray<Channel.Gap> =>
  arrivals.flatMap((untilMillis, index) => {
    const fromMillis = arrivals[index - 1]
    return fromMillis === undefined || untilMillis - fromMillis <= receiving.deliveredAbroadMillisMax
      ? []
      : [{ fromMillis, untilMillis }]
  })

/** Whether the silence after a send at 0 is believed, once these callbacks of others have arrived. */
const believed = (arrivals: ReadonlyArray<number>): boolean =>
  (arrivals.at(-1) ?? -1) >= Channel.tellingMillis(receiving, 0, gapsOf([-second, ...arrivals]))

const every = (stepMillis: number, fromMillis: number, untilMillis: number): ReadonlyArray<number> =>
  Array.from({ length: Math.floor((untilMillis - fromMillis) / stepMillis) + 1 }, (_, n) => fromMillis + n * stepMillis)

/** When a platform tries to deliver a status, first at `firstMillis`, as slowly as the policy thinks possible. */
const tries = (firstMillis: number, untilMillis: number): ReadonlyArray<number> => {
  const times = [firstMillis]
  for (;;) {
    const last = times.at(-1) ?? firstMillis
    const next = last + Math.max(receiving.repeatMillis, (receiving.repeatFactor - 1) * (last - firstMillis))
    if (next > untilMillis) return times
    times.push(next)
  }
}

describe("Channel", () => {
  it("RT-04: where callbacks come all the time, silence is an answer well before the policy asks for one", () => {
    const { uncertainMillis } = Policy.shipped["cloud-api"].certainty
    expect(Channel.tellingMillis(receiving, 0, [])).toBe(minute)
    expect(believed(every(5 * second, 0, uncertainMillis))).toBe(true)
  })

  it("RT-04: what arrives right after an outage shows nothing of what the outage held up", () => {
    const outage = every(second, 10 * minute, 11 * minute)
    expect(believed([second, ...outage])).toBe(false)
    // As long again as the outage, and the first wait.
    expect(believed([second, ...every(second, 10 * minute, 20 * minute)])).toBe(false)
    expect(believed([second, ...every(second, 10 * minute, 20.5 * minute)])).toBe(true)
  })

  it("RT-04: silence is never believed while a status that an outage held up is still to come again", () => {
    const span = fc.integer({ min: 0, max: 60 * minute })
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: receiving.deliveredAbroadMillisMax }),
        fc.integer({ min: 0, max: receiving.deliveredAbroadMillisMax }),
        span,
        fc.integer({ min: 1, max: 14 * second }),
        span,
        (dueMillis, earlier, later, rhythm, listened) => {
          // Shut from before the status is due until after; open before and afterwards, with traffic.
          const [shut, opens] = [Math.max(0, dueMillis - earlier), dueMillis + later + 1]
          const now = opens + listened
          const arrivals = [...every(rhythm, 0, shut - 1), ...every(rhythm, opens, now)]
          const comes = tries(dueMillis, now).some((at) => at >= opens)
          // Believed, it must have come by itself already; then there is no silence.
          expect(comes || !believed(arrivals)).toBe(true)
        }
      )
    )
  })

  it("RT-04: the less arrives, the longer it takes; regular traffic is enough however thin it is", () => {
    const since = (stepMillis: number): number => {
      const arrivals = every(stepMillis, stepMillis, 600 * minute)
      return arrivals.find((_, index) => believed(arrivals.slice(0, index + 1))) ?? Number.POSITIVE_INFINITY
    }
    expect([5 * second, minute, 10 * minute].map(since)).toEqual([minute, 3 * minute, 30 * minute])
  })

  it("RT-04: gaps before the send, short ones and the order in which they are told change nothing", () => {
    const gap = fc
      .tuple(fc.integer({ min: -60, max: 60 }), fc.integer({ min: 1, max: 60 }))
      .map(([from, length]) => ({ fromMillis: from * minute, untilMillis: (from + length) * minute + from }))
    fc.assert(
      fc.property(fc.array(gap), fc.array(gap), (gaps, before) => {
        const telling = Channel.tellingMillis(receiving, 0, gaps)
        const past = before.map(({ fromMillis, untilMillis }) => ({
          fromMillis: fromMillis - 200 * minute,
          untilMillis: untilMillis - 200 * minute
        }))
        expect(Channel.tellingMillis(receiving, 0, [...past, ...gaps])).toBe(telling)
        const short = { fromMillis: 1, untilMillis: receiving.deliveredAbroadMillisMax }
        expect(Channel.tellingMillis(receiving, 0, [short, ...gaps])).toBe(telling)
        const lengths = gaps.map(({ fromMillis, untilMillis }) => untilMillis - Math.max(0, fromMillis))
        // Of equals the first one counts, and that the order decides.
        const turned = new Set(lengths).size === lengths.length ? gaps.toReversed() : gaps
        expect(Channel.tellingMillis(receiving, 0, turned)).toBe(telling)
      })
    )
  })
})
