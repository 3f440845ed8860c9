import { Data } from "effect"
import * as Limit from "./Limit.ts"

/**
 * Whom a message goes to (CLOUD_API 3.1).
 *
 * - `Number`: a person, by phone number as it is written; whether it can be sent to is judged by `phone/PhoneNumber` (PH-01);
 * - `User`: a person who shows no number, by the id that the platform gives them within one business portfolio (`US.13491208655302741918`);
 * - `Group`: a group, by its id.
 */
export type Recipient = Data.TaggedEnum<{
  Number: { readonly to: string }
  User: { readonly id: string }
  Group: { readonly id: string }
}>
export const {
  /** By phone number as it is written; nothing is judged here (PH-01). */
  Number,
  /** By the id that the platform gives (`UserId`). */
  User,
  /** By the id of the group. */
  Group
} = Data.taggedEnum<Recipient>()

/** A user's id: a country's two capital letters, a dot, letters and digits; ids of a parent portfolio have a word more (`US.ENT.…`). */
export const UserId = Limit.formatted(
  /^[A-Z]{2}(?:\.[A-Z]{2,8})?\.[A-Za-z0-9]{1,128}$/,
  "a user id such as US.13491208655302741918"
)

/** The fields of a body that name its recipient. */
interface Addressed {
  readonly to?: string
  readonly recipient?: string
  readonly recipient_type?: "individual" | "group"
}

/** The recipient that a body names; null for one that names none. Where both a number and a user are named, the platform takes the number. */
export const of = ({ recipient, recipient_type, to }: Addressed): Recipient | null => {
  if (to !== undefined) return recipient_type === "group" ? Group({ id: to }) : Number({ to })
  return recipient === undefined ? null : User({ id: recipient })
}

/** How a body names its recipient. */
export const fields = (recipient: Recipient): Addressed & { readonly recipient_type: "individual" | "group" } => {
  switch (recipient._tag) {
    case "Number":
      return { recipient_type: "individual", to: recipient.to }
    case "User":
      return { recipient_type: "individual", recipient: recipient.id }
    case "Group":
      return { recipient_type: "group", to: recipient.id }
  }
}
