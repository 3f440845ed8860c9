import { Schema } from "effect"
import * as Parts from "../message/interactive/Parts.ts"

/** The buttons that a template can have, told apart by `type` (CLOUD_API 3.7). */

/** A sample value, alone or in a list: the platform's documents show both. */
const Sample = Parts.maybe(Schema.Union(Schema.String, Schema.Array(Schema.String)))

const labelled = <T extends string>(type: T) => ({ type: Schema.Literal(type), text: Schema.String })

const QuickReply = Schema.Struct(labelled("QUICK_REPLY"))
const PhoneNumber = Schema.Struct({ ...labelled("PHONE_NUMBER"), phone_number: Schema.String })
const Url = Schema.Struct({ ...labelled("URL"), url: Schema.String, example: Sample })

/** Puts a coupon code on the clipboard; its label is the platform's, and so may be absent. */
const CopyCode = Schema.Struct({
  type: Schema.Literal("COPY_CODE"),
  text: Parts.maybe(Schema.String),
  example: Sample
})

/** Hands over a one-time code: by clipboard, by one tap, or without one. */
const OneTimeCode = Schema.Struct({
  type: Schema.Literal("OTP"),
  otp_type: Schema.Literal("COPY_CODE", "ONE_TAP", "ZERO_TAP"),
  text: Parts.maybe(Schema.String),
  autofill_text: Parts.maybe(Schema.String),
  package_name: Parts.maybe(Schema.String),
  signature_hash: Parts.maybe(Schema.String),
  zero_tap_terms_accepted: Parts.maybe(Schema.Boolean),
  supported_apps: Parts.maybe(
    Schema.Array(Schema.Struct({ package_name: Schema.String, signature_hash: Schema.String }))
  )
})

/** Opens a flow, which is named by its id, by its name, or comes along as text. */
const Flow = Schema.Struct({
  ...labelled("FLOW"),
  flow_id: Parts.maybe(Schema.String),
  flow_name: Parts.maybe(Schema.String),
  flow_json: Parts.maybe(Schema.String),
  flow_action: Parts.maybe(Schema.String),
  navigate_screen: Parts.maybe(Schema.String)
})

const Catalog = Schema.Struct(labelled("CATALOG"))
const Products = Schema.Struct(labelled("MPM"))
const Product = Schema.Struct(labelled("SPM"))
const OrderDetails = Schema.Struct(labelled("ORDER_DETAILS"))
const VoiceCall = Schema.Struct({ ...labelled("VOICE_CALL"), ttl_minutes: Parts.maybe(Schema.Number) })

/** Any button. */
export const Button = Schema.Union(
  QuickReply,
  PhoneNumber,
  Url,
  CopyCode,
  OneTimeCode,
  Flow,
  Catalog,
  Products,
  Product,
  OrderDetails,
  VoiceCall
)
export type Button = typeof Button.Type

/** Sample values of a button as a list; empty where it has none. */
export const samples = (button: Button): ReadonlyArray<string> => {
  if (!("example" in button) || button.example === undefined) return []
  return typeof button.example === "string" ? [button.example] : button.example
}
