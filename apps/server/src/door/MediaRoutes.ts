import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeStream from "@effect/platform-node/NodeStream"
import * as Caller from "@sluice/engine/access/Caller"
import { DoorMedia } from "@sluice/engine/door/DoorMedia"
import { Effect, Exit, Scope } from "effect"
import type { FastifyReply } from "fastify"
import * as PublicAddress from "../http/PublicAddress.ts"
import * as UntilGone from "../http/UntilGone.ts"
import type { AppRuntime } from "../Services.ts"
import type { DoorRequest, Serving, Work } from "./Serving.ts"
import * as Uploads from "./Uploads.ts"

/** The number that a request names beside the file; null where it names none. */
const numberIn = ({ query }: DoorRequest): string | null =>
  typeof query["phone_number_id"] === "string" ? query["phone_number_id"] : null

/** Takes a file in and hands it to the platform, both as it comes. */
export const upload: Work = (request, caller) =>
  Effect.gen(function* () {
    const media = yield* DoorMedia
    const draft = yield* Uploads.receive(request)
    return yield* media.upload(caller, request.params.id, draft)
  }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))

export const remove: Work = (request, caller) =>
  Effect.flatMap(DoorMedia, (media) => media.remove(caller, request.params.id, numberIn(request)))

/** The address where the file is read here: the platform's takes the account's token, which nobody else has. */
const addressOf = (request: DoorRequest, reach: PublicAddress.Reach): string => {
  const asked = new URL(PublicAddress.url(request, reach))
  const number = numberIn(request)
  const query = number === null ? "" : `?phone_number_id=${encodeURIComponent(number)}`
  return `${asked.origin}${asked.pathname}/content${query}`
}

/** What the platform says of a file, with the address where it is read here. */
export const describe = (request: DoorRequest, caller: Caller.Caller, reach: PublicAddress.Reach): ReturnType<Work> =>
  Effect.gen(function* () {
    const media = yield* DoorMedia
    const described = yield* media.describe(caller, request.params.id, numberIn(request))
    return typeof described === "object" && described !== null && "url" in described
      ? { ...described, url: addressOf(request, reach) }
      : described
  })

/** Hands a file on as it comes from the platform; the connection there is let go when the one here ends. */
export const download =
  (runtime: AppRuntime, { refuse }: Serving) =>
  async (request: DoorRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const scope = await runtime.runPromise(Scope.make())
    const leave = (): void => void runtime.runPromise(Scope.close(scope, Exit.void))
    reply.raw.once("close", leave)
    const opened = Effect.flatMap(DoorMedia, (media) =>
      media.open(request.caller ?? Caller.nobody, request.params.id, numberIn(request))
    )
    const exit = await runtime.runPromiseExit(Scope.extend(opened, scope), { signal: UntilGone.signal(reply) })
    if (Exit.isFailure(exit)) return refuse(reply, exit.cause)
    const { bytes, content, mimeType } = exit.value
    if (bytes !== null) reply.header("content-length", bytes)
    return reply
      .type(mimeType ?? "application/octet-stream")
      .header("content-disposition", "attachment")
      .send(NodeStream.toReadableNever(content))
  }
