import { Clock, Data, Effect, type Scope } from "effect"
import * as http from "node:http"
import * as https from "node:https"
import * as tls from "node:tls"

/** What a connection is secured with. */
export interface Tls {
  /** `TLSv1.3`. */
  readonly protocol: string
  readonly cipher: string
  /** Why the certificate is not believed; null where it is. */
  readonly refusal: string | null
  readonly issuer: string
  readonly validUntilMillis: number | null
}

/** What came back. */
export interface Reply {
  readonly status: number
  /** The first 4 KB. */
  readonly text: string
  /** From sending the first byte to the answer's last. */
  readonly millis: number
  /** What the other side's clock said, to the second; null where it did not say. */
  readonly dateMillis: number | null
  /** Null over plain HTTP. */
  readonly tls: Tls | null
}

/** Nothing came back: no name, no connection, no answer in time; `isWithoutTls` where what is there does not speak TLS and was asked to. */
export class Unanswered extends Data.TaggedError("Unanswered")<{
  readonly reason: string
  readonly isWithoutTls: boolean
}> {}

/** One request as the platform would make it. */
export interface Asked {
  readonly method: "GET" | "POST"
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | null
}

/** Asks an address; follows no redirect, since the platform follows none. */
export type Probe = (asked: Asked) => Effect.Effect<Reply, Unanswered>

export interface Options {
  /** An answer that takes longer is none. */
  readonly answerMillisMax: number
  /** Certificates to believe besides the usual ones, in PEM. */
  readonly authorities: string | null
}

const textBytesMax = 4_096

const tlsOf = (socket: unknown): Tls | null => {
  if (!(socket instanceof tls.TLSSocket)) return null
  const { issuer, valid_to: until } = socket.getPeerCertificate()
  const validUntilMillis = Date.parse(until)
  // Node's types have an Error here; it is the code of what is wrong, as text.
  const refusal: unknown = socket.authorizationError
  return {
    protocol: socket.getProtocol() ?? "unknown",
    cipher: socket.getCipher().name,
    refusal: socket.authorized ? null : String(refusal),
    issuer: [issuer?.O ?? issuer?.CN ?? "unknown"].flat().join(", "),
    validUntilMillis: Number.isNaN(validUntilMillis) ? null : validUntilMillis
  }
}

const dateOf = (text: string | undefined): number | null => {
  const millis = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(millis) ? null : millis
}

/** What OpenSSL says of a first answer that is no TLS. */
const notTls = /^(?:wrong version number|packet length too long|http request|unknown protocol)$/

/** OpenSSL's messages name its functions and source files; the part for people stands between them. */
const ofOpenSsl = /error:[0-9A-F]{8}:SSL routines:[^:]*:([^:]+)/

const unansweredOf = (error: Error): Unanswered => {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error
  const { message } = first instanceof Error ? first : error
  const said = ofOpenSsl.exec(message)?.[1]
  if (said === undefined) return new Unanswered({ reason: message, isWithoutTls: false })
  return notTls.test(said)
    ? new Unanswered({ reason: "what is there does not speak TLS", isWithoutTls: true })
    : new Unanswered({ reason: `TLS could not be agreed on: ${said}`, isWithoutTls: false })
}

/**
 * A prober with connections of its own, closed with the scope.
 *
 * A certificate that is not believed is reported, not refused: whoever asks decides what follows. Nothing secret may be sent before that.
 */
export const make = (options: Options): Effect.Effect<Probe, never, Scope.Scope> =>
  Effect.gen(function* () {
    const kept = { keepAlive: true, maxSockets: 8 }
    const ca = options.authorities === null ? {} : { ca: [...tls.rootCertificates, options.authorities] }
    const plain = new http.Agent(kept)
    const secured = new https.Agent({ ...kept, ...ca, rejectUnauthorized: false })
    yield* Effect.addFinalizer(() =>
      Effect.sync(() => {
        plain.destroy()
        secured.destroy()
      })
    )

    const send = (asked: Asked) =>
      Effect.async<Omit<Reply, "millis">, Unanswered>((resume) => {
        const isSecured = asked.url.protocol === "https:"
        const request = (isSecured ? https : http).request(asked.url, {
          method: asked.method,
          headers: { ...asked.headers, ...(asked.body === null ? {} : { "content-length": asked.body.length }) },
          agent: isSecured ? secured : plain
        })
        request.on("error", (error) => resume(unansweredOf(error)))
        request.on("response", (response) => {
          const facts = tlsOf(response.socket)
          const parts: Array<Buffer> = []
          let bytes = 0
          response.on("data", (part: Buffer) => {
            if (bytes < textBytesMax) parts.push(part)
            bytes += part.length
          })
          response.on("error", (error) => resume(unansweredOf(error)))
          response.on("end", () => {
            const text = Buffer.concat(parts).subarray(0, textBytesMax).toString("utf8")
            const dateMillis = dateOf(response.headers.date)
            resume(Effect.succeed({ status: response.statusCode ?? 0, text, tls: facts, dateMillis }))
          })
        })
        request.end(asked.body ?? undefined)
        return Effect.sync(() => request.destroy())
      })

    return (asked) =>
      Effect.gen(function* () {
        const before = yield* Clock.currentTimeNanos
        const reply = yield* Effect.timeoutFail(send(asked), {
          duration: options.answerMillisMax,
          onTimeout: () =>
            new Unanswered({ reason: `no answer within ${options.answerMillisMax} ms`, isWithoutTls: false })
        })
        const after = yield* Clock.currentTimeNanos
        return { ...reply, millis: Number(after - before) / 1e6 }
      })
  })
