import * as LaneLook from "@sluice/core/routing/LaneLook"
import { Clock, Effect } from "effect"
import * as Unwanted from "../accept/consent/Unwanted.ts"
import { Endpoints } from "../endpoints/Endpoints.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import { Directory } from "../ports/Directory.ts"
import type { LedgerStore } from "../ports/LedgerStore.ts"
import { Lanes } from "../ports/Lanes.ts"
import type { MediaFiles } from "../ports/MediaFiles.ts"
import { Provider } from "../ports/Provider.ts"
import { Spans } from "../ports/Spans.ts"
import * as LaneBegin from "./LaneBegin.ts"
import * as LaneEnd from "./LaneEnd.ts"
import * as LaneFlights from "./LaneFlights.ts"
import * as LaneLedger from "./LaneLedger.ts"
import * as LaneQueue from "./LaneQueue.ts"
import * as LaneRecord from "./LaneRecord.ts"
import * as LaneSettle from "./LaneSettle.ts"
import * as Unheard from "./Unheard.ts"

/** How a lane runs; milliseconds of its clock. */
export interface Options extends LaneLook.Rhythm {
  /** Name of the process that runs it, for people. */
  readonly runner: string
  /** Sends begun in one statement. */
  readonly beginMax: number
  /**
   * Sends without an answer at most; a forecast knows of no such bound. What is begun waits for a connection within the time that its answer may take, so
   * a process that can begin more than it can send would time its own sends out. Twice what the wire has connections for: more would only wait, and a lane
   * that begins ahead of the wire takes the processor from it.
   */
  readonly flyingMax: number
  /**
   * How long the first answer waits for others, unless everything in flight is answered before: an answer alone costs the lane and the store as much as
   * many do.
   */
  readonly gatherMillis: number
  /** How long an answer waits at most for others to be recorded with, while more are in flight and no send begins that it could be recorded beside. */
  readonly patienceMillis: number
  /** How long a lane that is told to stop waits for its answers, which take no longer, and for the store to record them. */
  readonly drainMillis: number
  /**
   * A send that would leave later than this after it was decided does not leave: the process slept, or the store was away, and another
   * lane may have taken over meanwhile (RT-04).
   */
  readonly lateMillis: number
}

/** All but the name of the process, for a clock that keeps real time; a faster one needs the spans longer by as much. */
export const defaults: Omit<Options, "runner"> = {
  ...LaneLook.defaults,
  beginMax: 256,
  flyingMax: 512,
  gatherMillis: 5,
  patienceMillis: 50,
  drainMillis: 8_000,
  lateMillis: 2_000
}

/** A lane that has as much in flight as it may looks this often for room: answers are taken over many at a time. */
const roomMillis = 20

/** What a lane listens to, it listens to no longer than it runs. */
const scoped = <A, E, R>(lane: Effect.Effect<A, E, R>) => Unheard.untraced(Effect.scoped(lane))

/**
 * The lane of one sender: takes its place, then sends what is due as fast as the throttle admits, until it is interrupted or loses
 * the place (ADR 3, ADR 5).
 *
 * One fiber decides; requests run beside it and hand their outcomes back. Each send is begun in the store before it leaves. Acceptances are recorded
 * beside the next sends that begin, which keep the ledger for both (ADR 10). When the lane is interrupted it begins nothing more, waits for the
 * answers it is owed and records them; a store that is away then keeps it no longer than `drainMillis`.
 *
 * Ends normally when another lane has the place; fails when the store is away at the start. Either way: wake it again.
 */
export const run = Effect.fn("Lane.run")(function* (senderId: string, options: Options) {
  const directory = yield* Directory
  const lanes = yield* Lanes
  const provider = yield* Provider
  const sender = yield* directory.sender(senderId)
  const endpoints = yield* Endpoints
  const endUnwanted = yield* Unwanted.make
  const { certainty } = sender.policy

  const clock = yield* Effect.clock
  const startMillis = clock.unsafeCurrentTimeMillis()
  const taken = yield* lanes.take({
    senderId,
    runner: options.runner,
    accountId: sender.accountId,
    nowMillis: startMillis,
    ...LaneLedger.since(sender, startMillis)
  })
  const { fence } = taken
  if (taken.orphaned > 0) {
    yield* Effect.logWarning(`${taken.orphaned} sends of an earlier lane are uncertain until their callbacks come`)
  }

  // Taking the place may have waited for the last lane's last begin, and what is in flight may yet arrive.
  const takenMillis = yield* Clock.currentTimeMillis
  const landedMillis = takenMillis + (taken.orphaned > 0 ? options.drainMillis : 0)
  const ledger = yield* LaneLedger.make(sender, yield* directory.account(sender.accountId), taken, landedMillis)
  const keyOf = yield* (yield* RecipientKeys).keyOf

  let lost = false
  /** It was told of a message that it has not looked for yet. */
  let called = false
  /** The sender itself had to wait: a new message would as well. */
  let waits = false
  let holdsMillis = startMillis
  let workedMillis = startMillis
  const flights = yield* LaneFlights.make({
    sender,
    provider,
    endpoints,
    gatherMillis: options.gatherMillis,
    gatherMax: options.beginMax
  })
  const record = LaneRecord.make({
    lanes,
    senderId,
    fence,
    waitingMax: options.beginMax,
    patienceMillis: options.patienceMillis,
    keep: ledger.keep,
    flyingSinceMillis: flights.sinceMillis
  })

  yield* lanes.hear(senderId, () => {
    if (called) return
    called = true
    if (!waits) flights.call()
  })

  const settle = LaneSettle.make({ sender, flights, ledger, record, recipientKey: keyOf }).pipe(
    Effect.provide(yield* Effect.context<Directory | LedgerStore | MediaFiles>())
  )
  const begin = LaneBegin.make({ lanes, senderId, fence, spans: yield* Spans, unheard: flights.unheard })

  const queue = yield* LaneQueue.make({
    lanes,
    senderId,
    rhythm: options,
    orderMillisMax: certainty.orderMillisMax,
    learn: ledger.learn
  })
  const looked = (): LaneLook.Looked => queue.looked(workedMillis)

  /** Room for a whole statement's worth, or none: few at a time would cost the store as much as many. */
  const isFull = (): boolean => flights.size() > options.flyingMax - options.beginMax

  const look = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    // What could not begin now need not be seen now.
    const isCalled = called && nowMillis >= LaneLook.calledMillis(options, looked())
    if (isFull() || !(isCalled || LaneLook.isDue(options, looked(), nowMillis))) return
    called = false
    yield* queue.look(nowMillis, { flying: flights.ids(), answered: record.openIds() })
  })

  /** Begins and lets go what the throttle admits; answers when to look again. */
  const dispatch = Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      if (isFull()) {
        yield* record.besideMany(nowMillis)
        yield* restore(Effect.sleep(roomMillis))
        return nowMillis
      }
      // Asked for every time: its token may have been replaced meanwhile (SF-04).
      const account = yield* directory.account(sender.accountId)
      const endpoint = endpoints.choose(account, certainty, nowMillis)
      const selection = ledger.select(queue.candidates(), endpoint, nowMillis, options.beginMax)
      queue.chosen(selection)
      waits = selection.senderWaits
      if (selection.admitted.length === 0) {
        // More answers are to come: what they leave of the ledger is kept with the last of them, or with the next send.
        const recordMillis = yield* flights.size() > 0 ? record.besideMany(nowMillis) : Effect.as(record.all, Infinity)
        if (yield* ledger.help(selection, queue.candidates(), endpoint)) return nowMillis
        const lookMillis = LaneLook.nextMillis(options, looked(), selection.senderWaits, nowMillis)
        const calledMillis = called && !waits ? LaneLook.calledMillis(options, looked()) : Infinity
        return Math.min(lookMillis, recordMillis, calledMillis, selection.wakeMillis ?? Infinity)
      }
      // Should the lane end between the two, nobody may think that the later one left while the earlier was open.
      const isNext = record.concerns(selection.admitted.map(({ candidate }) => candidate.recipient))
      yield* isNext ? record.all : record.beside
      const openSinceMillis = Math.min(flights.sinceMillis() ?? nowMillis, record.openMillis() ?? nowMillis)
      const begun = yield* begin(
        {
          nowMillis,
          sends: selection.admitted.map(({ candidate: message, departure }) => ({
            messageId: message.id,
            attempt: message.attempts + 1,
            endpoint,
            ...(departure.counted === undefined ? {} : { counted: true })
          })),
          openSinceMillis,
          ...ledger.guard(),
          ledger: ledger.keep(selection.state)
        },
        restore
      )
      switch (begun._tag) {
        case "Lost":
          lost = true
          return nowMillis
        case "Held":
          yield* ledger.refresh(queue.candidates())
          return nowMillis + options.holdPollMillis
        case "Unseen":
          yield* ledger.refresh(queue.candidates())
          return nowMillis
        case "Begun": {
          const late = (yield* Clock.currentTimeMillis) - nowMillis > options.lateMillis
          queue.gone(new Set(selection.admitted.map(({ candidate }) => candidate.id)))
          workedMillis = nowMillis
          record.kept()
          const left = selection.admitted.filter(({ candidate }) => begun.messageIds.has(candidate.id))
          const leaving = left.map(({ candidate }) => candidate)
          flights.depart(leaving, nowMillis)
          // The ledger counts them before the first of them is on its way; what that means to others may be told beside them.
          const publishing = ledger.departed(left.map(({ departure }) => departure))
          if (late) flights.turnBack(leaving, "decided too long ago")
          // Interruptible by its own time limit, which the region around it would forbid.
          else yield* Effect.forkDaemon(Effect.interruptible(flights.leave(account, endpoint, leaving)))
          yield* publishing
          // What could not begin may be unwanted by now; where the store is away, it is found again at the next look.
          const stayed = selection.admitted.flatMap(({ candidate: { id } }) => (begun.messageIds.has(id) ? [] : [id]))
          if (stayed.length > 0) yield* Effect.ignoreLogged(endUnwanted(stayed))
          return nowMillis
        }
      }
    })
  )

  const watchHolds = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    if (nowMillis - holdsMillis < options.holdPollMillis) return
    yield* ledger.refresh(queue.candidates())
    yield* ledger.tend(queue.candidates().length > 0)
    holdsMillis = nowMillis
  })

  const round = Effect.gen(function* () {
    yield* settle
    yield* watchHolds
    yield* look
    const wakeMillis = yield* dispatch
    const pauseMillis = wakeMillis - (yield* Clock.currentTimeMillis)
    if (pauseMillis > 0) yield* flights.answers(pauseMillis)
  })

  const drain = Effect.gen(function* () {
    yield* record.all
    while (flights.size() > 0) {
      yield* flights.answers(options.drainMillis)
      yield* settle
      yield* record.all
    }
  })

  yield* LaneEnd.run({
    rounds: Effect.repeat(round, { while: () => !lost }),
    drain,
    leave: Effect.andThen(ledger.end, Effect.ignoreLogged(lanes.release(senderId, fence))),
    drainMillis: options.drainMillis,
    tooLate: Effect.suspend(() =>
      Effect.logWarning(
        `${flights.size()} sends were not answered, or their answers not recorded, when the lane ended; the next lane settles them`
      )
    )
  })
}, scoped)
