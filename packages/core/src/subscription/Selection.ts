import { Schema } from "effect"
import * as EventType from "./EventType.ts"

const groups = [...new Set(EventType.all.flatMap((type) => (type.includes(".") ? [`${type.split(".", 1)[0]}.*`] : [])))]

/** Everything that can be asked for. */
export const choices: ReadonlyArray<string> = ["*", ...groups, ...EventType.all]

const known: ReadonlySet<string> = new Set(choices)

/** A type by its name, all types of a group (`message.*`), or all (`*`). */
export const Selector = Schema.String.pipe(
  Schema.filter((text) => known.has(text), {
    identifier: "EventSelector",
    message: () => `must be a type of event, a group such as ${groups.slice(0, 2).join(" or ")}, or *`,
    jsonSchema: { enum: [...choices] }
  })
)

/** What a subscription is told of: types of events, and whose. */
export interface Selection {
  readonly types: ReadonlyArray<string>
  /** Null: of every account. */
  readonly accountId: string | null
}

/** What subscriptions of the platform's own shape are told of: its callbacks, and the ends of messages that it never heard of. */
export const platform: ReadonlyArray<EventType.EventType> = [
  EventType.callback,
  "message.failed",
  "message.dead",
  "message.cancelled"
]

/** Whether the subscription asks for the type: by its name, or all of its group, or all there are. Callbacks as they came are asked for by name alone. */
export const picksType = (types: ReadonlyArray<string>, type: EventType.EventType): boolean =>
  types.some(
    (selector) =>
      selector === type ||
      (type !== EventType.callback && (selector === "*" || selector === `${type.split(".", 1)[0]}.*`))
  )

/** Whether the subscription is told of an event. An event of no account (`null`) is for those who see all of them. */
export const picks = (
  selection: Selection,
  event: { readonly type: EventType.EventType; readonly accountId: string }
): boolean =>
  (selection.accountId === null || selection.accountId === event.accountId) && picksType(selection.types, event.type)
