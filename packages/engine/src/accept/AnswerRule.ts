import * as MessageState from "@sluice/core/delivery/MessageState"
import type { Message } from "../ports/Outbox.ts"
import type { Finding } from "./Finding.ts"

const rule = "CLOUD_API 131009"

const finding = (path: string, code: string, message: string, suggestion: string | null = null): Finding => ({
  path,
  code,
  rule,
  message,
  suggestion
})

/** Whether the platform can still come to have a message that it has no name for. */
const canBeNamed = ({ state }: Message): boolean => MessageState.isOpen(state) || state === "accepted"

/**
 * Whether a message may be answered, or reacted to. One that waits, or is under way, may be: the answer leaves after it, under the name that the platform
 * will have given it. What can never come to be is refused at once.
 *
 * @param answered what is known of the message that is named; null where there is none of that id.
 */
export const judge = (
  path: string,
  answered: Message | null,
  to: { readonly accountId: string; readonly recipient: string }
): ReadonlyArray<Finding> => {
  if (answered === null || answered.accountId !== to.accountId) {
    return [finding(path, "message-unknown", "names no message of this account")]
  }
  if (answered.recipient !== to.recipient) {
    return [finding(path, "message-elsewhere", "names a message to somebody else, which nothing here can answer")]
  }
  if (answered.wamid === null && !canBeNamed(answered)) {
    const message = `the message never reached the platform (it is ${answered.state}), so nothing can answer it`
    return [finding(path, "message-not-sent", message, "send it as a message of its own")]
  }
  return []
}
