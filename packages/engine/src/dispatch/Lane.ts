import * as LaneLook from "@sluice/core/routing/LaneLook"
import { Clock, Duration, Effect, Fiber, Random } from "effect"
import * as Unwanted from "../accept/consent/Unwanted.ts"
import { Endpoints } from "../endpoints/Endpoints.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import { Directory } from "../ports/Directory.ts"
import type { Account } from "../ports/Directory.ts"
import { Lanes } from "../ports/Lanes.ts"
import type { Begun } from "../ports/Lanes.ts"
import type { Message } from "../ports/Outbox.ts"
import { Provider } from "../ports/Provider.ts"
import type { SendOutcome, Told } from "../ports/Provider.ts"
import * as Answer from "./Answer.ts"
import * as LaneLedger from "./LaneLedger.ts"
import * as LaneRecord from "./LaneRecord.ts"
import * as UntilStored from "./UntilStored.ts"

/** How a lane runs; milliseconds of its clock. */
export interface Options extends LaneLook.Rhythm {
  /** Name of the process that runs it, for people. */
  readonly runner: string
  /** Sends begun in one statement. */
  readonly beginMax: number
  /**
   * Sends without an answer at most; a forecast knows of no such bound, and no limit that is shipped comes near it. What is begun waits for a
   * connection within the time that its answer may take, so a process that can begin more than it can send would time its own sends out.
   */
  readonly flyingMax: number
  /** How long a lane that is told to stop waits for its answers, which take no longer, and for the store to record them. */
  readonly drainMillis: number
  /**
   * A send that would leave later than this after it was decided does not leave: the process slept, or the store was away, and another
   * lane may have taken over meanwhile (RT-04).
   */
  readonly lateMillis: number
}

export const defaults: Omit<Options, "runner"> = {
  ...LaneLook.defaults,
  beginMax: 256,
  flyingMax: 1_024,
  drainMillis: 8_000,
  lateMillis: 2_000
}

/** How long a lane takes at most to tell that it has left: the next one need not know. */
const leaveMillis = 1_000

/** A lane that has as much in flight as it may looks this often for room: answers are taken over many at a time. */
const roomMillis = 10

/** Steps of this share of a whole spread over it evenly, wherever they begin: one draw serves a batch of answers. */
const goldenShare = 0.618_033_988_749_895

interface Arrived {
  readonly message: Message
  readonly outcome: SendOutcome
  readonly atMillis: number
  /** Through which it came; null where there is but one. */
  readonly endpoint: string | null
}

/** It says nothing that the ledger of a next lane could not do without for a moment. */
const isPlain = ({ accepted, hold }: Answer.Answer): boolean => accepted && hold === null

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

  let candidates: ReadonlyArray<Message> = []
  /** Departures of what is without an answer, oldest first. */
  const flights = new Map<string, number>()
  /** When the lane was told to stop while the store owed it the answer to a begin: what that began is open, and its next owner's to settle. */
  let unheardMillis: number | null = null
  let lost = false
  let peekedMillis = -Infinity
  let holdsMillis = startMillis
  let workedMillis = startMillis
  let arrived: Array<Arrived> = []
  const arrival = yield* Effect.makeLatch(false)

  const came = (
    message: Message,
    outcome: SendOutcome,
    atMillis = clock.unsafeCurrentTimeMillis(),
    endpoint: string | null = null
  ): void => {
    arrived.push({ message, outcome, atMillis, endpoint })
    arrival.unsafeOpen()
  }

  /** Lets all of `messages` go at once; each answers for itself. */
  const send = (account: Account, messages: ReadonlyArray<Message>, endpoint: string) => {
    const unheard = new Set(messages)
    const departedMillis = clock.unsafeCurrentTimeMillis()
    const requests = messages.map((message) => ({
      account,
      sender,
      endpoint,
      messageId: message.id,
      attempt: message.attempts + 1,
      recipient: message.recipient,
      content: message.content,
      replyTo: message.replyTo
    }))
    const told: Told = (outcome, index) => {
      const message = messages[index]
      if (message === undefined || !unheard.delete(message)) return
      const atMillis = clock.unsafeCurrentTimeMillis()
      endpoints.observed(account, certainty, { endpoint, departedMillis, atMillis, outcome })
      came(message, outcome, atMillis, account.baseUrls.length > 1 ? endpoint : null)
    }
    return provider.send(requests, told).pipe(
      Effect.catchAllCause((cause) => Effect.logError("the provider adapter broke", cause)),
      // A defect of the adapter: what it said nothing of may have left.
      Effect.ensuring(
        Effect.sync(() => {
          for (const message of unheard) {
            came(message, { _tag: "Uncertain", detail: "the provider adapter broke" })
          }
        })
      )
    )
  }

  const flyingSinceMillis = (): number | null => {
    const [oldestMillis = unheardMillis] = flights.values()
    return oldestMillis
  }
  const record = LaneRecord.make({
    lanes,
    senderId,
    fence,
    waitingMax: options.beginMax,
    keep: ledger.keep,
    flyingSinceMillis
  })

  /** Takes over every answer that has come: the ledger knows it from here on, and it is recorded with the next call of the store. */
  const settle = Effect.gen(function* () {
    const batch = arrived
    arrived = []
    arrival.unsafeClose()
    if (batch.length === 0) return
    const spread = yield* Random.next
    const answers = batch.map(({ atMillis, endpoint, message, outcome }, index) =>
      Answer.read({
        sender,
        message,
        outcome,
        atMillis,
        departedMillis: flights.get(message.id) ?? atMillis,
        randomUnit: (spread + index * goldenShare) % 1,
        recipientKey: keyOf,
        ...(endpoint === null ? {} : { endpoint })
      })
    )
    // Holds first: after a crash between the two, what was answered is uncertain for a while, but no hold is forgotten.
    yield* ledger.answered(answers)
    for (const [index, { finish }] of answers.entries()) {
      const recipient = batch[index]?.message.recipient ?? ""
      record.owe(finish, recipient, flights.get(finish.messageId) ?? startMillis)
      flights.delete(finish.messageId)
    }
    // What the next lane must know at once: a refusal that it would otherwise learn once more.
    if (!answers.every(isPlain)) yield* record.all
  }).pipe(Effect.uninterruptible)

  const look = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const looked = { candidates: candidates.length, lookedMillis: peekedMillis, workedMillis }
    if (!LaneLook.isDue(options, looked, nowMillis)) return
    const answered = record.openIds()
    const peeked = yield* lanes.peek({
      senderId,
      nowMillis,
      limit: LaneLook.shownMax(options, ledger.keptBack()),
      flying: [...flights.keys(), ...answered],
      answered,
      orderMillisMax: certainty.orderMillisMax
    })
    yield* ledger.learn(peeked.due)
    candidates = peeked.due
    peekedMillis = nowMillis
  })

  /** Begins and lets go what the throttle admits; answers when to look again. */
  const dispatch = Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      if (flights.size > options.flyingMax - options.beginMax) {
        // Room for a whole statement's worth, or none: few at a time would cost the store as much as many.
        yield* record.beside
        yield* restore(Effect.sleep(roomMillis))
        return nowMillis
      }
      // Asked for every time: its token may have been replaced meanwhile (SF-04).
      const account = yield* directory.account(sender.accountId)
      const endpoint = endpoints.choose(account, certainty, nowMillis)
      const selection = ledger.select(candidates, endpoint, nowMillis, options.beginMax)
      if (selection.admitted.length === 0) {
        yield* record.all
        if (yield* ledger.help(selection, candidates, endpoint)) return nowMillis
        const lookMillis = LaneLook.nextMillis(options, selection.senderWaits, workedMillis, nowMillis)
        return Math.min(lookMillis, selection.wakeMillis ?? Infinity)
      }
      // Should the lane end between the two, nobody may think that the later one left while the earlier was open.
      const isNext = record.concerns(selection.admitted.map(({ candidate }) => candidate.recipient))
      yield* isNext ? record.all : record.beside
      const openSinceMillis = Math.min(flyingSinceMillis() ?? nowMillis, record.openMillis() ?? nowMillis)
      // Asked again it answers the same, so a store that is away for a moment leaves nothing uncertain.
      const begin = lanes.begin({
        senderId,
        fence,
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
      })
      // Told to stop, it still hears what was begun: left unheard, that would be neither sent nor known to be open (RT-03).
      let heard: Begun | null = null
      const hearing = begin.pipe(
        Effect.tap((answer) => {
          heard = answer
        }),
        Effect.uninterruptible
      )
      const begun = yield* restore(UntilStored.retry(hearing)).pipe(
        Effect.catchAllCause((cause): Effect.Effect<Begun> => {
          if (heard !== null) return Effect.succeed(heard)
          // Between two tries; any of them may have been taken.
          unheardMillis = nowMillis
          return Effect.failCause(cause)
        })
      )
      switch (begun._tag) {
        case "Lost":
          lost = true
          return nowMillis
        case "Held":
          yield* ledger.refresh(candidates)
          return nowMillis + options.holdPollMillis
        case "Unseen":
          yield* ledger.refresh(candidates)
          return nowMillis
        case "Begun": {
          const late = (yield* Clock.currentTimeMillis) - nowMillis > options.lateMillis
          const gone = new Set(selection.admitted.map(({ candidate }) => candidate.id))
          candidates = candidates.filter((message) => !gone.has(message.id))
          workedMillis = nowMillis
          record.kept()
          const left = selection.admitted.filter(({ candidate }) => begun.messageIds.has(candidate.id))
          const leaving = left.map(({ candidate }) => candidate)
          for (const { id } of leaving) flights.set(id, nowMillis)
          // The ledger counts them before the first of them is on its way; what that means to others may be told beside them.
          const publishing = ledger.departed(left.map(({ departure }) => departure))
          if (late) {
            for (const message of leaving) came(message, { _tag: "NotSent", detail: "decided too long ago" })
          } else {
            // Interruptible by its own time limit, which the region around it would forbid.
            yield* Effect.forkDaemon(Effect.interruptible(send(account, leaving, endpoint)))
          }
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
    yield* ledger.refresh(candidates)
    yield* ledger.tend(candidates.length > 0)
    holdsMillis = nowMillis
  })

  const round = Effect.gen(function* () {
    yield* settle
    yield* watchHolds
    yield* look
    const wakeMillis = yield* dispatch
    const pauseMillis = wakeMillis - (yield* Clock.currentTimeMillis)
    if (pauseMillis > 0) yield* Effect.timeoutOption(arrival.await, Duration.millis(pauseMillis))
  })

  const drain = Effect.gen(function* () {
    yield* record.all
    while (flights.size > 0 || arrived.length > 0) {
      yield* arrival.await
      yield* settle
      yield* record.all
    }
  })

  const leave = Effect.andThen(ledger.end, Effect.ignoreLogged(lanes.release(senderId, fence)))

  /**
   * Waits for the end of something, but no longer than it may take. Facts are told to the store until it takes them, so while the store is away
   * neither the rounds nor the drain can be ended: they are left behind. What they then still tell is taken where it holds by then, as from any
   * lane that lost its place; what is not told is open, and the next lane's to settle (RT-03, RT-04).
   */
  const patiently = (ending: Effect.Effect<void>, millisMax: number, late: Effect.Effect<void>) =>
    // In fibers of their own: the lane's may be interrupted already, and a time limit has to be able to interrupt.
    Effect.forkDaemon(Effect.interruptible(ending)).pipe(
      Effect.flatMap((fiber) =>
        Fiber.await(fiber).pipe(
          Effect.timeoutTo({
            duration: Duration.millis(millisMax),
            onSuccess: () => Effect.void,
            onTimeout: () => late
          }),
          Effect.flatten,
          Effect.interruptible,
          Effect.forkDaemon
        )
      ),
      Effect.flatMap(Fiber.await)
    )
  const tooLate = Effect.suspend(() =>
    Effect.logWarning(
      `${flights.size} sends were not answered, or their answers not recorded, when the lane ended; the next lane settles them`
    )
  )

  yield* Effect.uninterruptibleMask((restore) =>
    Effect.flatMap(Effect.forkDaemon(Effect.interruptible(Effect.repeat(round, { while: () => !lost }))), (rounds) =>
      restore(Fiber.join(rounds)).pipe(
        Effect.ensuring(patiently(Effect.andThen(Fiber.interrupt(rounds), drain), options.drainMillis, tooLate)),
        Effect.ensuring(patiently(leave, leaveMillis, Effect.logWarning("the store was away when the lane ended")))
      )
    )
  )
})
