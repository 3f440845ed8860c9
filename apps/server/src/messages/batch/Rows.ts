import { UnjudgedRequest } from "@sluice/client/Message"
import type { Finding } from "@sluice/engine/accept/Finding"
import type { Row } from "@sluice/engine/accept/Row"
import { isUtf8 } from "node:buffer"
import { Either } from "effect"
import * as Input from "../../http/Input.ts"
import * as Requests from "../Requests.ts"
import type { RowBytes } from "./Lines.ts"

const unreadable = (code: string, message: string, suggestion: string): Row =>
  Either.left<ReadonlyArray<Finding>>([{ path: "", code, rule: "SF-05", message, suggestion }])

const tooLong = unreadable("too-long", "is longer than one message can be", "send files by reference")
const notUtf8 = unreadable("format", "is not UTF-8", "write the body in UTF-8")
const notJson = unreadable("syntax", "is not JSON", "send one JSON object for each message")

const readRequest = Input.reader(UnjudgedRequest)

const parse = (bytes: Buffer): Either.Either<unknown, unknown> =>
  Either.try((): unknown => JSON.parse(bytes.toString("utf8")))

/**
 * The key of a row that has none of its own, in a request that has one: the request's, with the place of the row behind a blank. Keys that
 * callers give have no blanks, so the two never meet (RT-05).
 */
const keyAt = (requestKey: string | null, place: number): string | null =>
  requestKey === null ? null : `${requestKey} ${place}`

/** A row as it came: one that cannot be read is refused like one that cannot be sent. */
export const read = (row: RowBytes, place: number, requestKey: string | null): Row => {
  if (row._tag === "TooLong") return tooLong
  if (!isUtf8(row.bytes)) return notUtf8
  const json = parse(row.bytes)
  if (Either.isLeft(json)) return notJson
  return Either.mapBoth(readRequest(json.right), {
    onLeft: (invalid) => invalid.findings,
    onRight: (body) => Requests.of(body, body.idempotencyKey ?? keyAt(requestKey, place))
  })
}
