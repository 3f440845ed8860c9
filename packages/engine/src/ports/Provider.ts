import type { Failure } from "@sluice/core/failure/Failure"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { Effect } from "effect"
import { Context } from "effect"
import type { Account, Sender } from "./Directory.ts"

/** One request to send. */
export interface SendRequest {
  readonly account: Account
  readonly sender: Sender
  readonly endpoint: string
  readonly messageId: string
  readonly recipient: string
  readonly content: Content
  readonly replyTo: string | null
}

/** What the platform said, or that it said nothing. */
export type SendOutcome =
  | { readonly _tag: "Accepted"; readonly wamid: string; readonly httpStatus: number; readonly heldByPlatform: boolean }
  | { readonly _tag: "Refused"; readonly failure: Failure; readonly httpStatus: number; readonly detail: string }
  /** The request never left: nothing can have been sent, so it may be tried again. */
  | { readonly _tag: "NotSent"; readonly detail: string }
  /** The request may have been served (RT-04). */
  | { readonly _tag: "Uncertain"; readonly detail: string }

/** One provider's way to send. It never fails: every end of a request is an outcome. */
export class Provider extends Context.Tag("@sluice/engine/Provider")<
  Provider,
  { readonly send: (request: SendRequest) => Effect.Effect<SendOutcome> }
>() {}
