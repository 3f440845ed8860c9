import type { Context, InboundContent } from "./Inbound.ts"
import type { Origin } from "./Origin.ts"

/** An error as callbacks report it (CLOUD_API 3.2); `failure/Classification` reads `code` and `details`. */
export interface ReportedError {
  readonly code: number | null
  readonly title: string | null
  readonly message: string | null
  readonly details: string | null
  readonly href: string | null
}

/** The advertisement or post that a conversation came from. */
export interface Referral {
  readonly sourceUrl: string | null
  readonly sourceId: string | null
  readonly sourceType: string | null
  readonly headline: string | null
  readonly body: string | null
  readonly mediaType: string | null
  readonly imageUrl: string | null
  readonly videoUrl: string | null
  readonly thumbnailUrl: string | null
  readonly ctwaClid: string | null
  readonly welcomeText: string | null
}

/** A message as the platform writes it down, whoever sent it and whenever it comes to us. */
export interface Message {
  /** The platform's own id of the message; for other providers: theirs. */
  readonly wamid: string
  /** The sender's number without `+`; null where the platform names them by `fromUserId` alone. */
  readonly from: string | null
  /** The sender's id towards one business (`US.1349…`). */
  readonly fromUserId: string | null
  /** The sender's id towards linked businesses (`US.ENT.1181…`); null unless the platform has linked any. */
  readonly fromParentUserId: string | null
  /** An id of the sender beside the number, which some numbers of the platform's own app have. */
  readonly fromLogicalId: string | null
  readonly groupId: string | null
  /** Unix seconds; null where the platform's cannot be read, which does not make the message untrue. */
  readonly timestampSeconds: number | null
  readonly content: InboundContent
  readonly context: Context | null
  readonly referral: Referral | null
  readonly errors: ReadonlyArray<ReportedError>
}

/** A customer sent something. */
export interface MessageReceived extends Origin, Message {
  readonly _tag: "MessageReceived"
  /** Further ids of the same message, where a provider states its own beside WhatsApp's (CLOUD_API 3.9). */
  readonly otherIds?: ReadonlyArray<string>
  /** The customer's account as the platform knows it; it can differ from the number in `from`. */
  readonly waId: string | null
  readonly profileName: string | null
  /** The name that the customer chose to be found by instead of a number. */
  readonly username: string | null
  readonly identityKeyHash: string | null
}

/** The platform reports trouble with the number or the account as such (`value.errors`). */
export interface AccountErrors extends Origin {
  readonly _tag: "AccountErrors"
  readonly errors: ReadonlyArray<ReportedError>
}
