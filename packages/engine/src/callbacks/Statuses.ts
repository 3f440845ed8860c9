import type { StatusChanged } from "@sluice/core/callback/Event"
import type { Hold } from "@sluice/core/throttle/Hold"
import { Effect, Random } from "effect"
import { Directory } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import type { MessageKey } from "../ports/Outbox.ts"
import { Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Opaque from "./Opaque.ts"
import * as StatusRule from "./StatusRule.ts"

/** By our id where it travelled with the send, else by the platform's name. */
const keyOf = ({ opaque, wamid }: StatusChanged): MessageKey => {
  const ours = Opaque.read(opaque)
  return ours === null ? { _tag: "Wamid", wamid } : { _tag: "Id", id: ours.messageId }
}

const nameOf = (key: MessageKey): string => (key._tag === "Id" ? `id ${key.id}` : `wamid ${key.wamid}`)

/**
 * Each hold once, however many messages of a batch failed for it, in one order for all who place several. Of two that are the same, the last
 * stands, as in the store.
 */
const distinct = (holds: ReadonlyArray<Hold>): ReadonlyArray<Hold> => {
  const byName = new Map(holds.map((hold) => [JSON.stringify([hold.scope, hold.key, hold.level, hold.number]), hold]))
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, hold]) => hold)
}

/**
 * Applies statuses to their messages, all of one message together and in order, and places the holds that failures among them ask for.
 * Within a transaction, all of it belongs to that.
 *
 * @returns the statuses that no message is known for: foreign ones, and those that overtook the answer that names their message.
 */
export const apply = (
  statuses: ReadonlyArray<StatusChanged>,
  nowMillis: number
): Effect.Effect<ReadonlyArray<StatusChanged>, StoreUnavailable, Directory | Holds | Outbox> =>
  Effect.gen(function* () {
    if (statuses.length === 0) return []
    const outbox = yield* Outbox
    const holds = yield* Holds
    const senders = new Map((yield* Effect.flatMap(Directory, ({ senders }) => senders)).map((one) => [one.id, one]))
    const randomUnit = yield* Random.next

    const byMessage = new Map<string, { readonly key: MessageKey; readonly statuses: Array<StatusChanged> }>()
    for (const status of statuses) {
      const key = keyOf(status)
      const group = byMessage.get(nameOf(key))
      if (group === undefined) byMessage.set(nameOf(key), { key, statuses: [status] })
      else group.statuses.push(status)
    }
    const groups = [...byMessage.values()]
    const placed: Array<Hold> = []
    const unknown = yield* outbox.modify(
      groups.map(({ key }) => key),
      (message, index) => {
        const around = { sender: senders.get(message.senderId) ?? null, nowMillis, randomUnit }
        const outcome = StatusRule.apply(message, groups[index]?.statuses ?? [], around)
        placed.push(...(outcome?.holds ?? []))
        return outcome?.change ?? null
      }
    )
    yield* Effect.forEach(distinct(placed), (hold) => holds.place(hold), { discard: true })
    return unknown.flatMap((key) => byMessage.get(nameOf(key))?.statuses ?? [])
  })
