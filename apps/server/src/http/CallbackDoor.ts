import * as Handshake from "@sluice/core/callback/Handshake"
import { Intake, type Outcome } from "@sluice/engine/intake/Intake"
import { Directory } from "@sluice/engine/ports/Directory"
import { Effect, Exit, Match, Redacted } from "effect"
import type { FastifyInstance, FastifyRequest } from "fastify"
import * as Metrics from "../Metrics.ts"
import type { AppRuntime, Services } from "../Services.ts"
import * as Instance from "./Instance.ts"
import { problemOfCause, type Refusal } from "./ProblemTable.ts"
import {
  CallbackMalformed,
  CallbackNotStored,
  HandshakeRefused,
  PlainHttpRefused,
  SignatureRefused
} from "./Refusals.ts"
import { report } from "./Report.ts"
import * as Settings from "./Settings.ts"

interface AccountRoute {
  readonly Params: { readonly account: string }
  readonly Querystring: Readonly<Record<string, unknown>>
  readonly Body: Uint8Array | undefined
}

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null)

/** The platform asks whether the address is ours; the challenge goes back as it came (WH-01). */
const shakeHands = Effect.fn("CallbackDoor.shakeHands")(function* (request: FastifyRequest<AccountRoute>) {
  const directory = yield* Directory
  const account = yield* directory.account(request.params.account)
  const question = {
    mode: textOrNull(request.query["hub.mode"]),
    verifyToken: textOrNull(request.query["hub.verify_token"]),
    challenge: textOrNull(request.query["hub.challenge"])
  }
  const decision = Handshake.decide(question, [Redacted.value(account.verifyToken)])
  return decision._tag === "Confirmed" ? decision.challenge : yield* new HandshakeRefused()
})

/** The metric's name of an outcome. */
const outcomes: Readonly<Record<Outcome["_tag"], string>> = {
  Stored: "stored",
  Duplicate: "duplicate",
  BadSignature: "bad-signature",
  Malformed: "malformed",
  Unavailable: "unavailable"
}

type Refused = CallbackMalformed | CallbackNotStored | SignatureRefused

/** Which outcomes are acknowledged, and what the others are (WH-02, WH-03). */
const acknowledge: (outcome: Outcome) => Effect.Effect<void, Refused> = Match.type<Outcome>().pipe(
  Match.tagsExhaustive({
    Stored: () => Effect.void,
    Duplicate: () => Effect.void,
    BadSignature: ({ reason }) => new SignatureRefused({ reason }),
    Malformed: ({ path, message }) => new CallbackMalformed({ detail: path === "" ? message : `${path} ${message}` }),
    Unavailable: () => new CallbackNotStored()
  })
)

const empty = new Uint8Array(0)

// Not named by Effect.fn: the span would cost as much as the rest, thousands of times a second.
const take = (request: FastifyRequest<AccountRoute>): Effect.Effect<void, Refusal, Intake> =>
  Effect.flatMap(Intake, (intake) => {
    const accountId = request.params.account
    const signature = request.headers["x-hub-signature-256"]
    const delivery = {
      accountId,
      body: request.body ?? empty,
      signature: typeof signature === "string" ? signature : undefined
    }
    return Effect.flatMap(intake.take(delivery), (outcome) => {
      Metrics.calledBack(accountId, outcomes[outcome._tag])
      return acknowledge(outcome)
    })
  })

/**
 * The doors for callbacks, on Fastify itself: nothing reads the bytes before the signature has been checked over them (WH-02).
 *
 * The answer comes when the callback is durable, and a platform that hangs up early does not stop it from becoming so: the
 * work is not bound to the connection.
 */
export const install = (
  fastify: FastifyInstance,
  runtime: AppRuntime,
  settings: typeof Settings.Settings.Service
): void => {
  const run = async <A>(effect: Effect.Effect<A, Refusal, Services>, request: FastifyRequest): Promise<A> => {
    const exit = await runtime.runPromiseExit(Effect.tapErrorCause(effect, (cause) => report(cause, request)))
    if (Exit.isSuccess(exit)) return exit.value
    throw problemOfCause(exit.cause, Instance.of(request))
  }

  void fastify.register(async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body))
    if (settings.environment === "production") {
      door.addHook("onRequest", async (request) => {
        if (request.protocol !== "https") await run(new PlainHttpRefused(), request)
      })
    }
    door.get<AccountRoute>("/callbacks/cloud-api/:account", async (request, reply) => {
      const challenge = await run(shakeHands(request), request)
      return reply.type("text/plain; charset=utf-8").send(challenge)
    })
    door.post<AccountRoute>(
      "/callbacks/cloud-api/:account",
      { bodyLimit: Settings.callbackBytesMax },
      async (request, reply) => {
        await run(take(request), request)
        return reply.send()
      }
    )
  })
}
