import type { NewMessage } from "../ports/Outbox.ts"

/**
 * The key of holds on a template: `account/name`, since names are an account's own and a hold is about the name in every language
 * (CLOUD_API 3.3, codes 132015 and 132016). Null for a message that uses none.
 */
export const of = (message: Pick<NewMessage, "accountId" | "content">): string | null =>
  message.content.type === "template" ? `${message.accountId}/${message.content.template.name}` : null

/** Whether a template hold is about a template of this account. */
export const isOf = (key: string, accountId: string): boolean => key.startsWith(`${accountId}/`)
