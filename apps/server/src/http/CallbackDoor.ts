import type { Reason } from "@sluice/core/guard/RefusedCallbacks"
import type { Delivery, Head } from "@sluice/engine/intake/Delivery"
import { Intake, type Outcome } from "@sluice/engine/intake/Intake"
import { Unavailable } from "@sluice/engine/intake/Judgement"
import * as Spent from "@sluice/engine/intake/media/Spent"
import type { AccountUnknown, Directory } from "@sluice/engine/ports/Directory"
import { Cause, Effect, Exit, type ManagedRuntime, Match, Option } from "effect"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Metrics from "../Metrics.ts"
import * as Arriving from "./Arriving.ts"
import * as CallbackBody from "./CallbackBody.ts"
import { type AccountRoute, type CallbackRequest, isProvider, providerUnknown, shakeHands } from "./Handshaking.ts"
import * as Instance from "./Instance.ts"
import { problemOf, problemOfCause, type Refusal } from "./ProblemTable.ts"
import * as PublicAddress from "./PublicAddress.ts"
import {
  AddressUnknown,
  CallbackMalformed,
  CallbackNotStored,
  IntakePaused,
  PlainHttpRefused,
  SignatureRefused
} from "./Refusals.ts"
import { report } from "./Report.ts"
import { sendProblem } from "./SendProblem.ts"
import * as Settings from "./Settings.ts"
import * as Turnstile from "./Turnstile.ts"
import { tooLarge } from "./Unreadable.ts"

/** The metric's name of an outcome. */
const outcomes: Readonly<Record<Outcome["_tag"], string>> = {
  Stored: "stored",
  Duplicate: "duplicate",
  BadSignature: "bad-signature",
  Malformed: "malformed",
  Paused: "paused",
  Unavailable: "unavailable"
}

type Refused = AddressUnknown | CallbackMalformed | CallbackNotStored | IntakePaused | SignatureRefused

/** Which outcomes are acknowledged, with null, and what the others are (WH-02, WH-03, GD-02). */
const refusalOf: (said: Outcome | AddressUnknown) => Refused | null = Match.type<Outcome | AddressUnknown>().pipe(
  Match.tagsExhaustive({
    Stored: () => null,
    Duplicate: () => null,
    AddressUnknown: (unknown) => unknown,
    BadSignature: ({ reason }) => new SignatureRefused({ reason }),
    Malformed: ({ path, message }) => new CallbackMalformed({ detail: path === "" ? message : `${path} ${message}` }),
    Paused: ({ retryAfterSeconds }) => new IntakePaused({ retryAfterSeconds }),
    Unavailable: () => new CallbackNotStored()
  })
)

const empty = new Uint8Array(0)

/**
 * Bodies that are read as they arrive, at a time: as many as keep a disk busy. Each holds what was read of it and is not written yet; the others wait in
 * the buffers of their connections.
 */
const arrivingMax = 8

/**
 * Long bodies that are read as a whole, at a time: a form is signed field by field, so nothing of it can be judged before its end. Nobody sends one that is
 * long; each may have 3 MB all the same, and is in memory several times over until it is durable.
 */
const wholeMax = 2

/** The longest that a body waits for its turn; then its sender is told to repeat it, later. Most have hung up by then (WH-01). */
const waitMillisMax = 10_000

/** Providers that deliver by GET where they are told to: the parameters are then in the address (CLOUD_API 3.9). */
const callsByGet = (provider: string): boolean => provider === "twilio" || provider === "messagebird"

/** Header values as text; a header that came twice is no header that any scheme knows. */
const textsOf = (headers: FastifyRequest["headers"]): Delivery["headers"] => {
  const texts: Record<string, string> = {}
  for (const name in headers) {
    const value = headers[name]
    if (typeof value === "string") texts[name] = value
  }
  return texts
}

/** What a request says of the length of its body; null for what is no length. */
const statedBytes = (headers: FastifyRequest["headers"]): number | null => {
  const stated = headers["content-length"] ?? ""
  return /^\d{1,15}$/.test(stated) ? Number(stated) : null
}

const refuse = (reply: FastifyReply, refusal: Refusal): void =>
  sendProblem(reply, problemOf(refusal, Instance.of(reply.request)))

/**
 * The doors for callbacks, one for each provider and account, on Fastify itself: nothing reads the bytes before the proof has been checked
 * over them (WH-02).
 *
 * The answer comes when the callback is durable, and a platform that hangs up early does not stop it from becoming so: the
 * work is not bound to the connection.
 */
export const install = (
  fastify: FastifyInstance,
  runtime: ManagedRuntime.ManagedRuntime<Directory | Intake, never>,
  settings: typeof Settings.Settings.Service
): void => {
  const handshake = async (request: CallbackRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const exit = await runtime.runPromiseExit(
      Effect.tapErrorCause(shakeHands(request), (cause) => report(cause, request))
    )
    if (Exit.isFailure(exit)) throw problemOfCause(exit.cause, Instance.of(request))
    return reply.type("text/plain; charset=utf-8").send(exit.value)
  }

  void fastify.register(async (door) => {
    const intake = await runtime.runPromise(Intake)

    /** A refusal that the intake does not see. */
    const note = (request: CallbackRequest, reason: Reason): void => {
      const { account: accountId, provider } = request.params
      const door = isProvider(provider) ? provider : null
      const { headers } = request
      intake.refusals.note({ door, accountId, reason, headers, bodyBytes: statedBytes(headers) })
    }

    const turnstiles = {
      files: Turnstile.make(arrivingMax, waitMillisMax),
      whole: Turnstile.make(wholeMax, waitMillisMax)
    }

    const answer = (reply: FastifyReply, head: Head, said: Outcome | AccountUnknown): void => {
      if (said._tag !== "AccountUnknown") Metrics.calledBack(head.accountId, outcomes[said._tag])
      const refusal = refusalOf(
        said._tag === "AccountUnknown"
          ? new AddressUnknown({ provider: head.provider, accountId: head.accountId })
          : said
      )
      if (refusal === null) reply.send()
      else refuse(reply, refusal)
    }

    /** Of what is not believed a copy of the beginning is kept, at most: the rest is given back at once, since anybody may send it (WH-06, TM-05). */
    const takeWhole = (request: CallbackRequest, head: Head) =>
      Effect.flatMap(Arriving.whole(request.raw, Settings.callbackBytesMax), (body) =>
        Effect.tap(intake.take({ ...head, body }), ({ _tag }) =>
          Effect.sync(() => {
            if (_tag === "BadSignature") Spent.free(body)
          })
        )
      )

    /** A body that is still arriving (WH-06). Whoever hangs up before its end has said nothing. */
    const takeArriving = async (request: CallbackRequest, reply: FastifyReply, head: Head): Promise<void> => {
      const taking = CallbackBody.mayCarryFiles(request)
        ? intake.takeArriving(head, Arriving.bytes(request.raw, Settings.callbackBytesMax))
        : takeWhole(request, head)
      const taken = taking.pipe(
        Effect.catchTag("AccountUnknown", (unknown) => Effect.succeed(unknown)),
        Effect.tapErrorCause((cause) =>
          Cause.isDie(cause)
            ? report(
                Cause.map(cause, () => tooLarge),
                request
              )
            : Effect.void
        )
      )
      const exit = await runtime.runPromiseExit(taken)
      // What is still to come of the body is not waited for.
      if (!request.raw.complete) reply.header("connection", "close")
      if (Exit.isSuccess(exit)) answer(reply, head, exit.value)
      else if (Option.exists(Cause.failureOption(exit.cause), ({ reason }) => reason === "gone")) reply.raw.destroy()
      else
        sendProblem(
          reply,
          problemOfCause(
            Cause.map(exit.cause, () => tooLarge),
            Instance.of(request)
          )
        )
    }

    const take = (request: CallbackRequest, reply: FastifyReply, method: Delivery["method"]): void => {
      const { account: accountId, provider } = request.params
      if (!isProvider(provider)) {
        note(request, "provider-unknown")
        return refuse(reply, providerUnknown(provider))
      }
      const head: Head = {
        provider,
        accountId,
        method,
        url: PublicAddress.url(request, settings),
        headers: textsOf(request.headers)
      }
      const { body = empty } = request
      // No fiber and no promise of our own: a thousand of these a second are usual.
      if (body instanceof Uint8Array) intake.offer({ ...head, body }, (said) => answer(reply, head, said))
      else {
        turnstiles[CallbackBody.mayCarryFiles(request) ? "files" : "whole"].pass(
          () => takeArriving(request, reply, head),
          () => {
            if (!request.raw.complete) reply.header("connection", "close")
            answer(reply, head, Unavailable())
          }
        )
      }
    }

    CallbackBody.install(door)
    if (settings.environment === "production") {
      door.addHook<AccountRoute>("onRequest", (request, reply, done) => {
        if (PublicAddress.scheme(request, settings) === "https") done()
        else {
          note(request, "plain-http")
          refuse(reply, new PlainHttpRefused())
        }
      })
    }
    door.get<AccountRoute>("/callbacks/:provider/:account", (request, reply) =>
      callsByGet(request.params.provider) ? take(request, reply, "GET") : handshake(request, reply)
    )
    door.post<AccountRoute>(
      "/callbacks/:provider/:account",
      { bodyLimit: Settings.callbackBytesMax },
      (request, reply) => take(request, reply, "POST")
    )
  })
}
