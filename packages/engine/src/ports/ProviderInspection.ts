import type { Standing } from "@sluice/core/access/GraphVersion"
import { Context, type Effect } from "effect"
import type { Account, Sender } from "./Directory.ts"
import type { ProviderUnwilling } from "./ProviderAnswer.ts"

/** Whether messages can be sent: a word of the platform, or `UNKNOWN` for one that this reader does not know. */
export type CanSend = "AVAILABLE" | "LIMITED" | "BLOCKED" | "UNKNOWN"

/** One thing that a send depends on: the number, its business account, the business, the app, a template. */
export interface HealthPart {
  /** `PHONE_NUMBER`, `WABA`, `BUSINESS`, `APP`, `MESSAGE_TEMPLATE`, as the platform writes it. */
  readonly entity: string
  readonly id: string
  readonly canSend: CanSend
  readonly errors: ReadonlyArray<{
    readonly code: number | null
    readonly description: string
    readonly remedy: string | null
  }>
  readonly notes: ReadonlyArray<string>
}

/** Whether a number can send, by the platform's own word, and what stands in its way. */
export interface Health {
  readonly canSend: CanSend
  readonly parts: ReadonlyArray<HealthPart>
}

/** What a provider tells of a number of ours. Words are the platform's (CLOUD_API 3.4); null where it does not tell. */
export interface NumberReport {
  readonly senderId: string
  /** As people write it. */
  readonly displayNumber: string | null
  readonly verifiedName: string | null
  /** `APPROVED`, `PENDING_REVIEW`, `DECLINED`, … */
  readonly nameStatus: string | null
  /** `GREEN`, `YELLOW`, `RED`, `UNKNOWN`, `NA`. */
  readonly quality: string | null
  /** Messages a second that it may send, as the accounts file names it. */
  readonly throughput: Sender["throughput"] | null
  /** People outside their window that its portfolio may write to in a day: `TIER_2K`. */
  readonly messagingTier: string | null
  /** `CONNECTED`, `PENDING`, `BANNED`, … */
  readonly status: string | null
  /** `VERIFIED`, `EXPIRED`, `NOT_VERIFIED`. */
  readonly verification: string | null
  readonly health: Health | null
  /** The platform's id of the WhatsApp Business Account that the number is in. */
  readonly businessAccountId: string | null
}

/** Which version of the platform's interface an account asks for, and which one answers. */
export interface VersionReport {
  readonly configured: string
  /** The version that answered; another than `configured` where that has ended. Null where the answer did not say. */
  readonly served: string | null
  /** The platform's own warning, as it came; null where there is none. */
  readonly warning: string | null
  readonly standing: Standing
}

/** Asks a provider about what an account consists of, without sending anything. For tokens there is `TokenInspector`. */
export class ProviderInspection extends Context.Tag("@sluice/engine/ProviderInspection")<
  ProviderInspection,
  {
    readonly number: (account: Account, sender: Sender) => Effect.Effect<NumberReport, ProviderUnwilling>
    readonly version: (account: Account) => Effect.Effect<VersionReport, ProviderUnwilling>
  }
>() {}
