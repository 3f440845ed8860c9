import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { Array, Clock, Effect } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import * as BulkStop from "./BulkStop.ts"

/** Looks at the observation of one sender (ST-02): complaints put its limit back at once, and the clock ends it. */
const observation = Effect.fnUntraced(function* (sender: Sender) {
  const standings = yield* SenderStandings
  const nowMillis = yield* Clock.currentTimeMillis
  const looked = (state: SenderStanding.State): SenderStanding.State =>
    SenderStanding.evolve(sender.policy.standing, state, { _tag: "Looked", atMillis: nowMillis })
  const after = yield* standings.modify(sender.id, (known) => {
    const next = known === null ? null : looked(known)
    return next === known ? [null, null] : [next, next]
  })
  if (after?.observation._tag === "PutBack") {
    yield* Effect.logError(`the limit of sender ${sender.id} is put back: complaints are ${after.observation.share}`)
  }
})

/**
 * Judges some senders, and the businesses behind them, by what is known of them now (SPEC ST-02, ST-03): after every report of complaints, and now
 * and then.
 *
 * @param all the senders of the directory: a business is judged by all of its own.
 */
export const at = Effect.fn("Looking.at")(function* (senders: ReadonlyArray<Sender>, all: ReadonlyArray<Sender>) {
  const standings = yield* SenderStandings
  yield* Effect.forEach(senders, observation, { discard: true })
  const known = yield* standings.list
  const businesses = new Set(senders.map(({ businessId }) => businessId))
  const groups = Array.groupBy(all, ({ businessId }) => businessId)
  yield* Effect.forEach(
    Object.entries(groups).filter(([businessId]) => businesses.has(businessId)),
    ([, own]) => BulkStop.look(own, known),
    { discard: true }
  )
})
