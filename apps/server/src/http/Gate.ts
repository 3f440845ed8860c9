import type { Role } from "@sluice/client/Access"
import * as Gauges from "@sluice/engine/alerts/Gauges"
import * as Caller from "@sluice/engine/access/Caller"
import { Keys } from "@sluice/engine/access/Keys"
import type { SignIn } from "@sluice/engine/access/SignIn"
import type { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Clock, Effect, Exit, type ManagedRuntime } from "effect"
import type { FastifyInstance, FastifyRequest } from "fastify"
import * as Auditing from "../audit/Auditing.ts"
import * as SessionCaller from "../dashboard/SessionCaller.ts"
import * as Metrics from "../Metrics.ts"
import * as Instance from "./Instance.ts"
import * as KeyPace from "./KeyPace.ts"
import { problemOfCause } from "./ProblemTable.ts"
import { KeyMissing, RoleRefused } from "./Refusals.ts"
import { report } from "./Report.ts"
import * as RequestTrace from "./RequestTrace.ts"
import * as Settings from "./Settings.ts"

const bearer = /^Bearer +([^\s]+) *$/i

/**
 * Lets a caller in whose role covers what the route asks for. What the caller is about to do is written down first, be it refused for the role: every
 * way in leads through here.
 */
const enter = Effect.fn("Gate.enter")(function* (
  request: FastifyRequest,
  caller: Caller.Caller,
  role: Role,
  cameNanos: bigint
) {
  yield* Auditing.begin(request, caller)
  if (!Caller.covers(caller, role)) return yield* new RoleRefused({ has: caller.role, needs: role })
  yield* RequestTrace.begin(request, cameNanos)
  return caller
})

/** The caller behind the request's key, when its role covers what the route asks for. */
export const admit = Effect.fn("Gate.admit")(function* (request: FastifyRequest, role: Role) {
  const cameNanos = yield* Clock.currentTimeNanos
  const [, token] = bearer.exec(request.headers.authorization ?? "") ?? []
  if (token === undefined) return yield* new KeyMissing()
  const { keyPace } = request.server
  yield* keyPace.mayPresent(request.ip)
  const keys = yield* Keys
  const caller = yield* Effect.tapErrorTag(keys.authenticate(token), "KeyRefused", () => keyPace.wrong(request.ip))
  yield* keyPace.take(caller.keyId)
  return yield* enter(request, caller, role, cameNanos)
})

/** The same for who signed in to the dashboard, where the request presents no key. */
const admitEither = Effect.fn("Gate.admitEither")(function* (
  request: FastifyRequest,
  role: Role,
  settings: Pick<typeof Settings.Settings.Service, "environment">
) {
  if (request.headers.authorization !== undefined) return yield* admit(request, role)
  const cameNanos = yield* Clock.currentTimeNanos
  const entered = yield* SessionCaller.of(request, settings)
  if (entered === null) return yield* new KeyMissing()
  return yield* enter(request, entered.caller, role, cameNanos)
})

/**
 * Stands before every route: who asks is known before a byte of the body is read, and a body has the size that its route
 * takes. Names each request, and counts each answer.
 */
export const install = (
  fastify: FastifyInstance,
  runtime: ManagedRuntime.ManagedRuntime<AuditLog | Keys | SignIn, never>,
  settings: typeof Settings.Settings.Service
): void => {
  const keyed = (role: Role) => async (request: FastifyRequest) => {
    const admitted = Effect.tapErrorCause(admitEither(request, role, settings), (cause) => report(cause, request))
    const exit = await runtime.runPromiseExit(admitted)
    if (Exit.isFailure(exit)) throw problemOfCause(exit.cause, Instance.of(request))
    request.caller = exit.value
  }

  const clock = runtime.runSync(Effect.clock)

  fastify.decorateRequest("caller", null)
  fastify.decorateRequest("span", null)
  Auditing.install(fastify, runtime)
  fastify.decorate("keyPace", KeyPace.make(settings.keyRequestsPerSecond))

  fastify.addHook("onRoute", (route) => {
    const { body, role } = route.config ?? {}
    if (body !== undefined) route.bodyLimit = body === "batch" ? settings.batchBytesMax : Settings.singleBytesMax
    if (role !== undefined) route.onRequest = keyed(role)
  })

  fastify.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id)
    reply.header("cache-control", "no-store")
    reply.header("x-content-type-options", "nosniff")
    done()
  })

  fastify.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none"
    Metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1_000)
    RequestTrace.end(request, reply.statusCode, clock)
    if (request.method === "POST" && route.startsWith("/callbacks/")) {
      Gauges.took("callback.answerMillisP99", reply.elapsedTime)
    }
    done()
  })
}
