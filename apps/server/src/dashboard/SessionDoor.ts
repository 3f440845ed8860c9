import * as SignInGuard from "@sluice/core/access/SignInGuard"
import type { AuditLog } from "@sluice/engine/ports/AuditLog"
import type { Keys } from "@sluice/engine/access/Keys"
import { type Entered, SignIn } from "@sluice/engine/access/SignIn"
import { Clock, Effect, Exit, type ManagedRuntime, Redacted, Schema } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Auditing from "../audit/Auditing.ts"
import * as Input from "../http/Input.ts"
import * as Instance from "../http/Instance.ts"
import { problemOfCause, type Refusal } from "../http/ProblemTable.ts"
import { KeyMissing, OriginRefused, TooManyTries } from "../http/Refusals.ts"
import { report } from "../http/Report.ts"
import type { Settings } from "../http/Settings.ts"
import * as SessionCaller from "./SessionCaller.ts"
import * as SessionCookie from "./SessionCookie.ts"

/** The key to sign in with. */
const Credentials = Schema.Struct({ key: Schema.String.pipe(Schema.maxLength(200)) })

/** A key is 67 characters. */
const bodyBytesMax = 4_096

const wall = Clock.make()

/** A page of another site must not sign a visitor in either; browsers say whose page it is, other programs say nothing. */
const isOwnPage = (request: FastifyRequest): boolean => {
  const site = request.headers["sec-fetch-site"]
  return site === undefined || site === "same-origin"
}

/** What the page may know of who is signed in. */
const viewOf = ({ caller, csrf, expiresMillis }: Entered) => ({
  name: caller.name,
  role: caller.role,
  accountId: caller.accountId,
  csrf: Redacted.value(csrf),
  expiresAt: new Date(expiresMillis).toISOString()
})

/**
 * `/dashboard/session`: POST exchanges an API key for a session, GET tells who is signed in, DELETE signs out.
 *
 * The key is in one request and nowhere after it. Tries are counted by address and in all (`SignInGuard`), in this process.
 */
export const install = (
  fastify: FastifyInstance,
  runtime: ManagedRuntime.ManagedRuntime<AuditLog | Keys | SignIn, never>,
  settings: Pick<typeof Settings.Service, "environment">
): void => {
  let guard = SignInGuard.initial

  const answered = async <A>(
    request: FastifyRequest,
    work: Effect.Effect<A, Refusal, AuditLog | Keys | SignIn>
  ): Promise<A> => {
    const exit = await runtime.runPromiseExit(Effect.tapErrorCause(work, (cause) => report(cause, request)))
    if (Exit.isFailure(exit)) throw problemOfCause(exit.cause, Instance.of(request))
    return exit.value
  }

  const opened = Effect.fn("SessionDoor.open")(function* (request: FastifyRequest, reply: FastifyReply) {
    if (!isOwnPage(request)) return yield* new OriginRefused()
    const nowMillis = yield* wall.currentTimeMillis
    const decision = SignInGuard.decide(SignInGuard.defaults, guard, request.ip, nowMillis)
    if (decision._tag === "Refused") {
      return yield* new TooManyTries({ retryAfterSeconds: Math.ceil((decision.untilMillis - nowMillis) / 1_000) })
    }
    guard = SignInGuard.tried(SignInGuard.defaults, guard, request.ip, nowMillis)
    const { key } = yield* Input.body(Credentials, request)
    const signIn = yield* SignIn
    const session = yield* signIn.open(key.trim())
    yield* Auditing.begin(request, session.caller)
    const seconds = Math.floor((session.expiresMillis - nowMillis) / 1_000)
    SessionCookie.write(reply, settings, Redacted.value(session.secret), seconds)
    yield* Effect.annotateLogs(Effect.logInfo("somebody signed in to the dashboard"), {
      key: session.caller.keyId,
      role: session.caller.role
    })
    return viewOf(session)
  })

  /** Who is signed in; without a cookie that is nobody, which is a refusal like that of a missing key. */
  const entered = (request: FastifyRequest) =>
    Effect.flatMap(SessionCaller.of(request, settings), (found) =>
      found === null ? Effect.fail(new KeyMissing()) : Effect.succeed(found)
    )

  const left = Effect.fn("SessionDoor.leave")(function* (request: FastifyRequest, reply: FastifyReply) {
    const { caller } = yield* entered(request)
    yield* Auditing.begin(request, caller)
    const signIn = yield* SignIn
    yield* signIn.leave(SessionCookie.read(request, settings) ?? "")
    SessionCookie.clear(reply, settings)
    return { ended: true }
  })

  const address = "/dashboard/session"
  fastify.post(address, { bodyLimit: bodyBytesMax, config: { act: "session.open" } }, (request, reply) =>
    answered(request, opened(request, reply))
  )
  fastify.get(address, (request) => answered(request, Effect.map(entered(request), viewOf)))
  fastify.delete(address, { config: { act: "session.end" } }, (request, reply) =>
    answered(request, left(request, reply))
  )
}
