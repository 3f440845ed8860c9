import { ProtocolError } from "@platformatic/kafka"

/**
 * Why the client failed, out of the errors that it wraps into one another: "Listing topics failed." is the outermost, and what an operator can mend is the
 * innermost.
 */
export interface Reason {
  /** What the brokers answered, by the protocol's own name (`INVALID_REPLICATION_FACTOR`); null where none of them answered. */
  readonly refusal: string | null
  /** In the words of whoever knew it, each once: `connect ECONNREFUSED 127.0.0.1:9092`. */
  readonly text: string
}

/** Deeper than any error of the client is wrapped, so that one that refers to itself ends. */
const depthMax = 16

/** The errors that caused nothing further, in order. */
const innermost = (error: unknown, depth = 0): ReadonlyArray<unknown> => {
  if (depth >= depthMax || !(error instanceof Error)) return [error]
  const causes: ReadonlyArray<unknown> = error instanceof AggregateError ? error.errors : []
  const further = causes.length > 0 ? causes : error.cause === undefined ? [] : [error.cause]
  return further.length === 0 ? [error] : further.flatMap((cause) => innermost(cause, depth + 1))
}

const refusalOf = (error: unknown): string | null => {
  if (!(error instanceof ProtocolError)) return null
  const id: unknown = error["apiId"]
  return typeof id === "string" ? id : null
}

const textOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const refusal = refusalOf(error)
  return refusal === null ? error.message : `${refusal}, ${error.message.replace(/\.$/, "")}`
}

/** The reason of anything that the client may throw. Total. */
export const of = (error: unknown): Reason => {
  const causes = innermost(error)
  return {
    refusal: causes.map(refusalOf).find((found) => found !== null) ?? null,
    text: [...new Set(causes.map(textOf))].join("; ")
  }
}
