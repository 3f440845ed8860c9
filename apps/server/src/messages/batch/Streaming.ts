import { Cause, Effect, Option } from "effect"
import type { FastifyInstance, FastifyRequest } from "fastify"
import type { Refusal } from "../../http/ProblemTable.ts"
import { RequestUnreadable } from "../../http/Refusals.ts"
import type * as Body from "./Body.ts"

/** What doors have in common that read a body of rows while it arrives. */

const formats: Readonly<Record<string, Body.Format>> = {
  "application/json": "json",
  "application/x-ndjson": "ndjson",
  "application/ndjson": "ndjson",
  "application/jsonl": "ndjson"
}

/** The format that a header names, whatever its parameters; null for any other. */
export const formatNamed = (header: string | undefined): Body.Format | null =>
  formats[(header ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? ""] ?? null

const notRead = new RequestUnreadable({
  kind: "media-type-refused",
  detail: "send the body as application/json or application/x-ndjson"
})

/** How the body of a request is written. */
export const formatOf = (request: FastifyRequest): Effect.Effect<Body.Format, RequestUnreadable> =>
  Effect.mapError(Effect.fromNullable(formatNamed(request.headers["content-type"])), () => notRead)

/** Whoever asked has gone: there is nobody to tell. */
export const isGone = (cause: Cause.Cause<Refusal | Body.Gone>): boolean =>
  Cause.isInterruptedOnly(cause) || Option.exists(Cause.failureOption(cause), (failure) => failure._tag === "Gone")

/** A failure without the one that nobody is told of. */
export const told = (cause: Cause.Cause<Refusal | Body.Gone>): Cause.Cause<Refusal> =>
  Cause.flatMap(cause, (failure) => (failure._tag === "Gone" ? Cause.empty : Cause.fail(failure)))

/** Routes whose bodies stay the streams that they are; `Body` reads them. */
export const routes = (fastify: FastifyInstance, declare: (door: FastifyInstance) => void): void => {
  void fastify.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser("*", (_request, _body, done) => done(null))
    declare(door)
  })
}
