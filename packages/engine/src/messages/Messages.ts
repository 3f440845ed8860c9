import * as MessageState from "@sluice/core/delivery/MessageState"
import { Array, Clock, Context, Data, Effect, Either, Equal, Layer, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory } from "../ports/Directory.ts"
import { isErased } from "../erasure/Person.ts"
import type { RecipientKeys } from "../holds/RecipientKeys.ts"
import type { Holds } from "../ports/Holds.ts"
import { type Attempt, type Filter, type Message, type MessageEvent, Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Templates } from "../ports/Templates.ts"
import * as HeldBy from "./HeldBy.ts"
import { type Why, why } from "./Why.ts"

/** No message of that id, or none that the caller may see. */
export class MessageUnknown extends Data.TaggedError("MessageUnknown")<{ readonly messageId: string }> {
  override get message(): string {
    return `no message ${this.messageId}`
  }
}

/** The message is in a state from which the asked step does not lead on. */
export class StateConflict extends Data.TaggedError("StateConflict")<{
  readonly messageId: string
  readonly state: MessageState.State
  readonly event: MessageState.Event
}> {
  override get message(): string {
    return `message ${this.messageId} is ${this.state} and cannot be ${this.event}`
  }
}

/** A message with everything that is known of it. */
export interface Explained {
  readonly message: Message
  readonly events: ReadonlyArray<MessageEvent>
  readonly attempts: ReadonlyArray<Attempt>
  readonly why: Why
}

/** What moves when a message does. */
const marks = ({ attempts, delivery, state, updatedMillis, wamid }: Message) => ({
  attempts,
  delivery,
  state,
  updatedMillis,
  wamid
})

const make = Effect.gen(function* () {
  const outbox = yield* Outbox
  const directory = yield* Directory
  const heldBy = yield* HeldBy.make

  /** A message of another account is told like one that does not exist. */
  const find = Effect.fn("Messages.find")(function* (caller: Caller.Caller, messageId: string) {
    const found = Option.getOrNull(yield* outbox.find(messageId))
    if (found === null || !Caller.mayUse(caller, found.accountId)) return yield* new MessageUnknown({ messageId })
    return found
  })

  /**
   * The message with the history that led to it. They are read one after the other, so a callback may fall between: it is read again until
   * the message is the same before and after its history, which a message that moves a few times a minute soon is.
   */
  const whole = Effect.fn("Messages.whole")(function* (caller: Caller.Caller, messageId: string) {
    let message = yield* find(caller, messageId)
    for (;;) {
      const history = yield* outbox.history(messageId)
      const after = yield* find(caller, messageId)
      if (Equal.equals(Data.struct(marks(message)), Data.struct(marks(after)))) return { ...history, message: after }
      message = after
    }
  })

  const explain = Effect.fn("Messages.explain")(function* (caller: Caller.Caller, messageId: string) {
    const { attempts, events, message } = yield* whole(caller, messageId)
    const nowMillis = yield* Clock.currentTimeMillis
    const sender = Option.getOrNull(yield* Effect.option(directory.sender(message.senderId)))
    const active = message.state === "queued" ? yield* heldBy(sender, message, nowMillis) : []
    const lastAttempt = Option.getOrNull(Array.last(attempts))
    const looked = events.findLast(({ kind }) => kind === "looked") ?? null
    const explained: Explained = {
      message,
      events,
      attempts,
      why: why(message, { sender, holds: active, lastAttempt, looked, nowMillis })
    }
    return explained
  })

  const list = Effect.fn("Messages.list")(function* (caller: Caller.Caller, filter: Omit<Filter, "accountId">) {
    return yield* outbox.list(caller.accountId === null ? filter : { ...filter, accountId: caller.accountId })
  })

  /** One step of the machine, decided on the locked row; answers the message as it is then. */
  const step = Effect.fn("Messages.step")(function* (
    caller: Caller.Caller,
    messageId: string,
    event: "cancelled" | "replayed"
  ) {
    yield* find(caller, messageId)
    const nowMillis = yield* Clock.currentTimeMillis
    const seen: { illegal: MessageState.IllegalStep | null } = { illegal: null }
    yield* outbox.modify([{ _tag: "Id", id: messageId }], (message) => {
      // Of an erased message nothing is left to send.
      const stepped = isErased(message.recipient)
        ? Either.left(new MessageState.IllegalStep({ state: message.state, event }))
        : MessageState.step(message.state, event)
      seen.illegal = Either.isLeft(stepped) ? stepped.left : null
      if (Either.isLeft(stepped)) return null
      const fresh = event === "replayed" ? ({ startsOver: true, dueMillis: nowMillis } as const) : {}
      const events = [{ atMillis: nowMillis, kind: event, data: { by: caller.keyId } }]
      return { ...fresh, state: stepped.right, events }
    })
    if (seen.illegal !== null) return yield* new StateConflict({ messageId, state: seen.illegal.state, event })
    return yield* find(caller, messageId)
  })

  return {
    explain,
    list,
    cancel: (caller: Caller.Caller, messageId: string) => step(caller, messageId, "cancelled"),
    retry: (caller: Caller.Caller, messageId: string) => step(caller, messageId, "replayed")
  }
})

/** What can be asked of messages that were taken in: where they are and why, and the two steps that callers may take. */
export class Messages extends Context.Tag("@sluice/engine/Messages")<
  Messages,
  {
    readonly explain: (
      caller: Caller.Caller,
      messageId: string
    ) => Effect.Effect<Explained, MessageUnknown | StoreUnavailable>
    /** Newest first, of the caller's account alone. */
    readonly list: (
      caller: Caller.Caller,
      filter: Omit<Filter, "accountId">
    ) => Effect.Effect<ReadonlyArray<Message>, StoreUnavailable>
    /** Takes a message back; possible while it is queued. */
    readonly cancel: (
      caller: Caller.Caller,
      messageId: string
    ) => Effect.Effect<Message, MessageUnknown | StateConflict | StoreUnavailable>
    /** Queues a message again that failed or is dead (RT-02); it is due at once. */
    readonly retry: (
      caller: Caller.Caller,
      messageId: string
    ) => Effect.Effect<Message, MessageUnknown | StateConflict | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<Messages, never, Directory | Holds | Outbox | RecipientKeys | Templates> =
    Layer.effect(Messages, make)
}
