import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import { Effect, Either } from "effect"
import * as FaultPlan from "../FaultPlan.ts"
import * as Auth from "../graph/Auth.ts"
import type * as Directory from "../graph/Directory.ts"
import * as Reply from "../graph/Reply.ts"
import type * as Platform from "../Platform.ts"

/** One request to the Graph API that went through the router: what handlers need of it, and how their answers leave. */
export interface Call {
  readonly platform: Platform.Platform
  readonly version: string
  /** The object in the path; empty where the path has none. */
  readonly id: string
  readonly query: URLSearchParams
  readonly authorization: string | undefined
  readonly nowMillis: number
}

/** What a handler answers: the body, and whose account's usage the headers report. */
export interface Answer {
  readonly body: unknown
  readonly wabaId: string | null
}

/** Answers one call. An error becomes the answer that the Graph API would give, and reports nobody's usage. */
export type Handler<R = never> = (
  call: Call
) => Effect.Effect<Answer, Reply.GraphError, R | HttpServerRequest.HttpServerRequest>

/** The valid token that the call was made with. */
export const holder = (call: Call): Either.Either<Directory.Token, Reply.GraphError> =>
  Auth.token(call.platform.directory, call.authorization, call.nowMillis)

/** The sender in the path, if the token reaches it and may use it for messaging. */
export const sender = (call: Call, method: string): Either.Either<Directory.Sender, Reply.GraphError> =>
  Auth.sender(
    call.platform.directory,
    { authorization: call.authorization, phoneNumberId: call.id, method, scope: "whatsapp_business_messaging" },
    call.nowMillis
  )

/** Any sender of the account in the path, if the token reaches one and may manage it. */
export const ownedAccount = (
  call: Call,
  holder: Directory.Token
): Either.Either<Directory.Sender, Reply.GraphError> => {
  const sender = call.platform.directory.sendersOf(call.id).find((candidate) => Auth.reaches(holder, candidate))
  if (sender === undefined) return Either.left(Reply.unknownObject(call.id, "GET"))
  return Either.map(Auth.permits(holder, "whatsapp_business_management"), () => sender)
}

/** Query of a request's path; the host is of no interest. */
export const query = (url: string): URLSearchParams => new URLSearchParams(url.split("?")[1] ?? "")

/** A route that answers by a handler, after the latency that is set. */
export const answer = <R>(platform: Platform.Platform, usage: Reply.Context["usage"], handler: Handler<R>) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const { params } = yield* HttpRouter.RouteContext
    const index = platform.run.requests++
    const version = params["version"] ?? ""
    const call: Call = {
      platform,
      version,
      id: params["id"] ?? "",
      query: query(request.url),
      authorization: request.headers["authorization"],
      nowMillis: platform.clock.nowMillis()
    }
    const reply = yield* Effect.match(handler(call), {
      onFailure: (error) => Reply.failure(error, { version, wabaId: null, usage, request: index }),
      onSuccess: ({ body, wabaId }) => Reply.success(body, { version, wabaId, usage, request: index })
    })
    yield* Effect.sleep(FaultPlan.latencyRealMillis(platform.run.faults, platform.config.seed, `request ${index}`))
    return HttpServerResponse.text(reply.body, { status: reply.status, headers: reply.headers })
  })
