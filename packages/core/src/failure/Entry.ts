import type { Cause, Reaction, RetryClass, Scope } from "./Failure.ts"
import type { Wait } from "./Wait.ts"

/** Where a code is met: in the answer to a request, in a callback about a sent message, or in one about a received message. */
export type Seen = "answer" | "status" | "inbound"

/** A reading of a code that its details decide: the first variant whose pattern matches replaces what it names. */
export interface Variant {
  readonly details: RegExp
  readonly cause?: Cause
  readonly retry: RetryClass
  readonly scope?: Scope
  readonly wait: Wait
  readonly reaction: Reaction
  readonly remedy: string
}

/** What a code means, whoever uses it: the columns of the one catalogue (SPEC SF-01). */
export interface Judgement {
  readonly title: string
  readonly cause: Cause
  readonly retry: RetryClass
  readonly scope: Scope
  readonly wait: Wait
  readonly reaction: Reaction
  readonly remedy: string
}

/**
 * One reading of the catalogue, the Cloud API's or a provider's.
 *
 * `httpStatus` lists the statuses that the code has been seen with: they explain, they never decide. `subcodes` replaces the remedy for
 * an `error_subcode`.
 */
export interface Reading extends Judgement {
  readonly httpStatus: ReadonlyArray<number>
  readonly seen: ReadonlyArray<Seen>
  readonly subcodes?: Readonly<Record<number, string>>
  readonly variants?: ReadonlyArray<Variant>
}

/** One code of the Cloud API (CLOUD_API 3.3). `code` to `codeMax` is the range it covers (one code where `codeMax` is absent). */
export interface Entry extends Reading {
  readonly code: number
  readonly codeMax?: number
  /** Whose code it is: the Cloud API's, the guide's own (which the platform does not document), or HTTP itself. */
  readonly source: "cloud-api" | "guide" | "http"
}
