import type { StatusChanged } from "@sluice/core/callback/Event"
import type { Failure } from "@sluice/core/failure/Failure"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { UsageReport } from "@sluice/core/throttle/UsageReport"
import { Context, Effect } from "effect"
import type { Account, Sender } from "./Directory.ts"

/** One request to send. */
export interface SendRequest {
  readonly account: Account
  readonly sender: Sender
  readonly endpoint: string
  readonly messageId: string
  /** Number of the attempt, from 1: it travels with the message id, so that a status tells which attempt it is about (RT-04). */
  readonly attempt: number
  readonly recipient: string
  readonly content: Content
  readonly replyTo: string | null
}

/** The platform's own count of requests in a scope, as an answer states it (CLOUD_API 3.1). */
export interface ReportedUsage {
  readonly scope: "business" | "app"
  readonly report: UsageReport
}

/** What the platform said, or that it said nothing. */
export type SendOutcome =
  | {
      readonly _tag: "Accepted"
      readonly wamid: string
      readonly httpStatus: number
      readonly heldByPlatform: boolean
      /** Left out where the answer states none. */
      readonly usage?: ReadonlyArray<ReportedUsage>
    }
  | {
      readonly _tag: "Refused"
      readonly failure: Failure
      /** Null for a message that its provider cannot send: it never left. */
      readonly httpStatus: number | null
      readonly detail: string
      readonly usage?: ReadonlyArray<ReportedUsage>
    }
  /** The request never left: nothing can have been sent, so it may be tried again. */
  | { readonly _tag: "NotSent"; readonly detail: string }
  /** The request may have been served (RT-04). */
  | { readonly _tag: "Uncertain"; readonly detail: string }

/** One message whose status has not come. */
export interface StatusQuestion {
  readonly account: Account
  readonly sender: Sender
  readonly messageId: string
  /** The platform's name of it; null where the answer to the send was lost. */
  readonly wamid: string | null
  readonly recipient: string
}

/** Whether an endpoint answers at all, asked without a message. */
export interface EndpointQuestion {
  readonly account: Account
  readonly endpoint: string
  /** From now until an answer, in real milliseconds; none within it is none. */
  readonly answerMillisMax: number
}

/** Hears each outcome as it comes, by the request's place in the call; once for each. */
export type Told = (outcome: SendOutcome, index: number) => void

/**
 * One provider's way to send. It never fails: every end of a request is an outcome.
 *
 * `send` lets all of `requests` go at once and ends when each has its outcome. It takes many, because a fiber for each costs as much
 * as half the request; an adapter without a cheaper way makes it of single sends with `each`.
 */
export class Provider extends Context.Tag("@sluice/engine/Provider")<
  Provider,
  {
    readonly send: (requests: ReadonlyArray<SendRequest>, told: Told) => Effect.Effect<void>
    /**
     * What the platform says of a message now, as if a callback had told it; nothing where it knows nothing, or does not answer. Absent where the
     * platform cannot be asked, as the Cloud API (CLOUD_API 3.6): then the stored callbacks are looked through (WH-05).
     */
    readonly ask?: (question: StatusQuestion) => Effect.Effect<ReadonlyArray<StatusChanged>>
    /**
     * Whether an endpoint answers (SF-03); it costs nothing that is limited, and nothing of the account's goes along. Absent where there is
     * nothing to ask: then an endpoint that fell is tried with messages once it has rested.
     */
    readonly probe?: (question: EndpointQuestion) => Effect.Effect<boolean>
  }
>() {}

/** `Provider.send` made of a way to send one. */
export const each =
  (send: (request: SendRequest) => Effect.Effect<SendOutcome>) =>
  (requests: ReadonlyArray<SendRequest>, told: Told): Effect.Effect<void> =>
    Effect.forEach(requests, (request, index) => Effect.map(send(request), (outcome) => told(outcome, index)), {
      concurrency: "unbounded",
      discard: true
    })
