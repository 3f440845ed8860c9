import * as RetryAfter from "@sluice/core/failure/RetryAfter"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { type Holder, HttpTarget, type Parcel } from "@sluice/engine/ports/Targets"
import { Clock, Effect, Layer } from "effect"
import { isIP } from "node:net"
import { Agent, request } from "undici"
import * as AddressRule from "./AddressRule.ts"
import * as GuardedLookup from "./GuardedLookup.ts"
import * as Lines from "./Lines.ts"
import * as Sockets from "./Sockets.ts"

/** Real milliseconds and bytes, whatever clock the engine runs on. */
export interface Options {
  /** This machine may be called, by plain HTTP as well (development). */
  readonly loopback: boolean
  /** Until there is a connection, encrypted. */
  readonly connectMillisMax: number
  /** Of a whole try, from when it may leave. */
  readonly millisMax: number
  /** Of an answer that are read, so that the connection can be used again; it is closed over a longer one. */
  readonly answerBytesMax: number
  /** Requests of one holder that are under way at the same time (`Lines`). */
  readonly connectionsMax: number
  /** Requests of all holders that are under way at the same time (`Room`); besides them as many connections may be kept for the next ones. */
  readonly overallMax: number
  /** After the last request of a holder its connections are closed. */
  readonly idleMillisMax: number
  readonly userAgent: string
  readonly resolve?: GuardedLookup.Resolve
}

/** Standard Webhooks asks for 15 to 30 s. */
export const defaults: Options = {
  loopback: false,
  connectMillisMax: 5_000,
  millisMax: 15_000,
  answerBytesMax: 16_384,
  connectionsMax: 16,
  overallMax: 256,
  idleMillisMax: 10_000,
  userAgent: "Sluice-Webhooks/1"
}

const untaken = (status: number | null, detail: string, askedMillis: number | null = null): Reply => ({
  _tag: "Untaken",
  status,
  detail,
  askedMillis
})

const first = (header: string | ReadonlyArray<string> | undefined): string | null =>
  typeof header === "string" ? header : (header?.[0] ?? null)

/** Words for people, from the code of an error: never its text, which may hold what the receiver said. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was cut",
  ENOTFOUND: "its name is not known",
  EAI_AGAIN: "its name could not be looked up",
  EHOSTUNREACH: "it cannot be reached",
  ENETUNREACH: "it cannot be reached",
  UND_ERR_SOCKET: "the connection was cut",
  UND_ERR_CONNECT_TIMEOUT: "no connection in time",
  CERT_HAS_EXPIRED: "its certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is self-signed",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is not trusted",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name"
}

const why = (error: unknown, millisMax: number): string => {
  if (error instanceof GuardedLookup.AddressRefused) return error.message
  if (error instanceof Error && (error.name === "TimeoutError" || error.name === "AbortError")) {
    return `no answer within ${millisMax} ms`
  }
  if (error instanceof AggregateError && error.errors.length > 0) return why(error.errors[0], millisMax)
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown"
  return `${words[code] ?? "it could not be called"} (${code})`
}

/** A host that is an address is never looked up, so it is judged here. */
const literal = (url: URL, loopback: boolean): AddressRule.Refused | null => {
  const host = url.hostname.replace(/^\[|\]$/g, "")
  return isIP(host) === 0 ? null : AddressRule.refusal(host, loopback)
}

/** A host that hangs, and an account whose hosts hang, leave room for others. */
const askerOf = ({ accountId, id }: Holder, { host }: URL) => ({
  holder: id,
  groups: [`host ${host}`, accountId === null ? "of all accounts" : `account ${accountId}`]
})

const make = (options: Options) =>
  Effect.gen(function* () {
    const { answerBytesMax, connectMillisMax, idleMillisMax, loopback, millisMax, overallMax, resolve, userAgent } =
      options
    const sockets = Sockets.make({ lookup: GuardedLookup.make(loopback, resolve), timeout: connectMillisMax })
    const over = yield* Lines.make(
      options,
      (connections) =>
        new Agent({
          connections,
          pipelining: 1,
          connect: sockets.connect,
          keepAliveTimeout: idleMillisMax,
          headersTimeout: millisMax,
          bodyTimeout: millisMax,
          maxResponseSize: answerBytesMax
        })
    )

    const exchange = (dispatcher: Agent, url: URL, { body, headers }: Parcel, signal: AbortSignal) =>
      request(url, {
        method: "POST",
        body,
        headers: { ...headers, "content-type": "application/json", "user-agent": userAgent },
        dispatcher,
        // What would be kept beyond the bound is closed with its answer.
        reset: sockets.open() >= overallMax,
        signal: AbortSignal.any([signal, AbortSignal.timeout(millisMax)])
      }).then(async (answer) => {
        // What it says is of no use; reading a little of it lets the connection be used again.
        await answer.body.dump({ limit: answerBytesMax }).catch(() => undefined)
        return answer
      })

    const post = (text: string, parcel: Parcel, holder: Holder): Effect.Effect<Reply> =>
      Effect.gen(function* () {
        const url = URL.parse(text)
        if (url === null || (url.protocol !== "https:" && !(url.protocol === "http:" && loopback))) {
          return untaken(null, "only https addresses are called")
        }
        const refused = literal(url, loopback)
        if (refused !== null) return untaken(null, new GuardedLookup.AddressRefused(refused.range).message)
        const { headers, statusCode: status } = yield* over(askerOf(holder, url), (agent) =>
          Effect.tryPromise({ try: (signal) => exchange(agent, url, parcel, signal), catch: (error) => error })
        )
        if (status >= 200 && status < 300) return { _tag: "Taken", status } satisfies Reply
        if (status === 410) return { _tag: "Gone" } satisfies Reply
        const askedMillis = RetryAfter.fromHeaders(
          { retryAfter: first(headers["retry-after"]) },
          yield* Clock.make().currentTimeMillis
        )
        const moved = status >= 300 && status < 400 ? "; it is not followed elsewhere" : ""
        return untaken(status, `it answered ${status}${moved}`, askedMillis)
      }).pipe(
        Effect.catchAll((error) => Effect.succeed(untaken(null, why(error, millisMax)))),
        Effect.withSpan("HttpTarget.post")
      )

    const uncalled = (text: string): string | null => {
      const url = URL.parse(text)
      return url === null ? null : (literal(url, loopback)?.range ?? null)
    }

    return HttpTarget.of({ post, uncalled, loopback })
  })

/**
 * Calls subscribers over HTTP, by undici: no redirects, no proxies, no repeats of its own, a bounded time and a bounded answer, public addresses
 * alone (`AddressRule`), and connections of each holder's own (`Lines`).
 */
export const layer = (options: Options): Layer.Layer<HttpTarget> => Layer.scoped(HttpTarget, make(options))
