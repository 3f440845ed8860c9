import type { Content } from "@sluice/core/message/OutboundMessage"

/**
 * Messages of ours by our own id, where a message answers them or reacts to them: what the platform will call them is known once it has taken them, and
 * put in their place when the answer leaves (`dispatch/LaneNames`).
 *
 * Ids are uuids of version 7 (`accept/UuidV7`). No name of the platform has that form, and those of providers which are uuids have another version.
 */
const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** Whether a name is our own id of a message. */
const isOwn = (name: string): boolean => form.test(name)

/** What a message says of others. */
interface Naming {
  readonly content: Content
  readonly replyTo: string | null
}

/** Where a message names another one of ours, and which; a reaction names it in its content. */
export const of = ({ content, replyTo }: Naming): ReadonlyArray<{ readonly path: string; readonly id: string }> => [
  ...(replyTo !== null && isOwn(replyTo) ? [{ path: "replyTo", id: replyTo }] : []),
  ...(content.type === "reaction" && isOwn(content.reaction.message_id)
    ? [{ path: "content.reaction.message_id", id: content.reaction.message_id }]
    : [])
]

/** The same with the platform's names in place of ours; a name that `nameOf` does not know stays. */
export const named = <A extends Naming>(message: A, nameOf: (id: string) => string | null): A => {
  const { content, replyTo } = message
  return {
    ...message,
    replyTo: replyTo === null ? null : (nameOf(replyTo) ?? replyTo),
    content:
      content.type === "reaction"
        ? {
            ...content,
            reaction: {
              ...content.reaction,
              message_id: nameOf(content.reaction.message_id) ?? content.reaction.message_id
            }
          }
        : content
  }
}
