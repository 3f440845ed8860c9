import { Effect } from "effect"
import type { Field } from "./Field.ts"
import type * as Fleet from "./Fleet.ts"
import * as Records from "./Records.ts"

/** A worker that was told to end, and what became of its lanes. */
export interface Farewell extends Fleet.Dismissal {
  /** Lanes that it had when it was told. */
  readonly lanes: number
  readonly sends: Records.Sends
}

/** How long a worker may take to end: its lanes wait 8 s for answers, the cluster 10 s for its lanes, and a little is left for the rest. */
const drainMillisMax = 12_000

/** Until a busy process hears of the signal and its lanes of the end, sends that were decided may still begin; later ones may not. */
const beginMillisMax = 2_000

/** Tells a worker to end, and waits for it. */
export const make = (field: Field, fleet: Fleet.Fleet, place: number): Effect.Effect<Farewell, Error> =>
  Effect.gen(function* () {
    const worker = yield* fleet.at(place)
    const held = yield* Records.places(field.databaseUrl, worker.runner)
    const dismissal = yield* fleet.dismiss(worker)
    const sends = yield* Records.sends(field.databaseUrl, held, dismissal.toldMillis)
    const farewell: Farewell = { ...dismissal, lanes: held.length, sends }
    return farewell
  })

/** What must not be at a farewell (DESIGN: graceful drain on SIGTERM). */
export const faults = ({ exitCode, sends, tookMillis, worker }: Farewell): ReadonlyArray<string> => {
  const who = `worker ${worker.number}`
  return [
    ...(exitCode === 0 ? [] : [`${who} ended ${exitCode === null ? "by a signal" : `with code ${exitCode}`}`]),
    ...(tookMillis <= drainMillisMax ? [] : [`${who} took ${tookMillis} ms to end`]),
    ...(sends.unanswered === 0 ? [] : [`${who} left ${sends.unanswered} sends without an answer`]),
    ...(sends.lastAfterMillis <= beginMillisMax
      ? []
      : [`${who} began a send ${sends.lastAfterMillis} ms after it was told to end`])
  ]
}

/** One line about it. */
export const told = ({ lanes, sends, tookMillis, worker }: Farewell): string =>
  `worker ${worker.number} had ${lanes} lanes; it began ${sends.begun} sends more, the last after ${sends.lastAfterMillis} ms, and ended after ${tookMillis} ms`
