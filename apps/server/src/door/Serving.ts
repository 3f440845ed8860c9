import type { Role } from "@sluice/client/Access"
import type { Act } from "@sluice/core/access/Act"
import * as Caller from "@sluice/engine/access/Caller"
import { type Cause, Clock, Effect, Exit } from "effect"
import type { FastifyReply, FastifyRequest } from "fastify"
import * as Gate from "../http/Gate.ts"
import { report } from "../http/Report.ts"
import * as RequestTrace from "../http/RequestTrace.ts"
import * as Settings from "../http/Settings.ts"
import * as UntilGone from "../http/UntilGone.ts"
import type { AppRuntime, Services } from "../Services.ts"
import * as GraphError from "./GraphError.ts"

/** A request of the door. The version is left out by some SDKs, as the platform allows. */
export interface DoorRoute {
  readonly Params: { readonly version?: string; readonly id: string; readonly "*": string }
  readonly Querystring: Readonly<Record<string, unknown>>
}
export type DoorRequest = FastifyRequest<DoorRoute>

/** What a route of the door does with a request, as a caller. */
export type Work = (
  request: DoorRequest,
  caller: Caller.Caller
) => Effect.Effect<unknown, GraphError.DoorRefusal, Services>

/** Names the occurrence as the platform does, out of the request's own id: `A` and 22 letters. */
const traceOf = ({ id }: FastifyRequest): string =>
  `A${Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url")}`

const send = (reply: FastifyReply, { body, retryAfterSeconds, status }: GraphError.Written): FastifyReply => {
  if (status === 401) reply.header("www-authenticate", 'OAuth "Facebook Platform" "invalid_token"')
  if (retryAfterSeconds !== null) reply.header("retry-after", String(retryAfterSeconds))
  // What is still to come of the body is not waited for.
  if (!reply.request.raw.complete) reply.header("connection", "close")
  return reply.code(status).send(body)
}

/** How requests of the door are served and refused: in the platform's own form, whatever goes wrong (CLOUD_API 3.2). */
export const make = (runtime: AppRuntime) => {
  const refuse = async (reply: FastifyReply, cause: Cause.Cause<GraphError.DoorRefusal>): Promise<FastifyReply> => {
    const { request } = reply
    await runtime.runPromise(report(cause, request))
    const nowMillis = await runtime.runPromise(Clock.currentTimeMillis)
    return send(reply, GraphError.ofCause(cause, traceOf(request), nowMillis))
  }

  /** Who asks is known before a byte of the body is read. */
  const keyed = (role: Role) => async (request: DoorRequest, reply: FastifyReply) => {
    const exit = await runtime.runPromiseExit(Gate.admit(request, role))
    if (Exit.isFailure(exit)) return refuse(reply, exit.cause)
    request.caller = exit.value
    return undefined
  }

  const serve = (role: Role, work: Work, act?: Act) => ({
    ...(act === undefined ? {} : { config: { act } }),
    bodyLimit: Settings.singleBytesMax,
    onRequest: keyed(role),
    handler: async (request: DoorRequest, reply: FastifyReply): Promise<FastifyReply> => {
      const working = RequestTrace.within(request)(work(request, request.caller ?? Caller.nobody))
      const exit = await runtime.runPromiseExit(working, { signal: UntilGone.signal(reply) })
      return Exit.isSuccess(exit) ? reply.send(exit.value) : refuse(reply, exit.cause)
    }
  })

  return { refuse, keyed, serve }
}

/** What `make` gives. */
export type Serving = ReturnType<typeof make>
