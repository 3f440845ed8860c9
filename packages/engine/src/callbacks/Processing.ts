import type { Event } from "@sluice/core/callback/Event"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { Cause, Clock, Duration, Effect, Option } from "effect"
import * as TooFast from "../alerts/TooFast.ts"
import * as Late from "../erasure/Late.ts"
import { isErased } from "../erasure/Person.ts"
import * as Carried from "../media/Carried.ts"
import * as Work from "../metrics/Work.ts"
import { CallbackFiles } from "../ports/CallbackFiles.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"
import type { Processed, StoredCallback } from "../ports/CallbackLog.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"
import { Drift } from "../ports/Drift.ts"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"
import { Feed } from "../ports/Feed.ts"
import type { EarlyStatus } from "../ports/EarlyStatuses.ts"
import * as AppliedTrace from "../tracing/AppliedTrace.ts"
import * as Drifting from "./Drifting.ts"
import * as Forwarded from "./Forwarded.ts"
import * as Heard from "./Heard.ts"
import * as Poison from "./Poison.ts"
import * as Reading from "./Reading.ts"
import type { SignedStatus } from "./SignedStatus.ts"
import * as Stamps from "./Stamps.ts"
import * as Statuses from "./Statuses.ts"
import * as Unparking from "./Unparking.ts"
import * as Whose from "./Whose.ts"

/** How the processing runs; milliseconds of its clock. */
export interface Options {
  /** How soon a new callback is seen when there was none. */
  readonly pollMillis: number
  /** Callbacks in one transaction. */
  readonly batchMax: number
  /** How often young parked statuses are looked at (`Unparking`). */
  readonly unparkMillis: number
  /** A candidate decoder that reads a share beside the current one (WH-10); left out, none does. */
  readonly grey?: Drifting.Grey
}

/**
 * How long to rest after a round that was not full. Rounds begin up to twice `pollMillis` apart, so that few callbacks do not make many transactions; while
 * one that took that long was under way, as many gathered as are worth the next. A round with nothing in it, or one that failed, is followed by a full rest.
 */
export const restMillis = (pollMillis: number, count: number, tookMillis: number): number =>
  count === 0 ? pollMillis : Math.min(pollMillis, Math.max(0, 2 * pollMillis - tookMillis))

const nameOf = ({ id }: StoredCallback): string => String(id)
const nameOfParked = ({ receivedMillis, status, wamid }: EarlyStatus): string =>
  `${wamid} ${status.statusText} ${receivedMillis}`

/** Where an event stands on the timeline of the number of ours that it came to (WH-07); null where it names none, or no second. */
const momentOf = (senderId: string | null, event: Event): Stamps.Moment | null => {
  const seconds = "timestampSeconds" in event ? event.timestampSeconds : null
  return senderId === null || seconds === null || !Number.isInteger(seconds) ? null : { senderId, seconds }
}

/** The files in what is kept of a callback; of one that is malformed nobody is told, so none can be asked for. */
const carriedBy = (callback: StoredCallback, processed: Processed | undefined): ReturnType<typeof Carried.of> =>
  processed === undefined || processed.verdict === "malformed" ? [] : Carried.of({ ...callback, ...processed.left })

const statusesOf = ({ accountId, events }: Heard.Heard): ReadonlyArray<SignedStatus> =>
  events.flatMap(({ event, stampMillis }) =>
    event._tag === "StatusChanged" ? [{ accountId, status: event, stampMillis }] : []
  )

/**
 * Processes stored callbacks, oldest first, for as long as it runs (DESIGN: process). Several may run beside each other.
 *
 * A batch is read, applied and marked in one transaction: after a crash it is pending as a whole. Statuses of messages that are not
 * known yet are parked, and applied when they are.
 */
export const run = Effect.fn("Processing.run")(function* (options: Options) {
  const log = yield* CallbackLog
  const callbackFiles = yield* CallbackFiles
  const crypto = yield* Crypto
  const early = yield* EarlyStatuses
  const directory = yield* Directory
  const drift = yield* Drift
  const feed = yield* Feed
  const { batchMax, pollMillis, unparkMillis } = options
  let unparking = Unparking.initial
  let poison = Poison.initial
  let poisonParked = Poison.initial
  /** What the consumer under way was handed. */
  let handed: ReadonlyArray<string> = []
  /** When they came. */
  let cameMillis: ReadonlyArray<number> = []
  const trace = yield* AppliedTrace.make

  const process = Effect.fnUntraced(function* (callbacks: ReadonlyArray<StoredCallback>) {
    const nowMillis = yield* Clock.currentTimeMillis
    const readings = callbacks.map((callback) => ({ callback, reading: Reading.of(Providers.decode, callback) }))
    const senderOf = Whose.among(yield* directory.senders)
    const moments = readings.flatMap(({ callback: { accountId }, reading }) =>
      reading.events.map((event) => momentOf(senderOf(accountId, event)?.id ?? null, event))
    )
    const stamps = (yield* Stamps.give(moments, nowMillis)).values()
    const heard = readings.map(({ callback: { accountId, applied = false, receivedMillis }, reading }) => ({
      accountId,
      receivedMillis,
      applied,
      events: reading.events.map((event) => ({ event, stampMillis: stamps.next().value ?? null }))
    }))
    // Before the statuses: an opt-out stops the lanes for as long as this transaction lasts, and lanes are locked before messages.
    yield* Heard.takeOver(heard)
    const statuses = heard.map(statusesOf)
    const hears = trace.begin(
      () => new Map(callbacks.flatMap((callback, index) => (statuses[index] ?? []).map((one) => [one, callback])))
    )
    /** Of messages whose recipient was erased. */
    const late = new Set<SignedStatus>()
    const orphans = yield* Statuses.apply(statuses.flat(), nowMillis, (messageId, believed, recipient) => {
      hears(messageId, believed)
      if (isErased(recipient)) for (const one of believed) late.add(one)
    })
    if (orphans.length > 0) {
      yield* early.park(orphans.map((orphan) => ({ ...orphan, wamid: orphan.status.wamid, receivedMillis: nowMillis })))
      unparking = Unparking.parked(unparking, nowMillis)
    }
    const processed = readings.map(({ callback, reading }, index) =>
      Late.kept(
        crypto,
        callback,
        reading.processed,
        (statuses[index] ?? []).filter((one) => late.has(one))
      )
    )
    // With what tells of them: whoever hears of a file can have it.
    const files = callbacks.flatMap((callback, index) => carriedBy(callback, processed[index]))
    if (files.length > 0) yield* callbackFiles.note(files)
    const news = readings.filter(({ callback }) => callback.applied !== true)
    yield* feed.append(news.flatMap((one) => Forwarded.of(one)))
    const told = news.map(({ callback: { accountId }, reading: { events } }) => ({ accountId, events }))
    yield* TooFast.noteAll(told, nowMillis)
    const seen = Drifting.ofSightings(news.flatMap(({ reading }) => reading.sightings))
    const grey = options.grey === undefined ? [] : Drifting.ofGrey(options.grey, callbacks)
    // Last, since all processes count in the same few rows: they are held for as short as can be.
    yield* drift.note([...seen, ...grey], nowMillis)
    return processed
  })

  const setAside = (callbacks: ReadonlyArray<StoredCallback>) =>
    Effect.as(
      Effect.logError("a callback cannot be processed; it is set aside", { callback: handed }),
      callbacks.map((callback) => Reading.aside(callback, "processing broke on it").processed)
    )

  const counted = Effect.map(Clock.currentTimeMillis, (nowMillis) =>
    Work.processed(cameMillis.map((millis) => nowMillis - millis))
  )

  const consume = Effect.suspend(() =>
    log.consume(Poison.limit(poison, batchMax), (callbacks) => {
      handed = callbacks.map(nameOf)
      cameMillis = callbacks.map(({ receivedMillis }) => receivedMillis)
      return Poison.isSuspect(poison, handed) ? setAside(callbacks) : process(callbacks)
    })
  ).pipe(
    Effect.tap((count) => {
      poison = Poison.afterPassed(poison, count)
      return Effect.zipRight(count === 0 ? Effect.void : counted, trace.held)
    }),
    Effect.tapErrorCause((cause) =>
      Effect.sync(() => {
        if (Option.isSome(Cause.dieOption(cause))) poison = Poison.afterDefect(poison, handed)
      })
    )
  )

  const applyParked = (nowMillis: number) => (parked: ReadonlyArray<EarlyStatus>) => {
    handed = parked.map(nameOfParked)
    if (Poison.isSuspect(poisonParked, handed)) {
      return Effect.logError("a parked status cannot be applied; it stays in its callback alone")
    }
    const hears = trace.begin(() => new Map(parked.map((one) => [one, { ...one, digest: null }])))
    return Effect.asVoid(Statuses.apply(parked, nowMillis, hears))
  }

  const unpark = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const look = Unparking.decide(unparking, unparkMillis, nowMillis)
    if (look === null) return 0
    const limit = Poison.limit(poisonParked, batchMax)
    const count = yield* early.consumeKnown({ limit, sinceMillis: look.sinceMillis }, applyParked(nowMillis))
    unparking = Unparking.looked(unparking, look, count, limit, nowMillis)
    poisonParked = Poison.afterPassed(poisonParked, count)
    yield* trace.held
    return count
  }).pipe(
    Effect.tapErrorCause((cause) =>
      Effect.sync(() => {
        if (Option.isSome(Cause.dieOption(cause))) poisonParked = Poison.afterDefect(poisonParked, handed)
      })
    )
  )

  const round = Effect.zipWith(consume, unpark, (a, b) => a + b).pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("callbacks could not be processed; tried again", cause), 0)
    )
  )

  return yield* Effect.gen(function* () {
    const startMillis = yield* Clock.currentTimeMillis
    const count = yield* round
    // A full batch means that more are waiting.
    if (count >= batchMax || (count > 0 && poison.alone > 0)) return yield* Effect.yieldNow()
    const tookMillis = (yield* Clock.currentTimeMillis) - startMillis
    yield* Effect.sleep(Duration.millis(restMillis(pollMillis, count, tookMillis)))
  }).pipe(Effect.forever)
})
