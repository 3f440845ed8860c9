import { Array, Clock, Effect, Either, Encoding } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import { Ids } from "../ports/Ids.ts"
import { type Enqueued, type NewMessage, Outbox } from "../ports/Outbox.ts"
import { Spans } from "../ports/Spans.ts"
import * as MessageSpans from "../tracing/MessageSpans.ts"
import * as Canonical from "./Canonical.ts"
import * as Outcome from "./Outcome.ts"
import type * as Priority from "./Priority.ts"
import * as QueueOutlook from "./QueueOutlook.ts"
import type { Judged } from "./Row.ts"

/** What became of a judged request: an outcome, or the conflict that its key is in. */
export type Queued = Either.Either<Outcome.Taken, Outcome.IdempotencyConflict>

/** Requests with the messages that they become. */
export interface Prepared {
  readonly judged: ReadonlyArray<Judged>
  readonly messages: ReadonlyArray<NewMessage>
}

const utf8 = new TextEncoder()

/**
 * Queues judged requests: one statement, its outcomes in the order given.
 *
 * @param outlookMillis how old depths and holds may be for the forecast.
 */
export const make = Effect.fn("Queueing.make")(function* (outlookMillis: number) {
  const outbox = yield* Outbox
  const ids = yield* Ids
  const crypto = yield* Crypto
  const outlook = yield* QueueOutlook.make(outlookMillis)
  const spans = yield* Spans

  /** Tells an honest repeat from a key that is used for something else: by what the request means, not how it is spelled. */
  const digestOf = ({ dealt, request, sound }: Judged): string => {
    const { callerData, senderId, replyTo } = request
    // A repeat may be dealt to another sender: what it means is the pool.
    const from = dealt === null ? { senderId } : { pool: dealt.pool }
    const { content, recipient } = sound
    // Left out as undefined where there is none, so that requests of before keep their digests.
    const meaning = Canonical.stringify({ ...from, replyTo, recipient, content, callerData })
    return Encoding.encodeHex(crypto.sha256(utf8.encode(meaning)))
  }

  const newMessage = (judged: Judged, id: string, priority: number, nowMillis: number): NewMessage => ({
    id,
    accountId: judged.sender.accountId,
    senderId: judged.sender.id,
    recipient: judged.sound.recipient,
    content: judged.sound.content,
    replyTo: judged.request.replyTo,
    kind: judged.sound.kind,
    units: judged.sound.units,
    priority,
    dueMillis: nowMillis,
    acceptedMillis: nowMillis,
    idempotencyKey: judged.request.idempotencyKey,
    requestDigest: digestOf(judged),
    ...(judged.dealt === null ? {} : { dealt: judged.dealt }),
    ...(judged.request.callerData === undefined ? {} : { callerData: judged.request.callerData })
  })

  const outcomeOf = ({ sender, request, sound }: Judged, enqueued: Enqueued, acceptedMillis: number): Queued => {
    const { id } = enqueued
    const { warnings, units } = sound
    if (enqueued._tag === "Queued") {
      return Either.right(
        Outcome.Queued({ id, predictedMillis: outlook.joined(sender, units, acceptedMillis), warnings })
      )
    }
    return enqueued.sameRequest
      ? Either.right(Outcome.Repeated({ id, warnings }))
      : Either.left(new Outcome.IdempotencyConflict({ idempotencyKey: request.idempotencyKey ?? "", messageId: id }))
  }

  /**
   * Names requests and makes them ready to be stored. Single messages go before bulk within a sender.
   *
   * Ids ascend with the calls, so whoever keeps an order prepares in it.
   */
  const prepare = Effect.fn("Queueing.prepare")(function* (judged: ReadonlyArray<Judged>, priority: Priority.Priority) {
    const nowMillis = yield* Clock.currentTimeMillis
    const fresh = yield* ids.take(judged.length)
    const messages = Array.zipWith(judged, fresh, (one, id) => newMessage(one, id, priority, nowMillis))
    const prepared: Prepared = { judged, messages }
    return prepared
  })

  /** Stores what was prepared: all or none, in one statement. */
  const store = Effect.fn("Queueing.store")(function* ({ judged, messages }: Prepared) {
    yield* outlook.refresh
    const enqueued = yield* outbox.enqueue(messages)
    if (spans !== null) {
      const queued = messages.filter((_, index) => enqueued[index]?._tag === "Queued")
      MessageSpans.accepted(spans, queued, yield* spans.current, yield* Clock.currentTimeMillis)
    }
    return Array.zipWith(Array.zip(judged, messages), enqueued, ([one, { acceptedMillis }], result) =>
      outcomeOf(one, result, acceptedMillis)
    )
  })

  return { prepare, store }
})

/** What `make` gives. */
export type Queueing = Effect.Effect.Success<ReturnType<typeof make>>
