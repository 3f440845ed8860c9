import { Data } from "effect"

/**
 * The store did not answer, or refused for a reason of its own (connection lost, restart, disk).
 *
 * Nothing was decided: callers may try again. Wrong use of a store is a defect, never this error.
 */
export class StoreUnavailable extends Data.TaggedError("StoreUnavailable")<{
  readonly operation: string
  readonly cause: unknown
}> {
  override get message(): string {
    return `the store did not complete ${this.operation}`
  }
}
