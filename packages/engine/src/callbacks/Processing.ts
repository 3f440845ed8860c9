import * as Callback from "@sluice/core/callback/Callback"
import type { Event, StatusChanged } from "@sluice/core/callback/Event"
import * as SecondOpinion from "@sluice/core/callback/SecondOpinion"
import { Array, Clock, Duration, Effect, Either } from "effect"
import { CallbackLog } from "../ports/CallbackLog.ts"
import type { Processed, StoredCallback } from "../ports/CallbackLog.ts"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"
import * as Heard from "./Heard.ts"
import * as Statuses from "./Statuses.ts"
import * as Unparking from "./Unparking.ts"

/** How the processing runs; milliseconds of its clock. */
export interface Options {
  /** How soon a new callback is seen when there was none. */
  readonly pollMillis: number
  /** Callbacks in one transaction. */
  readonly batchMax: number
  /** How often young parked statuses are looked at (`Unparking`). */
  readonly unparkMillis: number
}

/** One callback, understood: what to do with it, and what to say of it. */
export interface Reading {
  readonly statuses: ReadonlyArray<StatusChanged>
  /** Everything that it tells; nothing where it cannot be read or believed. */
  readonly events: ReadonlyArray<Event>
  readonly processed: Processed
}

/** Samples of unknown paths that a report keeps; the counts are complete (WH-09). */
const samplesMax = 20

const utf8 = new TextDecoder("utf-8", { fatal: true })

/**
 * Reads one callback twice, by independent paths (SPEC WH-11). Pure and total: what cannot be read is malformed, what the two readings
 * disagree about is quarantined, and the rest goes on.
 *
 * @param decode the first reading; the second is always `SecondOpinion`.
 */
export const read = (decode: typeof Callback.decode, callback: StoredCallback): Reading => {
  const json = Either.try((): unknown => JSON.parse(utf8.decode(callback.body)))
  if (Either.isLeft(json)) {
    return {
      statuses: [],
      events: [],
      processed: { id: callback.id, verdict: "malformed", report: { reason: "not JSON in UTF-8" } }
    }
  }
  const decoded = decode(json.right)
  const opinion = SecondOpinion.compare(decoded, json.right)
  const kinds: Record<string, number> = {}
  for (const event of decoded.events) kinds[event._tag] = (kinds[event._tag] ?? 0) + 1
  const report = {
    events: kinds,
    unknown: decoded.unknown.length + decoded.unknownOmitted,
    unknownPaths: decoded.unknown.slice(0, samplesMax).map(({ path }) => path),
    issues: decoded.issues.length + decoded.issuesOmitted,
    issuePaths: decoded.issues.slice(0, samplesMax).map(({ code, path }) => ({ path, code }))
  }
  if (opinion._tag === "Disagreement") {
    const paths = opinion.differences.slice(0, samplesMax).map(({ path }) => path)
    return {
      statuses: [],
      events: [],
      processed: { id: callback.id, verdict: "quarantined", report: { ...report, disagreement: paths } }
    }
  }
  return {
    statuses: decoded.events.filter((event) => event._tag === "StatusChanged"),
    events: decoded.events,
    processed: { id: callback.id, verdict: "processed", report }
  }
}

/**
 * Processes stored callbacks, oldest first, for as long as it runs (DESIGN: process). Several may run beside each other.
 *
 * A batch is read, applied and marked in one transaction: after a crash it is pending as a whole. Statuses of messages that are not
 * known yet are parked, and applied when they are.
 */
export const run = Effect.fn("Processing.run")(function* (options: Options) {
  const log = yield* CallbackLog
  const early = yield* EarlyStatuses
  const { batchMax, pollMillis, unparkMillis } = options
  let unparking = Unparking.initial

  const consume = log.consume(batchMax, (callbacks) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const readings = callbacks.map((callback) => read(Callback.decode, callback))
      const orphans = yield* Statuses.apply(
        readings.flatMap(({ statuses }) => statuses),
        nowMillis
      )
      if (orphans.length > 0) {
        yield* early.park(orphans.map((status) => ({ wamid: status.wamid, receivedMillis: nowMillis, status })))
        unparking = Unparking.parked(unparking, nowMillis)
      }
      yield* Heard.takeOver(
        Array.zipWith(callbacks, readings, ({ accountId, receivedMillis }, { events }) => ({
          accountId,
          receivedMillis,
          events
        }))
      )
      return readings.map(({ processed }) => processed)
    })
  )

  const unpark = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const look = Unparking.decide(unparking, unparkMillis, nowMillis)
    if (look === null) return 0
    const count = yield* early.consumeKnown({ limit: batchMax, sinceMillis: look.sinceMillis }, (parked) =>
      Effect.asVoid(
        Statuses.apply(
          parked.map(({ status }) => status),
          nowMillis
        )
      )
    )
    unparking = Unparking.looked(unparking, look, count, batchMax, nowMillis)
    return count
  })

  return yield* Effect.zipWith(consume, unpark, (a, b) => a + b).pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("callbacks could not be processed; tried again", cause), 0)
    ),
    // A full batch means that more are waiting.
    Effect.flatMap((count) => (count >= batchMax ? Effect.yieldNow() : Effect.sleep(Duration.millis(pollMillis)))),
    Effect.forever
  )
})
