import * as Complaints from "@sluice/core/standing/Complaints"
import * as FirstWeek from "@sluice/core/standing/FirstWeek"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Clock, Effect, Either, Option, Schema } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { Review, Ruled } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { KeptStanding } from "../ports/SenderStandings.ts"

/** The first week's row in the limit ledger, one a business; the hold that follows from it has the same scope and key. */
export const scope = "bulk"

const decode = Schema.decodeUnknownOption(FirstWeek.State)

/** The first week as its row says; one that was never looked at is calm. */
export const stateOf = (json: unknown): FirstWeek.State => Option.getOrElse(decode(json), () => FirstWeek.initial)

/** What the first week of a business is judged by; null before its first message. `senders` are those of the business. */
export const factsOf = (
  senders: readonly [Sender, ...ReadonlyArray<Sender>],
  known: ReadonlyArray<KeptStanding>
): FirstWeek.Facts | null => {
  const ids = new Set(senders.map(({ id }) => id))
  const states = known.flatMap(({ senderId, state }) => (ids.has(senderId) ? [state] : []))
  const liveMillis = SenderStanding.wentLiveMillis(states)
  return liveMillis === null
    ? null
    : {
        liveMillis,
        complaints: Complaints.together(
          senders[0].policy.standing,
          states.map(({ complaints }) => complaints)
        )
      }
}

const percent = (share: number): string => `${Math.round(share * 10_000) / 100} %`

/** A stop as a hold. Its clock has no end: who lifts it is a person (ST-03). */
const holdOf = (state: Extract<FirstWeek.State, { _tag: "Stopped" }>, businessId: string): Hold => ({
  scope,
  key: businessId,
  level: "restriction",
  number: state.stops,
  sinceMillis: state.atMillis,
  untilMillis: null,
  needsReview: true,
  reason: `complaints of the first week are ${percent(state.share)}: bulk traffic is stopped, conversations go on`,
  reviewFromMillis: null
})

/**
 * Looks at the first week of one business (SPEC ST-03): at the threshold its bulk traffic is stopped, by a hold of scope `bulk` that every lane of
 * it sees. Row and hold change in one step.
 */
export const look = Effect.fn("BulkStop.look")(function* (
  senders: readonly [Sender, ...ReadonlyArray<Sender>],
  known: ReadonlyArray<KeptStanding>
) {
  const [{ businessId, policy }] = senders
  const facts = factsOf(senders, known)
  if (facts === null) return
  const ledger = yield* LedgerStore
  const holds = yield* Holds
  const nowMillis = yield* Clock.currentTimeMillis
  const next = (json: unknown): FirstWeek.State => FirstWeek.looked(policy.standing, stateOf(json), facts, nowMillis)
  const kept = yield* ledger.read(scope, businessId)
  // Mostly nothing has changed, and then nothing is written.
  if (next(kept)._tag === stateOf(kept)._tag) return
  const state = yield* holds.rule(scope, businessId, (json) => {
    const after = next(json)
    return { answer: after, next: after, holds: after._tag === "Stopped" ? [holdOf(after, businessId)] : [] }
  })
  if (state._tag === "Stopped") {
    yield* Effect.logError(`bulk traffic of business ${businessId} is stopped: complaints are ${percent(state.share)}`)
  }
})

/**
 * An operator lifts a stop: only once the share is below the threshold. The row and the hold change in one step.
 *
 * @returns null where another stop stands, or none.
 */
export const lift = Effect.fn("BulkStop.lift")(function* (
  senders: readonly [Sender, ...ReadonlyArray<Sender>],
  known: ReadonlyArray<KeptStanding>,
  hold: Hold,
  review: Review
) {
  const [{ policy }] = senders
  const holds = yield* Holds
  const facts = factsOf(senders, known) ?? { liveMillis: hold.sinceMillis, complaints: Complaints.initial }
  const outcome = yield* holds.rule(
    scope,
    hold.key,
    (json): Ruled<Either.Either<FirstWeek.State, FirstWeek.NotStopped | FirstWeek.StillTooMany>> => {
      const lifted = FirstWeek.lifted(policy.standing, stateOf(json), hold.number, facts, review.atMillis)
      return Either.match(lifted, {
        onLeft: () => ({ answer: lifted, next: json, holds: [] }),
        onRight: (next) => ({
          answer: lifted,
          next,
          holds: [{ ...hold, needsReview: false, untilMillis: review.atMillis }],
          review
        })
      })
    }
  )
  return yield* outcome
})
