import type * as Wire from "../ports/Wire.ts"
import type { EndpointQuestion, SendOutcome, SendRequest } from "../ports/Provider.ts"
import type { Account } from "../ports/Directory.ts"
import type { Either } from "effect"

/** What is posted for one message: where, with which headers, and the body as its `content-type` says. */
export interface Posted {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * How one provider is spoken to: what is posted for a message, and what its answers mean. Values and total functions, so that an adapter holds no
 * connection, no clock and no rule of ours, and can be read beside the provider's own documentation.
 *
 * `Speaking` makes a `Provider` of it: it keeps certainty, time limits and redaction, which are the same for all.
 */
export interface Dialect {
  readonly provider: Account["provider"]
  /** What to post; or the outcome of a message that cannot be written for this provider, which then never leaves. */
  readonly post: (request: SendRequest) => Either.Either<Posted, SendOutcome>
  /** What an answer means for the message. */
  readonly answer: (answer: Wire.Answer, nowMillis: number) => SendOutcome
  /** A question that costs nothing and carries nothing of the account's; any answer but a gateway's says that the endpoint is there. */
  readonly probe: (question: EndpointQuestion) => URL
  /** What the headers of an answer warn of, in the provider's words; null for nothing. It is told once for each account. */
  readonly warning?: (answer: Wire.Answer) => string | null
}

/** The address of a path at an endpoint, which may end in slashes. */
export const address = (endpoint: string, path: string): URL => new URL(`${endpoint.replace(/\/+$/, "")}/${path}`)
