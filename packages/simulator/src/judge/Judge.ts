import { Data } from "effect"

/**
 * The judge: what the platform says to each message that asks to be sent, by the limits alone.
 *
 * It keeps a plain log of what it was sent and applies SPEC.md (RL, MD-03) or CLOUD_API.md (3.4) to the letter. It shares
 * no rule with the gateway's own throttle, so that a mistake there cannot hide here; only the figures come from the same
 * policies. Time is an argument everywhere: virtual epoch millis of the arrival.
 */
export interface Judge {
  readonly judge: (send: Send, atMillis: number) => Verdict
  /** A message that came in: it uses throughput and opens the recipient's service window (CLOUD_API 3.4). */
  readonly inbound: (phoneNumberId: string, from: string, atMillis: number) => void
  /** What became of an accepted media message, once the sender has been told (MD-03). */
  readonly mediaOutcome: (phoneNumberId: string, failed: boolean, atMillis: number) => void
  /** An operator reviewed a business's case (RL-06); false when there was none to review. */
  readonly review: (businessId: string, atMillis: number) => boolean
  readonly holds: (atMillis: number) => ReadonlyArray<Hold>
}

/** A message as far as limits care about it. */
export interface Send {
  readonly phoneNumberId: string
  /** Digits of the recipient's number. */
  readonly recipient: string
  /** `text`, `image`, `template` … (CLOUD_API 3.1). */
  readonly type: string
}

/** Where a limit or a hold applies. */
export type Scope = "pair" | "sender" | "business" | "account"

/** Why a message was turned away, in the words of the rule that did it. */
export interface Refusal {
  /** `RL-06`, `CLOUD_API 3.4` … */
  readonly rule: string
  /** `limit`: this message went over one; `hold`: it came while one stood. */
  readonly kind: "limit" | "hold"
  readonly scope: Scope
  /** Code in the answer's body; 429 under the guide, Meta's codes under cloud-api. */
  readonly code: number
  readonly details: string
  /** When another try may pass, counted from now; null where the sender is not to know. */
  readonly retryAfterMillis: number | null
  /** Whether a well-behaved sender would not have sent this. A probe that the rules allow may be refused without blame. */
  readonly violation: boolean
}

/** What the judge says to one message. */
export type Verdict = Data.TaggedEnum<{ Admitted: {}; Refused: { readonly refusal: Refusal } }>
export const {
  /** No limit stands against it, and it counts as sent. */
  Admitted,
  /** A limit or a hold stands against it. */
  Refused
} = Data.taggedEnum<Verdict>()

/** A hold that stands at the moment of asking. */
export interface Hold {
  readonly level: "light" | "medium" | "severe" | "cooldown" | "media"
  readonly scope: Scope
  /** Phone number id, business id or account id, by scope. */
  readonly id: string
  readonly sinceMillis: number
  readonly untilMillis: number
  /** Past `untilMillis` it stands on until somebody has looked at it. */
  readonly awaitsReview: boolean
}

const fileTypes: ReadonlySet<string> = new Set(["image", "video", "audio", "document", "sticker"])

/** Whether a message carries a file that can fail (MD-03). */
export const carriesFile = (type: string): boolean => fileTypes.has(type)

/** Whether a message weighs as media: the rule names images and videos, and no other type (RL-02). */
export const weighsAsMedia = (type: string): boolean => type === "image" || type === "video"
