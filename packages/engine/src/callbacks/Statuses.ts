import type { StatusChanged } from "@sluice/core/callback/Event"
import type { Outbox } from "../ports/Outbox.ts"
import type { MessageKey } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Effect } from "effect"
import * as StatusRule from "./StatusRule.ts"

/** Our ids travel as opaque data; anything else in it is not ours (RT-04). */
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const keyOf = (status: StatusChanged): MessageKey =>
  status.opaque !== null && uuid.test(status.opaque)
    ? { _tag: "Id", id: status.opaque }
    : { _tag: "Wamid", wamid: status.wamid }

const nameOf = (key: MessageKey): string => (key._tag === "Id" ? `id ${key.id}` : `wamid ${key.wamid}`)

/**
 * Applies statuses to their messages, all of one message together and in order.
 *
 * @returns the statuses that no message is known for: foreign ones, and those that overtook the answer that names their message.
 */
export const apply = (
  outbox: typeof Outbox.Service,
  statuses: ReadonlyArray<StatusChanged>,
  nowMillis: number
): Effect.Effect<ReadonlyArray<StatusChanged>, StoreUnavailable> => {
  if (statuses.length === 0) return Effect.succeed([])
  const byMessage = new Map<string, { readonly key: MessageKey; readonly statuses: Array<StatusChanged> }>()
  for (const status of statuses) {
    const key = keyOf(status)
    const group = byMessage.get(nameOf(key))
    if (group === undefined) byMessage.set(nameOf(key), { key, statuses: [status] })
    else group.statuses.push(status)
  }
  const groups = [...byMessage.values()]
  return Effect.map(
    outbox.modify(
      groups.map(({ key }) => key),
      (message, index) => StatusRule.apply(message, groups[index]?.statuses ?? [], nowMillis)
    ),
    (unknown) => unknown.flatMap((key) => byMessage.get(nameOf(key))?.statuses ?? [])
  )
}
