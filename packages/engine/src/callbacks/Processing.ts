import type { Event, StatusChanged } from "@sluice/core/callback/Event"
import type { Body } from "@sluice/core/callback/providers/Body"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { Array, Cause, Clock, Duration, Effect, Either, Option } from "effect"
import * as TooFast from "../alerts/TooFast.ts"
import { bodyOf } from "../intake/Delivery.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"
import type { Processed, StoredCallback } from "../ports/CallbackLog.ts"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"
import type { EarlyStatus } from "../ports/EarlyStatuses.ts"
import * as Heard from "./Heard.ts"
import * as Poison from "./Poison.ts"
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

const kept = (callback: StoredCallback, verdict: Processed["verdict"], report: Processed["report"]): Reading => ({
  statuses: [],
  events: [],
  processed: { id: callback.id, verdict, report }
})

const readText = (decode: typeof Providers.decode, callback: StoredCallback, body: Body): Reading => {
  const decoded = decode(callback.provider, body)
  const opinion = Providers.compare(callback.provider, body, decoded)
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
    return kept(callback, "quarantined", { ...report, disagreement: paths })
  }
  return {
    statuses: decoded.events.filter((event) => event._tag === "StatusChanged"),
    events: decoded.events,
    processed: { id: callback.id, verdict: "processed", report }
  }
}

/**
 * Reads one callback twice, by independent paths (SPEC WH-11). Pure and total: what cannot be read is malformed, what the two readings
 * disagree about is quarantined, as is what a reading breaks on, and the rest goes on.
 *
 * @param decode the first reading; the second is always that of `Providers`.
 */
export const read = (decode: typeof Providers.decode, callback: StoredCallback): Reading => {
  const body = bodyOf(callback)
  if (body === null) return kept(callback, "malformed", { reason: "not text in UTF-8" })
  const envelope = Providers.envelope(callback.provider, body)
  if (envelope._tag === "Malformed") {
    return kept(callback, "malformed", { reason: envelope.message, path: envelope.path })
  }
  return Either.getOrElse(
    Either.try(() => readText(decode, callback, body)),
    () => kept(callback, "quarantined", { defect: "the decoder broke on it" })
  )
}

const nameOf = ({ id }: StoredCallback): string => String(id)
const nameOfParked = ({ receivedMillis, status, wamid }: EarlyStatus): string =>
  `${wamid} ${status.statusText} ${receivedMillis}`

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
  let poison = Poison.initial
  let poisonParked = Poison.initial
  /** What the consumer under way was handed. */
  let handed: ReadonlyArray<string> = []

  const process = Effect.fnUntraced(function* (callbacks: ReadonlyArray<StoredCallback>) {
    const nowMillis = yield* Clock.currentTimeMillis
    const readings = callbacks.map((callback) => read(Providers.decode, callback))
    // Before the statuses: an opt-out stops the lanes for as long as this transaction lasts, and lanes are locked before messages.
    const heard = Array.zipWith(callbacks, readings, ({ accountId, receivedMillis }, { events }) => ({
      accountId,
      receivedMillis,
      events
    }))
    yield* Heard.takeOver(heard)
    const signed = Array.zipWith(callbacks, readings, ({ accountId }, { statuses }) =>
      statuses.map((status) => ({ accountId, status }))
    )
    const orphans = yield* Statuses.apply(signed.flat(), nowMillis)
    if (orphans.length > 0) {
      yield* early.park(
        orphans.map(({ accountId, status }) => ({ wamid: status.wamid, accountId, receivedMillis: nowMillis, status }))
      )
      unparking = Unparking.parked(unparking, nowMillis)
    }
    yield* TooFast.noteAll(heard, nowMillis)
    return readings.map(({ processed }) => processed)
  })

  const setAside = (callbacks: ReadonlyArray<StoredCallback>) =>
    Effect.as(
      Effect.logError("a callback cannot be processed; it is set aside", { callback: handed }),
      callbacks.map((callback) => kept(callback, "quarantined", { defect: "processing broke on it" }).processed)
    )

  const consume = Effect.suspend(() =>
    log.consume(Poison.limit(poison, batchMax), (callbacks) => {
      handed = callbacks.map(nameOf)
      return Poison.isSuspect(poison, handed) ? setAside(callbacks) : process(callbacks)
    })
  ).pipe(
    Effect.tap((count) => {
      poison = Poison.afterPassed(poison, count)
    }),
    Effect.tapErrorCause((cause) =>
      Effect.sync(() => {
        if (Option.isSome(Cause.dieOption(cause))) poison = Poison.afterDefect(poison, handed)
      })
    )
  )

  const applyParked = (nowMillis: number) => (parked: ReadonlyArray<EarlyStatus>) => {
    handed = parked.map(nameOfParked)
    return Poison.isSuspect(poisonParked, handed)
      ? Effect.logError("a parked status cannot be applied; it stays in its callback alone")
      : Effect.asVoid(Statuses.apply(parked, nowMillis))
  }

  const unpark = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const look = Unparking.decide(unparking, unparkMillis, nowMillis)
    if (look === null) return 0
    const limit = Poison.limit(poisonParked, batchMax)
    const count = yield* early.consumeKnown({ limit, sinceMillis: look.sinceMillis }, applyParked(nowMillis))
    unparking = Unparking.looked(unparking, look, count, limit, nowMillis)
    poisonParked = Poison.afterPassed(poisonParked, count)
    return count
  }).pipe(
    Effect.tapErrorCause((cause) =>
      Effect.sync(() => {
        if (Option.isSome(Cause.dieOption(cause))) poisonParked = Poison.afterDefect(poisonParked, handed)
      })
    )
  )

  return yield* Effect.zipWith(consume, unpark, (a, b) => a + b).pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("callbacks could not be processed; tried again", cause), 0)
    ),
    // A full batch means that more are waiting.
    Effect.flatMap((count) =>
      count >= batchMax || (count > 0 && poison.alone > 0)
        ? Effect.yieldNow()
        : Effect.sleep(Duration.millis(pollMillis))
    ),
    Effect.forever
  )
})
