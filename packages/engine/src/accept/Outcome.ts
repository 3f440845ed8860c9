import { Data } from "effect"
import type * as Finding from "./Finding.ts"

/** What became of one request. */
export type Outcome = Data.TaggedEnum<{
  /** `predictedMillis` is when it will probably leave; null when no forecast can be made now. */
  Queued: {
    readonly id: string
    readonly predictedMillis: number | null
    readonly warnings: ReadonlyArray<Finding.Finding>
  }
  /** The same request came before under the same key: `id` is that message, and nothing new was queued (RT-05). */
  Repeated: { readonly id: string; readonly warnings: ReadonlyArray<Finding.Finding> }
  Refused: { readonly findings: ReadonlyArray<Finding.Finding> }
}>
export const {
  /** The request was taken in now, and its message waits in the outbox. */
  Queued,
  /** The request had been taken in before, and nothing changes (RT-05). */
  Repeated,
  /** Something stands against it: every finding is told at once. */
  Refused
} = Data.taggedEnum<Outcome>()

/** A request that was taken in: now, or earlier under the same key. */
export type Taken = Exclude<Outcome, { readonly _tag: "Refused" }>

/** Something stands against sending; nothing was queued. Every finding is there. */
export class MessageRefused extends Data.TaggedError("MessageRefused")<{
  readonly findings: ReadonlyArray<Finding.Finding>
}> {
  override get message(): string {
    return this.findings.map(({ path, message }) => `${path}: ${message}`).join("\n")
  }
}

/** The key was used before, for another request: `messageId` is what it stands for (RT-05). */
export class IdempotencyConflict extends Data.TaggedError("IdempotencyConflict")<{
  readonly idempotencyKey: string
  readonly messageId: string
}> {
  override get message(): string {
    return `the idempotency key ${JSON.stringify(this.idempotencyKey)} stands for another request, message ${this.messageId}`
  }
}
