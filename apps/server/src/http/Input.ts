import * as Issue from "@sluice/core/message/Issue"
import type { Finding } from "@sluice/engine/accept/Finding"
import { Either, type ParseResult, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import { RequestInvalid } from "./Refusals.ts"

/** Every fault is told at once, and what is not known is refused: a misspelt field must not be silently ignored. */
const strictly = { onExcessProperty: "error", errors: "all", exact: true } as const

/** The findings of a decoding that failed; `part` goes in front of every path. */
const findingsOf = (error: ParseResult.ParseError, part: string): ReadonlyArray<Finding> =>
  Issue.fromParseError(error).map(({ path, code, message }) => ({
    path: [part, path].filter((step) => step !== "").join("."),
    code,
    rule: null,
    message,
    suggestion: null
  }))

/** A schema as a function that reads any value, or tells every reason why it cannot be read; for values that come by the thousand. */
export const reader = <A, I>(schema: Schema.Schema<A, I>, part = "") => {
  const read = Schema.decodeUnknownEither(schema, strictly)
  return (value: unknown): Either.Either<A, RequestInvalid> =>
    Either.mapLeft(read(value), (error) => new RequestInvalid({ findings: findingsOf(error, part) }))
}

/** Any value as a schema reads it, or every reason why it cannot be read. */
export const decode = <A, I>(
  schema: Schema.Schema<A, I>,
  value: unknown,
  part = ""
): Either.Either<A, RequestInvalid> => reader(schema, part)(value)

type Read = <A, I>(schema: Schema.Schema<A, I>, request: FastifyRequest) => Either.Either<A, RequestInvalid>

/** The JSON body. */
export const body: Read = (schema, request) => decode(schema, request.body)

/** The parameters of the path. */
export const path: Read = (schema, request) => decode(schema, request.params, "path")

/** The query. A key that is given twice is a list. */
export const query: Read = (schema, request) => decode(schema, request.query, "query")

/** One header; absent as undefined. */
export const header = <A, I>(
  name: string,
  schema: Schema.Schema<A, I>,
  request: FastifyRequest
): Either.Either<A, RequestInvalid> => decode(schema, request.headers[name], name)
