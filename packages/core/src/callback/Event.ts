import type { InboundContent } from "./Inbound.ts"

/** Where in the callback an event stands, and whom it belongs to; ids are null where the callback names none. */
interface Origin {
  /** `entry[0].changes[0].value.statuses[2]` */
  readonly path: string
  readonly wabaId: string | null
  readonly phoneNumberId: string | null
  readonly displayPhoneNumber: string | null
}

/** An error as callbacks report it (CLOUD_API 3.2); `failure/Classification` reads `code` and `details`. */
export interface ReportedError {
  readonly code: number | null
  readonly title: string | null
  readonly message: string | null
  readonly details: string | null
  readonly href: string | null
}

/** The message that a received one answers, or was forwarded from. */
export interface Context {
  readonly wamid: string | null
  readonly from: string | null
  readonly forwarded: boolean
  readonly frequentlyForwarded: boolean
  readonly referredProduct: { readonly catalogId: string | null; readonly productRetailerId: string | null } | null
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

/** A customer sent something. */
export interface MessageReceived extends Origin {
  readonly _tag: "MessageReceived"
  readonly wamid: string
  /** The customer's number without `+`; null where the platform names them by `fromUserId` alone. */
  readonly from: string | null
  readonly fromUserId: string | null
  readonly profileName: string | null
  readonly identityKeyHash: string | null
  readonly groupId: string | null
  /** Unix seconds; null where the platform's cannot be read, which does not make the message untrue. */
  readonly timestampSeconds: number | null
  readonly content: InboundContent
  readonly context: Context | null
  readonly referral: Referral | null
  readonly errors: ReadonlyArray<ReportedError>
}

/** Words of a status; `other` is a word that this decoder does not know (WH-09). */
export type Status = "sent" | "delivered" | "read" | "failed" | "played" | "deleted" | "warning" | "other"

/** Something became of a message that we sent. */
export interface StatusChanged extends Origin {
  readonly _tag: "StatusChanged"
  readonly wamid: string
  readonly status: Status
  /** The word as it came. */
  readonly statusText: string
  /** The recipient's number without `+`, or a group's id where `recipientType` is `group`. */
  readonly recipient: string | null
  readonly recipientType: string | null
  readonly participant: string | null
  readonly identityKeyHash: string | null
  /** Unix seconds; null where the platform's cannot be read, which does not make the status untrue. */
  readonly timestampSeconds: number | null
  /** Our own id of the message, as we sent it along (`biz_opaque_callback_data`; RT-04). */
  readonly opaque: string | null
  readonly conversation: {
    readonly id: string | null
    readonly origin: string | null
    readonly expiresSeconds: number | null
  } | null
  readonly pricing: {
    readonly billable: boolean | null
    readonly model: string | null
    readonly type: string | null
    readonly category: string | null
  } | null
  readonly errors: ReadonlyArray<ReportedError>
}

/** The platform reports trouble with the number or the account as such (`value.errors`). */
export interface AccountErrors extends Origin {
  readonly _tag: "AccountErrors"
  readonly errors: ReadonlyArray<ReportedError>
}

/** A change in any field but `messages`, kept as it came; `recognised` tells whether the field is documented (WH-09). */
export interface Notice extends Origin {
  readonly _tag: "Notice"
  readonly field: string
  readonly recognised: boolean
  /** Unix seconds of the entry; null where it has none. */
  readonly timestampSeconds: number | null
  readonly value: unknown
}

/** One event of a callback. */
export type Event = MessageReceived | StatusChanged | AccountErrors | Notice
