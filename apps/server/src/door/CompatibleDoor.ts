import { Door } from "@sluice/engine/door/Door"
import { DoorTemplates } from "@sluice/engine/door/DoorTemplates"
import { FeatureUnsupported } from "@sluice/engine/door/Refusals"
import { Cause, Effect } from "effect"
import type { FastifyInstance, FastifyRequest } from "fastify"
import * as PublicAddress from "../http/PublicAddress.ts"
import { unreadable } from "../http/Unreadable.ts"
import * as Sending from "../messages/Sending.ts"
import * as Metrics from "../Metrics.ts"
import type { AppRuntime } from "../Services.ts"
import * as Answering from "./Answering.ts"
import * as MediaRoutes from "./MediaRoutes.ts"
import * as Serving from "./Serving.ts"
import type { DoorRequest, DoorRoute, Work } from "./Serving.ts"

/**
 * The versions of the Graph API are told apart from our own `/v1` by their dot. Whichever is asked for, the answers are the same; where it is left
 * out, as the platform allows, the ids of the platform are told apart from our own paths by their digits.
 */
const versions = [
  { prefix: "/:version(^v\\d{1,3}\\.\\d{1,2}$)", id: ":id", file: ":id", object: ":id" },
  {
    prefix: "",
    id: ":id(^\\d+$)",
    file: ":id(^(?:\\d+|sluice-blob:.+)$)",
    object: ":id(^(?:\\d+|wamid\\..+|sluice-blob:.+)$)"
  }
] as const

const text = (value: unknown): string | null => (typeof value === "string" ? value : null)

const bodyOf = ({ body }: FastifyRequest): string => text(body) ?? ""

const post: Work = (request, caller) =>
  Effect.gen(function* () {
    const door = yield* Door
    const key = (yield* Sending.headerKey(request)) ?? null
    const posted = yield* Effect.tapErrorTag(
      door.post(caller, request.params.id, bodyOf(request), key),
      "MessageRefused",
      () => Effect.sync(() => Metrics.handedIn("refused", 1))
    )
    if (posted._tag === "Taken") Metrics.handedIn(posted.isRepeated ? "repeated" : "queued", 1)
    return Answering.posted(posted)
  })

/** A message by the name that was given out, a number, or else a file: the platform's ids do not tell which they are of. */
const get =
  (reach: PublicAddress.Reach): Work =>
  (request, caller) =>
    Effect.gen(function* () {
      const { id } = request.params
      const door = yield* Door
      if (door.isGiven(id)) return Answering.message(id, yield* door.message(caller, id))
      if (yield* door.isNumber(caller, id)) return yield* door.number(caller, id, text(request.query["fields"]))
      return yield* MediaRoutes.describe(request, caller, reach)
    })

const texts = (query: DoorRequest["query"]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []))
  )

const templates =
  (reach: PublicAddress.Reach): Work =>
  (request, caller) =>
    Effect.gen(function* () {
      const door = yield* DoorTemplates
      // A token in the query is the platform's old way; none of it is handed on.
      const { access_token: _, ...query } = texts(request.query)
      const found = yield* door.list(caller, request.params.id, query)
      return Answering.page(found, PublicAddress.url(request, reach))
    })

const createTemplate: Work = (request, caller) =>
  Effect.flatMap(DoorTemplates, (door) => door.create(caller, request.params.id, bodyOf(request)))

/** What of the platform this door does not do, by the path that asks for it. */
const nothing: Work = ({ method, params: { "*": path } }) =>
  new FeatureUnsupported({ feature: `${method} ${path.split("?", 1)[0] ?? ""}`, path: "" })

/**
 * The door that existing SDKs use, on Fastify itself: it has its own paths, its own way to refuse, and reads bodies by itself (CLOUD_API 3.1,
 * 3.2).
 */
export const install = (fastify: FastifyInstance, runtime: AppRuntime, reach: PublicAddress.Reach): void => {
  const serving = Serving.make(runtime)
  const { keyed, refuse, serve } = serving

  const register = (declare: (door: FastifyInstance) => void, isRead: boolean): void =>
    void fastify.register(async (door) => {
      door.removeAllContentTypeParsers()
      if (isRead) door.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => done(null, body))
      else door.addContentTypeParser("*", (_request, _body, done) => done(null))
      door.setErrorHandler((thrown, _request, reply) => {
        const refusal = unreadable(thrown)
        return refuse(reply, refusal === null ? Cause.die(thrown) : Cause.fail(refusal))
      })
      declare(door)
    })

  register((door) => {
    for (const { file, id, object, prefix } of versions) {
      door.post<DoorRoute>(`${prefix}/${id}/messages`, serve("operator", post))
      door.get<DoorRoute>(`${prefix}/${id}/message_templates`, serve("viewer", templates(reach)))
      door.post<DoorRoute>(`${prefix}/${id}/message_templates`, serve("operator", createTemplate, "template.submit"))
      door.get<DoorRoute>(`${prefix}/${object}`, serve("viewer", get(reach)))
      door.delete<DoorRoute>(`${prefix}/${id}`, serve("operator", MediaRoutes.remove, "media.remove"))
      door.get<DoorRoute>(`${prefix}/${file}/content`, {
        onRequest: keyed("viewer"),
        handler: MediaRoutes.download(runtime, serving)
      })
      // Of the same form as the widest before it: a narrower one would come first, and take what is below a number.
      door.all<DoorRoute>(`${prefix}/${file}/*`, serve("viewer", nothing))
    }
  }, true)
  // Files are read as they arrive, and have a bound of their own.
  register((door) => {
    for (const { id, prefix } of versions) {
      door.post<DoorRoute>(`${prefix}/${id}/media`, serve("operator", MediaRoutes.upload))
    }
  }, false)
}
