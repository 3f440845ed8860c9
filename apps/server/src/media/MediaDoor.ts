import { Readable } from "node:stream"
import * as MediaKind from "@sluice/core/media/MediaKind"
import * as Limit from "@sluice/core/message/Limit"
import * as Caller from "@sluice/engine/access/Caller"
import * as Reference from "@sluice/engine/intake/media/Reference"
import * as Serving from "@sluice/engine/media/Serving"
import { Effect, Exit, Schema, Stream } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Input from "../http/Input.ts"
import * as Instance from "../http/Instance.ts"
import { problemOfCause } from "../http/ProblemTable.ts"
import { report } from "../http/Report.ts"
import * as RequestTrace from "../http/RequestTrace.ts"
import type { AppRuntime } from "../Services.ts"

const Path = Schema.Struct({ id: Limit.Name })

const find = Effect.fn("MediaDoor.find")(function* (request: FastifyRequest) {
  const { id } = yield* Input.path(Path, request)
  return yield* Serving.open(request.caller ?? Caller.nobody, id)
})

/** A type that can be a header; what people send says anything. */
const typeOf = ({ mimeType }: Serving.Served): string =>
  /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+-]+=[\w.+"-]+)*$/.test(mimeType) ? mimeType : "application/octet-stream"

/** What a file is called that nobody has named: the platform's id, or the beginning of its digest and what its type ends in. */
const unnamed = ({ id, mimeType, sha256 }: Serving.Served): string => {
  if (!Reference.isMeant(id)) return id
  const [ending] = MediaKind.formatOf(MediaKind.essence(mimeType))?.extensions ?? []
  return `${sha256.slice(0, 12)}${ending === undefined ? "" : `.${ending}`}`
}

/** Its name as it was sent (RFC 6266, RFC 8187). Always to be saved, never to be shown: a file of a stranger is no page of ours. */
const dispositionOf = (served: Serving.Served): string => {
  const encoded = encodeURIComponent((served.filename ?? unnamed(served)).toWellFormed()).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`
  )
  return `attachment; filename*=UTF-8''${encoded}`
}

/**
 * What a reader may keep: the bytes behind an id never change. For an hour and not for longer, since a file may be erased; and for nobody else, since
 * another key may not see it.
 */
const cacheControl = "private, max-age=3600, immutable"

/**
 * `GET /v1/media/{id}`: a file that somebody sent to a number of the caller's account, by the platform's id of it, or by the reference that stands in
 * the place of one that came inside a callback; out of the blob store, in chunks as the reader takes them. On Fastify itself: the answer is no JSON.
 */
export const install = (fastify: FastifyInstance, runtime: AppRuntime): void => {
  const serve = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const finding = Effect.tapErrorCause(find(request), (cause) => report(cause, request))
    const exit = await runtime.runPromiseExit(RequestTrace.within(request)(finding))
    if (Exit.isFailure(exit)) throw problemOfCause(exit.cause, Instance.of(request))
    const served = exit.value
    const etag = `"${served.sha256}"`
    reply.header("etag", etag)
    reply.header("repr-digest", `sha-256=:${Buffer.from(served.sha256, "hex").toString("base64")}:`)
    reply.header("cache-control", cacheControl)
    reply.header("vary", "authorization, cookie")
    if (request.headers["if-none-match"] === etag) return reply.code(304).send()
    reply.header("content-length", served.blob.bytes)
    reply.header("content-disposition", dispositionOf(served))
    // A reading that breaks off cuts the connection: the length says that something is missing.
    return reply.type(typeOf(served)).send(Readable.fromWeb(Stream.toReadableStream(served.blob.content)))
  }
  fastify.get("/v1/media/:id", { config: { role: "viewer" } }, serve)
}
