import * as MessageState from "@sluice/core/delivery/MessageState"
import { Order } from "effect"
import * as MessageChange from "../../ports/MessageChange.ts"
import type { OptOutKey } from "../../ports/OptOuts.ts"
import type { Attempt, Change, Message, MessageEvent, MessageKey } from "../../ports/Outbox.ts"
import type { Journal } from "./Journal.ts"
import * as Sorted from "./Sorted.ts"
import * as Table from "./Table.ts"

/** An attempt with the message and the sender that it belongs to. */
export interface SentAttempt extends Attempt {
  readonly messageId: string
  readonly senderId: string
  /** It counts against the portfolio's unique recipients. */
  readonly counted: boolean
}

/** The order in which a lane takes what is due. */
const queueOrder: Order.Order<Message> = Order.combineAll([
  Order.mapInput(Order.number, (message: Message) => message.priority),
  Order.mapInput(Order.number, (message: Message) => message.dueMillis),
  Order.mapInput(Order.string, (message: Message) => message.id)
])

/** Two names as one key; neither holds U+0000. */
export const pair = (first: string, second: string): string => `${first}\0${second}`

/** Where an opt-out stands in its table. */
export const optOutKey = ({ accountId, recipient, scope, source }: OptOutKey): string =>
  pair(pair(accountId, recipient), pair(scope, source))

/** Lists by a key of their members, made when first asked for. */
const grouped = <A, B>(order: Order.Order<B>) => {
  const groups = new Map<string, Sorted.Sorted<B>>()
  const of = (key: string): Sorted.Sorted<B> => {
    const found = groups.get(key)
    if (found !== undefined) return found
    const made = Sorted.make(order)
    groups.set(key, made)
    return made
  }
  const index = (holds: (row: A) => boolean, keyOf: (row: A) => string, memberOf: (row: A) => B): Table.Index<A> => ({
    add: (row) => {
      if (holds(row)) of(keyOf(row)).insert(memberOf(row))
    },
    drop: (row) => {
      if (holds(row)) of(keyOf(row)).remove(memberOf(row))
    }
  })
  return { groups, of, index }
}

/**
 * Messages, attempts and events, with what the ports look up in them.
 *
 * @param onChange is told of each change, before and after it.
 */
export const make = (journal: Journal, onChange: (before: Message, next: Message) => void) => {
  const queues = grouped<Message, Message>(queueOrder)
  const conversations = grouped<Message, string>(Order.string)
  const inFlight = grouped<Message, string>(Order.string)
  const wamids = grouped<Message, string>(Order.string)
  const keys = grouped<Message, string>(Order.string)

  const table = Table.make<string, Message>(
    journal,
    queues.index(
      (message) => message.state === "queued",
      (message) => message.senderId,
      (message) => message
    ),
    conversations.index(
      (message) => MessageState.isOpen(message.state),
      (message) => pair(message.senderId, message.recipient),
      (message) => message.id
    ),
    inFlight.index(
      (message) => message.state === "sending",
      (message) => message.senderId,
      (message) => message.id
    ),
    wamids.index(
      (message) => message.wamid !== null,
      (message) => message.wamid ?? "",
      (message) => message.id
    ),
    keys.index(
      (message) => message.idempotencyKey !== null,
      (message) => pair(message.accountId, message.idempotencyKey ?? ""),
      (message) => message.id
    )
  )
  const sends = grouped<SentAttempt, SentAttempt>(
    Order.combineAll([
      Order.mapInput(Order.number, (attempt: SentAttempt) => attempt.startedMillis),
      Order.mapInput(Order.string, (attempt: SentAttempt) => attempt.messageId),
      Order.mapInput(Order.number, (attempt: SentAttempt) => attempt.number)
    ])
  )
  const attempts = Table.make<string, SentAttempt>(
    journal,
    sends.index(
      () => true,
      (attempt) => attempt.senderId,
      (attempt) => attempt
    )
  )
  const events = Table.make<string, ReadonlyArray<MessageEvent>>(journal)

  const attempt = (id: string, number: number): SentAttempt | undefined => attempts.get(pair(id, String(number)))
  const find = (key: MessageKey): Message | undefined => {
    // Of two messages of one name the newest has it.
    const id = key._tag === "Id" ? key.id : wamids.groups.get(key.wamid)?.items.at(-1)
    return id === undefined ? undefined : table.get(id)
  }
  const tell = (id: string, more: ReadonlyArray<MessageEvent>): void => {
    if (more.length > 0) events.put(id, [...(events.get(id) ?? []), ...more])
  }
  return {
    table,
    queues: queues.groups,
    /** Ids of what is not done of a conversation, the earliest first. */
    open: (senderId: string, recipient: string): ReadonlyArray<string> =>
      conversations.groups.get(pair(senderId, recipient))?.items ?? [],
    inFlight: (senderId: string): ReadonlyArray<string> => [...(inFlight.groups.get(senderId)?.items ?? [])],
    sendersInFlight: (): ReadonlyArray<string> =>
      [...inFlight.groups].flatMap(([senderId, { items }]) => (items.length > 0 ? [senderId] : [])),
    ofKey: (accountId: string, idempotencyKey: string): Message | undefined => {
      const id = keys.groups.get(pair(accountId, idempotencyKey))?.items[0]
      return id === undefined ? undefined : table.get(id)
    },
    find,
    attempt,
    /** In the order of their numbers. */
    attempts: (id: string): ReadonlyArray<SentAttempt> =>
      Array.from({ length: table.get(id)?.attempts ?? 0 }).flatMap((_, index) => attempt(id, index + 1) ?? []),
    putAttempt: (attempt: SentAttempt): void => attempts.put(pair(attempt.messageId, String(attempt.number)), attempt),
    sends: (senderId: string): ReadonlyArray<SentAttempt> => sends.groups.get(senderId)?.items ?? [],
    events: (id: string): ReadonlyArray<MessageEvent> => events.get(id) ?? [],
    tell,
    /** Writes its history anew. */
    rewrite: (id: string, f: (event: MessageEvent) => MessageEvent): void => {
      const told = events.get(id)
      if (told !== undefined) events.put(id, told.map(f))
    },
    /** As if it had never been there; only for one that was never attempted. */
    forget: (id: string): void => {
      table.remove(id)
      events.remove(id)
    },
    change: (message: Message, change: Change): void => {
      const next = MessageChange.apply(message, change)
      onChange(message, next)
      table.put(message.id, next)
      tell(message.id, change.events)
    }
  }
}
