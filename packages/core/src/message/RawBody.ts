import { Either } from "effect"
import * as Issue from "./Issue.ts"
import * as OutboundMessage from "./OutboundMessage.ts"
import * as ReadReceipt from "./ReadReceipt.ts"
import { jsonFault } from "./internal/jsonFault.ts"
import * as Read from "./internal/read.ts"

/**
 * A body as text, before anybody has looked at it: what a caller means to post to `/messages` (SPEC SF-05).
 *
 * `Message` and `Receipt` are the two things that the platform takes there; a body with a `status` is a receipt.
 */
export type RawBody =
  | { readonly _tag: "Message"; readonly message: OutboundMessage.OutboundMessage }
  | { readonly _tag: "Receipt"; readonly receipt: ReadReceipt.ReadReceipt }

/** Line and column (from 1) of a place in a text. */
const placeAt = (text: string, index: number): string => {
  const lines = text.slice(0, index).split("\n")
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

const parse = (text: string): Either.Either<unknown, ReadonlyArray<Issue.Issue>> =>
  Either.try({
    try: (): unknown => JSON.parse(text),
    catch: () => [{ path: "", code: "syntax", message: `is no JSON from ${placeAt(text, jsonFault(text))} on` }]
  })

/** Reads a body, or names every fault in it with its path: no JSON, or JSON that is no message. Total. */
export const read = (text: string): Either.Either<RawBody, ReadonlyArray<Issue.Issue>> =>
  Either.flatMap(parse(text), (json): Either.Either<RawBody, ReadonlyArray<Issue.Issue>> =>
    Read.has(json, "status")
      ? Either.map(ReadReceipt.decode(json), (receipt) => ({ _tag: "Receipt", receipt }))
      : Either.map(OutboundMessage.decode(json), (message) => ({ _tag: "Message", message }))
  )
