import type { Cause, Reaction, RetryClass, Scope } from "./Failure.ts"
import type { Wait } from "./Wait.ts"

/** Where a code is met: in the answer to a request, in a callback about a sent message, or in one about a received message. */
export type Seen = "answer" | "status" | "inbound"

/** A reading of a code that its details decide: the first variant whose pattern matches replaces what it names. */
export interface Variant {
  readonly details: RegExp
  readonly retry: RetryClass
  readonly wait: Wait
  readonly reaction: Reaction
  readonly remedy: string
}

/**
 * One code of the catalogue (SPEC SF-01; CLOUD_API 3.3).
 *
 * `code` to `codeMax` is the range it covers (one code where `codeMax` is absent). `httpStatus` lists the statuses that the
 * platform has been seen to use: they explain, they never decide. `subcodes` replaces the remedy for an `error_subcode`.
 */
export interface Entry {
  readonly code: number
  readonly codeMax?: number
  /** Whose code it is: the Cloud API's, the guide's own (which the platform does not document), or HTTP itself. */
  readonly source: "cloud-api" | "guide" | "http"
  readonly title: string
  readonly httpStatus: ReadonlyArray<number>
  readonly seen: ReadonlyArray<Seen>
  readonly cause: Cause
  readonly retry: RetryClass
  readonly scope: Scope
  readonly wait: Wait
  readonly reaction: Reaction
  readonly remedy: string
  readonly subcodes?: Readonly<Record<number, string>>
  readonly variants?: ReadonlyArray<Variant>
}
