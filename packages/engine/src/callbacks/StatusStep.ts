import type { StatusChanged } from "@sluice/core/callback/Event"
import * as MessageState from "@sluice/core/delivery/MessageState"
import type { Failure } from "@sluice/core/failure/Failure"
import type { Provider } from "@sluice/core/failure/Provider"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { KeyOf } from "../holds/RecipientKeys.ts"
import type { Sender } from "../ports/Directory.ts"
import type { Change, Message, MessageEvent } from "../ports/Outbox.ts"

/** One status of one message: what it is judged by, and what it changes. The judging itself is `StatusRule`, and `FailureRule` for failures. */

/** What a status is judged by, besides the message. */
export interface Around {
  /** Whose codes the failures among them bear (SF-01). */
  readonly provider: Provider
  /** Null where it is no longer configured: then nothing is sent again. */
  readonly sender: Sender | null
  readonly nowMillis: number
  /** Spreads the next try; 0 to 1, 1 excluded. */
  readonly randomUnit: number
  /** What holds know a recipient by; left out, nothing is held for one recipient alone. */
  readonly recipientKey?: KeyOf
  /** The moment of each status on the sender's timeline, epoch milliseconds (WH-07); left out, none has one. */
  readonly stampOf?: (event: StatusChanged) => number | null
}

/** What statuses change, and the holds that the failures among them place. */
export interface Outcome {
  readonly change: Change
  readonly holds: ReadonlyArray<Hold>
  /** What it says of the message's media (MD-03): they failed, or the platform sent them on; null where nothing. */
  readonly media: "failed" | "passed" | null
  /** A failure that says that a file which the message names has expired (GD-01); null: nothing of that kind. */
  readonly expired: Failure | null
}

/** A change, and nothing else besides the holds. */
export const outcome = (change: Change, ...holds: ReadonlyArray<Hold>): Outcome => ({
  change,
  holds,
  media: null,
  expired: null
})

/** One status of one message, with the words for its history. */
export interface Told {
  readonly message: Message
  readonly event: StatusChanged
  readonly attempt: number
  readonly around: Around
  readonly tell: (kind: MessageEvent["kind"], data: MessageEvent["data"]) => MessageEvent
  /** The status itself, as an event. */
  readonly seen: MessageEvent
}

/** Settles what is not accepted yet: the platform has it, whatever became of the answer (RT-04). */
export const settled = ({ message: { state }, tell }: Told): ReadonlyArray<MessageEvent> =>
  MessageState.isOpen(state) ? [tell("settled", { by: "callback", from: state })] : []
