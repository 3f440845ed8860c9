import { Either } from "effect"
import type * as Template from "../templates/Template.ts"
import type * as Directory from "./Directory.ts"
import type * as Reply from "./Reply.ts"

/** What the Graph API tells of its objects: phone numbers, WhatsApp Business Accounts, templates (CLOUD_API 3.4, 3.7). */
export type Fields = Readonly<Record<string, unknown>>

const throughputLevels = { standard: "STANDARD", upgraded: "HIGH", coexistence: "NOT_APPLICABLE" } as const

/** Every field of a number. It is always well: only throughput and messaging limit are the sender's own (CLOUD_API 3.4). */
export const phoneNumber = (sender: Directory.Sender): Fields => ({
  id: sender.phoneNumberId,
  display_phone_number: sender.displayPhoneNumber,
  verified_name: sender.verifiedName,
  code_verification_status: "VERIFIED",
  quality_rating: "GREEN",
  platform_type: "CLOUD_API",
  throughput: { level: throughputLevels[sender.throughput] },
  whatsapp_business_manager_messaging_limit: sender.messagingLimit,
  messaging_limit_tier: sender.messagingLimit,
  name_status: "APPROVED",
  status: "CONNECTED",
  account_mode: "LIVE",
  is_on_biz_app: sender.throughput === "coexistence",
  health_status: health(sender)
})

/** Everything that a send depends on, and that nothing stands in its way. */
const health = ({ businessId, phoneNumberId, wabaId }: Directory.Sender): Fields => ({
  can_send_message: "AVAILABLE",
  entities: [
    { entity_type: "PHONE_NUMBER", id: phoneNumberId, can_send_message: "AVAILABLE" },
    { entity_type: "WABA", id: wabaId, can_send_message: "AVAILABLE" },
    { entity_type: "BUSINESS", id: businessId, can_send_message: "AVAILABLE" }
  ]
})

/** Fields of a number that come without being asked for. */
export const phoneNumberDefaults = [
  "verified_name",
  "code_verification_status",
  "display_phone_number",
  "quality_rating",
  "platform_type",
  "throughput"
]

/** Every field of a business account; it goes by the name of the sender that led to it. */
export const account = (wabaId: string, sender: Directory.Sender): Fields => ({
  id: wabaId,
  name: sender.verifiedName,
  currency: "USD",
  timezone_id: "1",
  account_review_status: "APPROVED",
  business_verification_status: "verified",
  message_template_namespace: `namespace_${wabaId}`
})

/** Fields of an account that come without being asked for. */
export const accountDefaults = ["name", "currency", "timezone_id", "message_template_namespace"]

/** The fields that were asked for, and the id, which always comes; a name that the object lacks is an error. */
export const select = (
  node: Fields,
  asked: string | null,
  defaults: ReadonlyArray<string>,
  nodeType: string
): Either.Either<Fields, Reply.GraphError> => {
  const names = asked === null || asked === "" ? defaults : asked.split(",").map((name) => name.trim())
  const unknown = names.find((name) => !Object.hasOwn(node, name))
  if (unknown !== undefined) {
    const message = `(#100) Tried accessing nonexisting field (${unknown}) on node type (${nodeType})`
    return Either.left({ code: 100, message })
  }
  return Either.right({ ...Object.fromEntries(names.map((name) => [name, node[name]])), id: node["id"] })
}

/** One page of a list; `after` is the cursor of the page before it. */
export const page = (
  elements: ReadonlyArray<unknown>,
  query: URLSearchParams
): { readonly data: ReadonlyArray<unknown>; readonly paging?: unknown } => {
  const limit = Math.max(1, Math.min(1000, Number(query.get("limit") ?? 25) || 25))
  const start = Number(query.get("after") ?? 0) || 0
  const data = elements.slice(start, start + limit)
  if (data.length === 0) return { data }
  const end = start + data.length
  const cursors = { before: String(start), after: String(end) }
  return { data, paging: { cursors, ...(end < elements.length ? { next: `?after=${end}&limit=${limit}` } : {}) } }
}

/** Every field of a template (CLOUD_API 3.7). One that was rejected was so for its format. */
export const template = ({ category, components, id, language, name, status }: Template.Template): Fields => ({
  name,
  parameter_format: "POSITIONAL",
  components,
  language,
  status,
  category,
  quality_score: { score: status === "APPROVED" ? "GREEN" : "UNKNOWN" },
  rejected_reason: status === "REJECTED" ? "INVALID_FORMAT" : "NONE",
  id
})
