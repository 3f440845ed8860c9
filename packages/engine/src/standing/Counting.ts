import * as Complaints from "@sluice/core/standing/Complaints"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { Clock, Effect } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import { Traffic } from "../ports/Traffic.ts"

/**
 * How far behind now sends are counted: answers come within seconds (SF-03), and a send that was refused is none. Milliseconds of the engine's
 * clock.
 */
const settledMillis = 10_000

/**
 * Counts what a sender has sent since the last count, day by day (SPEC ST-01): what the platform refused is not counted. A count is taken over by
 * whoever comes first; the same one by another changes nothing. Each message is counted once, also where its record is deleted later.
 *
 * The first count goes back as far as days are kept, and each round costs as much as was sent since the last one.
 */
export const upToNow = Effect.fn("Counting.upToNow")(function* (sender: Sender) {
  const standings = yield* SenderStandings
  const traffic = yield* Traffic
  const policy = sender.policy.standing
  const nowMillis = yield* Clock.currentTimeMillis
  const untilMillis = nowMillis - settledMillis
  const today = Complaints.dayOf(nowMillis)
  const earliestMillis = Math.max(0, Complaints.startMillis(today - Complaints.keptDays(policy) + 1))
  for (;;) {
    const known = (yield* standings.modify(sender.id, (state) => [state, null])) ?? SenderStanding.initial
    const fromMillis = Math.max(earliestMillis, known.countedMillis ?? earliestMillis)
    if (fromMillis >= untilMillis) return known
    const day = Complaints.dayOf(fromMillis)
    const toMillis = Math.min(untilMillis, Complaints.startMillis(day + 1))
    const steps = yield* traffic.sends({
      senderIds: [sender.id],
      fromMillis,
      untilMillis: toMillis,
      stepMillis: toMillis - fromMillis
    })
    const sent = steps.reduce((sum, { refused, sends }) => sum + sends - refused, 0)
    yield* standings.modify(sender.id, (state) => [
      undefined,
      SenderStanding.evolve(policy, state ?? SenderStanding.initial, {
        _tag: "Counted",
        fromMillis: known.countedMillis,
        toMillis,
        day,
        sent
      })
    ])
  }
})
