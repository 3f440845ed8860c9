import * as Wire from "../src/ports/Wire.ts"
import { Effect, Layer } from "effect"

/** The system's code of an error of `fetch`, which is the cause of what is thrown. */
const codeOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : null
  return typeof cause === "object" && cause !== null && "code" in cause && typeof cause.code === "string"
    ? cause.code
    : "unknown"
}

/** Codes of errors before a connection stood. */
const beforeConnection: ReadonlySet<string> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"])

const exchange = ({ body, headers, millisMax, url }: Wire.Request): Effect.Effect<Wire.Answer, Wire.NoAnswer> =>
  Effect.tryPromise({
    try: async (signal) => {
      const method = body === null ? "GET" : "POST"
      const response = await fetch(url, { method, headers, body, redirect: "manual", signal })
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() }
    },
    catch: (error) => {
      const detail = codeOf(error)
      return new Wire.NoAnswer({ begun: !beforeConnection.has(detail), detail })
    }
  }).pipe(
    Effect.timeoutFail({
      duration: millisMax,
      onTimeout: () => new Wire.NoAnswer({ begun: true, detail: `no answer within ${millisMax} ms` })
    })
  )

/** The wire on the runtime's own `fetch`: what the adapters of providers are tried over, against the simulator. */
export const layer: Layer.Layer<Wire.Wire> = Layer.succeed(Wire.Wire, {
  exchange,
  exchangeAll: (requests, ended) =>
    Effect.forEach(
      requests,
      (request, index) => Effect.map(Effect.either(exchange(request)), (result) => ended(result, index)),
      { concurrency: "unbounded", discard: true }
    )
})
