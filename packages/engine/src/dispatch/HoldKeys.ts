import * as CallingCode from "@sluice/core/phone/CallingCode"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type * as Hold from "@sluice/core/throttle/Hold"
import * as Priority from "../accept/Priority.ts"
import type { Sender } from "../ports/Directory.ts"
import type { HoldKey } from "../ports/Lanes.ts"
import type { NewMessage } from "../ports/Outbox.ts"
import * as TemplateKey from "./TemplateKey.ts"

/**
 * What holds are filed under, and which of them concern a sender (CLOUD_API 3.3). Each key names its owner first, as names of templates, flows and
 * countries repeat from one account to the next.
 */

/** The holds that stop a sender as a whole: its own, its business's, its account's, and those of the account's app and token. */
export const lane = (sender: Sender): ReadonlyArray<HoldKey> => [
  { scope: "sender", key: sender.id },
  { scope: "business", key: sender.businessId },
  { scope: "account", key: sender.accountId },
  { scope: "app", key: sender.accountId },
  { scope: "token", key: sender.accountId }
]

/** What stops the bulk traffic of a business (ST-03). */
export const bulk = ({ businessId }: Pick<Sender, "businessId">): HoldKey => ({ scope: "bulk", key: businessId })

/** One recipient of a business, by the keyed hash that stands for them. */
export const recipient = (sender: Sender, hash: string): string => `${sender.businessId}/${hash}`

/**
 * A business and the country that a number (E.164) belongs to: its region, or the calling code where several share it and the digits do not tell
 * which. Null where it has none.
 */
export const country = (sender: Pick<Sender, "businessId">, number: string): string | null => {
  const code = CallingCode.at(number, 1)
  if (code === null) return null
  const { region } = CallingCode.place(code, number.slice(1 + code.digits.length))
  return `${sender.businessId}/${region ?? code.digits}`
}

/** The holds that stop one message, of its sender as a whole or of what it is; those of its recipient are filed under a digest and not among them. */
export const message = (
  sender: Sender,
  {
    accountId,
    content,
    kind,
    priority,
    recipient: number
  }: Pick<NewMessage, "accountId" | "content" | "kind" | "priority" | "recipient">
): ReadonlyArray<HoldKey> => {
  const optional = (scope: Hold.Scope, key: string | null): ReadonlyArray<HoldKey> =>
    key === null ? [] : [{ scope, key }]
  return [
    ...lane(sender),
    ...optional("template", TemplateKey.of({ accountId, content })),
    ...optional("flow", flow({ accountId, content })),
    ...optional("country", country(sender, number)),
    ...optional("media", kind === "media" ? sender.id : null),
    ...(Priority.isBulk({ priority }) ? [bulk(sender)] : [])
  ]
}

/** The flow that a content carries, by its id or its name; null without one. */
export const flow = ({ accountId, content }: Pick<NewMessage, "accountId" | "content">): string | null => {
  const name = flowOf(content)
  return name === null ? null : `${accountId}/${name}`
}

const flowOf = (content: Content): string | null => {
  if (content.type !== "interactive" || content.interactive.type !== "flow") return null
  const { flow_id, flow_name } = content.interactive.action.parameters
  return flow_id ?? flow_name ?? null
}

/**
 * Whether a hold concerns what a sender sends, or a part of it.
 *
 * @param endpoints through which its account is reached.
 */
export const concerns = (sender: Sender, endpoints: ReadonlyArray<string>, { key, scope }: Hold.Hold): boolean => {
  switch (scope) {
    case "sender":
    case "media":
      return key === sender.id
    case "business":
    case "marketing":
    case "bulk":
      return key === sender.businessId
    case "account":
    case "app":
    case "token":
      return key === sender.accountId
    case "template":
    case "flow":
      return TemplateKey.isOf(key, sender.accountId)
    case "recipient":
    case "recipient-marketing":
    case "country":
      return key.startsWith(`${sender.businessId}/`)
    case "endpoint":
      return endpoints.includes(key)
    // The throttle keeps pairs itself; the others stop no message.
    case "pair":
    case "registration":
    case "management":
      return false
  }
}
