import type { Either } from "effect"
import { Schema } from "effect"
import * as Issue from "./Issue.ts"
import * as Limit from "./Limit.ts"
import * as Parts from "./interactive/Parts.ts"

/** Marks a received message as read and, where asked, shows that an answer is being typed (CLOUD_API 3.1). */
export const ReadReceipt = Schema.Struct({
  messaging_product: Schema.Literal("whatsapp"),
  status: Schema.Literal("read"),
  message_id: Limit.Name,
  typing_indicator: Parts.maybe(Schema.Struct({ type: Schema.Literal("text") }))
})
export type ReadReceipt = typeof ReadReceipt.Type

/** A read receipt from any value, or every fault in it at once (SPEC SF-05). */
export const decode: (json: unknown) => Either.Either<ReadReceipt, ReadonlyArray<Issue.Issue>> =
  Issue.reader(ReadReceipt)
