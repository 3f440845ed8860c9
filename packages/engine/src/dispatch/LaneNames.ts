import { Effect } from "effect"
import * as OwnName from "../messages/OwnName.ts"
import { type Message, Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"

/** Whether the platform may yet come to name it. */
const isOpen = ({ state }: Message): boolean => state === "queued" || state === "sending" || state === "uncertain"

/**
 * Puts the platform's names in place of ours into messages that answer others, or react to them.
 *
 * A conversation is kept in order, so what is answered has come to its end when the answer is next. It has not where it was put off for longer than the
 * order is kept: then the answer waits, and is looked at again. What was answered and never reached the platform leaves our name where it is: such an
 * answer is refused before it would leave (`providers/Speaking`).
 *
 * @returns those that can be decided about now, in their order. Costs nothing where none names another.
 */
export const make = Effect.map(Outbox, (outbox) => {
  const resolve = Effect.fn("LaneNames.resolve")(function* (due: ReadonlyArray<Message>) {
    const ids = new Set(due.flatMap((message) => OwnName.of(message).map(({ id }) => id)))
    if (ids.size === 0) return due
    const asked = [...ids]
    const found = yield* outbox.findAll(asked.map((id) => ({ _tag: "Id", id })))
    const byId = new Map(asked.map((id, index) => [id, found[index] ?? null]))
    const waits = (message: Message): boolean =>
      OwnName.of(message).some(({ id }) => {
        const answered = byId.get(id) ?? null
        return answered !== null && isOpen(answered)
      })
    return due
      .filter((message) => !waits(message))
      .map((message) => OwnName.named(message, (id) => byId.get(id)?.wamid ?? null))
  })
  return resolve satisfies (due: ReadonlyArray<Message>) => Effect.Effect<ReadonlyArray<Message>, StoreUnavailable>
})
