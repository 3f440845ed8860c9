import * as LaneLook from "@sluice/core/routing/LaneLook"
import * as Recovery from "@sluice/core/throttle/Recovery"
import * as Throttle from "@sluice/core/throttle/Throttle"
import { Clock, Duration, Effect, Fiber, Random } from "effect"
import { Directory } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Lanes } from "../ports/Lanes.ts"
import type { Message } from "../ports/Outbox.ts"
import { Provider } from "../ports/Provider.ts"
import type { SendOutcome, Told } from "../ports/Provider.ts"
import * as Answer from "./Answer.ts"
import * as LaneHolds from "./LaneHolds.ts"
import * as Selection from "./Selection.ts"
import * as UntilStored from "./UntilStored.ts"

/** How a lane runs; milliseconds of its clock. */
export interface Options extends LaneLook.Rhythm {
  /** Name of the process that runs it, for people. */
  readonly runner: string
  /** Sends begun in one statement. */
  readonly beginMax: number
  /** How long a lane that is told to stop waits for its answers; no answer takes longer. */
  readonly drainMillis: number
  /**
   * A send that would leave later than this after it was decided does not leave: the process slept, or the store was away, and another
   * lane may have taken over meanwhile (RT-04).
   */
  readonly lateMillis: number
}

export const defaults: Omit<Options, "runner"> = {
  ...LaneLook.defaults,
  beginMax: 64,
  drainMillis: 8_000,
  lateMillis: 2_000
}

/** Recent sends are found by their departure and count by their answer: no answer comes later than this after it. */
const answerSlackMillis = 60_000

/** Steps of this share of a whole spread over it evenly, wherever they begin: one draw serves a batch of answers. */
const goldenShare = 0.618_033_988_749_895

interface Arrived {
  readonly message: Message
  readonly endpoint: string
  readonly outcome: SendOutcome
  readonly atMillis: number
}

/**
 * The lane of one sender: takes its place, then sends what is due as fast as the throttle admits, until it is interrupted or loses
 * the place (ADR 3, ADR 5).
 *
 * One fiber decides; requests run beside it and hand their outcomes back. Each send is begun in the store before it leaves. When the
 * lane is interrupted it begins nothing more, waits for the answers it is owed and records them.
 *
 * Ends normally when another lane has the place; fails when the store is away at the start. Either way: wake it again.
 */
export const run = Effect.fn("Lane.run")(function* (senderId: string, options: Options) {
  const directory = yield* Directory
  const lanes = yield* Lanes
  const provider = yield* Provider
  const sender = yield* directory.sender(senderId)
  const account = yield* directory.account(sender.accountId)
  const context = contextOf(sender)

  const clock = yield* Effect.clock
  const startMillis = clock.unsafeCurrentTimeMillis()
  const taken = yield* lanes.take({
    senderId,
    runner: options.runner,
    nowMillis: startMillis,
    recentSinceMillis: startMillis - Recovery.memoryMillis(context) - answerSlackMillis
  })
  const { fence } = taken
  if (taken.orphaned > 0) {
    yield* Effect.logWarning(`${taken.orphaned} sends of an earlier lane are uncertain until their callbacks come`)
  }

  const sends = taken.recent.map(({ startedMillis, ...send }) => ({ ...send, departedMillis: startedMillis }))
  // Taking the place may have waited for the last lane's last begin, and what is in flight may yet arrive.
  const takenMillis = yield* Clock.currentTimeMillis
  const landedMillis = takenMillis + (taken.orphaned > 0 ? options.drainMillis : 0)
  let state = Recovery.recover(context, taken.ledger, sends, landedMillis)
  const holds = yield* LaneHolds.make(sender, context)
  state = yield* holds.refresh(state, startMillis)

  let candidates: ReadonlyArray<Message> = []
  /** Departures of what is without an answer, oldest first. */
  const flights = new Map<string, number>()
  let lost = false
  let endpointIndex = 0
  let peekedMillis = -Infinity
  let holdsMillis = startMillis
  let workedMillis = startMillis
  let arrived: Array<Arrived> = []
  const arrival = yield* Effect.makeLatch(false)

  const came = (message: Message, endpoint: string, outcome: SendOutcome): void => {
    arrived.push({ message, endpoint, outcome, atMillis: clock.unsafeCurrentTimeMillis() })
    arrival.unsafeOpen()
  }

  /** Lets all of `messages` go at once; each answers for itself. */
  const send = (messages: ReadonlyArray<Message>, endpoint: string) => {
    const unheard = new Set(messages)
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
      if (message !== undefined && unheard.delete(message)) came(message, endpoint, outcome)
    }
    return provider.send(requests, told).pipe(
      Effect.catchAllCause((cause) => Effect.logError("the provider adapter broke", cause)),
      // A defect of the adapter: what it said nothing of may have left.
      Effect.ensuring(
        Effect.sync(() => {
          for (const message of unheard) {
            came(message, endpoint, { _tag: "Uncertain", detail: "the provider adapter broke" })
          }
        })
      )
    )
  }

  /** Records every answer that has come. */
  const settle = Effect.gen(function* () {
    const batch = arrived
    arrived = []
    arrival.unsafeClose()
    if (batch.length === 0) return
    const before = state
    const spread = yield* Random.next
    const answers = batch.map(({ atMillis, endpoint, message, outcome }, index) => {
      const randomUnit = (spread + index * goldenShare) % 1
      const answer = Answer.read({ sender, message, outcome, atMillis, randomUnit })
      state = Throttle.evolve(context, state, answer.event)
      if (answer.blamesEndpoint && endpoint === account.baseUrls[endpointIndex % account.baseUrls.length])
        endpointIndex++
      return answer
    })
    // Holds first: after a crash between the two, what was answered is uncertain for a while, but no hold is forgotten.
    state = yield* holds.publish(
      before,
      state,
      answers.flatMap((answer) => answer.hold ?? [])
    )
    for (const { message } of batch) flights.delete(message.id)
    const [openSinceMillis = null] = flights.values()
    yield* UntilStored.retry(
      lanes.finish({
        senderId,
        fence,
        finishes: answers.map((answer) => answer.finish),
        ledger: Recovery.keep(state),
        openSinceMillis
      })
    )
  }).pipe(Effect.uninterruptible)

  const look = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const looked = { candidates: candidates.length, lookedMillis: peekedMillis, workedMillis }
    if (!LaneLook.isDue(options, looked, nowMillis)) return
    const peeked = yield* lanes.peek({ senderId, nowMillis, limit: options.peekMax })
    candidates = peeked.due
    peekedMillis = nowMillis
  })

  /** Begins and lets go what the throttle admits; answers when to look again. */
  const dispatch = Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      const nowMillis = yield* Clock.currentTimeMillis
      const selection = Selection.select(context, state, candidates, nowMillis, options.beginMax)
      if (selection.admitted.length === 0) {
        const lookMillis = LaneLook.nextMillis(options, selection.senderWaits, workedMillis, nowMillis)
        return Math.min(lookMillis, selection.wakeMillis ?? Infinity)
      }
      const endpoint = account.baseUrls[endpointIndex % account.baseUrls.length] ?? account.baseUrls[0]
      // Asked again it answers the same, so a store that is away for a moment leaves nothing uncertain.
      const begin = lanes.begin({
        senderId,
        fence,
        nowMillis,
        sends: selection.admitted.map(({ candidate: message }) => ({
          messageId: message.id,
          attempt: message.attempts + 1,
          endpoint
        })),
        holdKeys: LaneHolds.keysOf(sender),
        ledger: Recovery.keep(selection.state)
      })
      const begun = yield* restore(UntilStored.retry(begin))
      switch (begun._tag) {
        case "Lost":
          lost = true
          return nowMillis
        case "Held":
          state = yield* holds.refresh(state, nowMillis)
          return nowMillis + options.holdPollMillis
        case "Begun": {
          const before = state
          const late = (yield* Clock.currentTimeMillis) - nowMillis > options.lateMillis
          const gone = new Set(selection.admitted.map(({ candidate }) => candidate.id))
          candidates = candidates.filter((message) => !gone.has(message.id))
          workedMillis = nowMillis
          const leaving: Array<Message> = []
          for (const { candidate: message, departure } of selection.admitted) {
            if (!begun.messageIds.has(message.id)) continue
            state = Throttle.evolve(context, state, departure)
            leaving.push(message)
            flights.set(message.id, nowMillis)
          }
          if (late) {
            for (const message of leaving) came(message, endpoint, { _tag: "NotSent", detail: "decided too long ago" })
          } else {
            // Interruptible by its own time limit, which the region around it would forbid.
            yield* Effect.forkDaemon(Effect.interruptible(send(leaving, endpoint)))
          }
          state = yield* holds.publish(before, state, [])
          return nowMillis
        }
      }
    })
  )

  const watchHolds = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    if (nowMillis - holdsMillis < options.holdPollMillis) return
    state = yield* holds.refresh(state, nowMillis)
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
    while (flights.size > 0 || arrived.length > 0) {
      yield* arrival.await
      yield* settle
    }
  }).pipe(
    Effect.timeout(Duration.millis(options.drainMillis)),
    Effect.catchTag("TimeoutException", () =>
      Effect.logWarning(`${flights.size} sends were still unanswered when the lane ended; the next lane settles them`)
    )
  )

  yield* round.pipe(
    Effect.repeat({ while: () => !lost }),
    // In a fiber of its own: the lane's may be interrupted already, and the wait for answers needs its time limit.
    Effect.ensuring(Effect.flatMap(Effect.forkDaemon(Effect.interruptible(drain)), Fiber.await)),
    Effect.ensuring(Effect.ignoreLogged(lanes.release(senderId, fence)))
  )
})

const contextOf = (sender: Sender): Throttle.Context => ({
  sender: sender.id,
  pacing: sender.policy.pacing,
  standing: { tier: sender.tier, throughput: sender.throughput },
  timeZone: sender.timeZone
})
