import { Schema } from "effect"

/** What kind of line a number belongs to (SPEC PH-06). `unknown` is every number that no plan accepts. */
export const LineType = Schema.Literal(
  "mobile",
  "fixed",
  "fixed-or-mobile",
  "voip",
  "toll-free",
  "premium",
  "shared-cost",
  "personal",
  "pager",
  "uan",
  "voicemail",
  "unknown"
)
export type LineType = typeof LineType.Type

/**
 * How likely a message to the number is to fail or to be refused, from its type alone (SPEC PH-06).
 * `high` enters number verification (SPEC NV-01).
 */
export const Risk = Schema.Literal("low", "medium", "high", "unknown")
export type Risk = typeof Risk.Type

/**
 * Whether WhatsApp can live on such a line.
 *
 * Registration takes one text message or one call that a person answers. `seldom` can be called (a business registers
 * its switchboard that way); `never` cannot take the code at all, or is not a line of its own.
 */
export type WhatsApp = "usual" | "seldom" | "never"

/** One row per type: the whole of PH-06 as data. */
const table: Readonly<Record<LineType, { readonly risk: Risk; readonly whatsApp: WhatsApp }>> = {
  mobile: { risk: "low", whatsApp: "usual" },
  "fixed-or-mobile": { risk: "low", whatsApp: "usual" },
  personal: { risk: "medium", whatsApp: "seldom" },
  fixed: { risk: "medium", whatsApp: "seldom" },
  "toll-free": { risk: "medium", whatsApp: "seldom" },
  voip: { risk: "high", whatsApp: "usual" },
  premium: { risk: "medium", whatsApp: "never" },
  "shared-cost": { risk: "medium", whatsApp: "never" },
  uan: { risk: "medium", whatsApp: "never" },
  pager: { risk: "medium", whatsApp: "never" },
  voicemail: { risk: "medium", whatsApp: "never" },
  unknown: { risk: "unknown", whatsApp: "never" }
}

/** The risk of a type (SPEC PH-06). */
export const risk = (type: LineType): Risk => table[type].risk

/** Whether WhatsApp can live on a line of this type (SPEC PH-06). */
export const whatsApp = (type: LineType): WhatsApp => table[type].whatsApp
