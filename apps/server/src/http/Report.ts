import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Cause, Effect, Option } from "effect"
import type { FastifyRequest } from "fastify"
import * as Instance from "./Instance.ts"

/** What a driver's error may say in a log: its name and code. Its message and details can hold rows. */
const nameOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return typeof cause
  const code = "code" in cause && typeof cause.code === "string" ? ` ${cause.code}` : ""
  const inner = cause.cause === undefined ? "" : ` from ${nameOf(cause.cause)}`
  return `${cause.name}${code}${inner}`
}

/**
 * Logs what an operator must know of a request that failed: a store that did not answer, or a defect with its cause.
 *
 * Refusals that are the caller's own doing are not logged: they are counted (`sluice_http_requests_total`).
 */
export const report = (cause: Cause.Cause<{ readonly _tag: string }>, request: FastifyRequest): Effect.Effect<void> => {
  const refusal = Option.getOrNull(Cause.failureOption(cause))
  const entry =
    refusal === null
      ? Effect.logError("a request failed", cause)
      : refusal instanceof StoreUnavailable
        ? Effect.logWarning(`${refusal.message}: ${nameOf(refusal.cause)}`)
        : Effect.void
  return Effect.annotateLogs(entry, {
    instance: Instance.of(request),
    method: request.method,
    route: request.routeOptions.url ?? "unknown"
  })
}
