import type { ReportedError } from "./Message.ts"
import type { Origin } from "./Origin.ts"

/** Words of a status; `other` is a word that this decoder does not know (WH-09). */
export type Status = "sent" | "delivered" | "read" | "failed" | "played" | "deleted" | "warning" | "other"

/** Something became of a message that we sent. */
export interface StatusChanged extends Origin {
  readonly _tag: "StatusChanged"
  /** The platform's own id of the message; for other providers: theirs. */
  readonly wamid: string
  /** Further ids of the same message, where a provider states WhatsApp's beside its own (CLOUD_API 3.9). */
  readonly otherIds?: ReadonlyArray<string>
  readonly status: Status
  /** The word as it came. */
  readonly statusText: string
  /** The recipient's number without `+`, or a group's id where `recipientType` is `group`. */
  readonly recipient: string | null
  readonly recipientType: string | null
  /** The recipient's id towards one business (`US.1349…`), and towards linked ones. */
  readonly recipientUserId: string | null
  readonly recipientParentUserId: string | null
  /** In a group, the participant that the status is of. */
  readonly participant: string | null
  /** The recipient as `contacts` names them; null where the callback has none, as for `failed`. */
  readonly waId: string | null
  readonly profileName: string | null
  readonly username: string | null
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
