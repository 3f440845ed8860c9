import * as Wire from "@sluice/engine/ports/Wire"
import { Effect, Either, Layer } from "effect"
import { Agent } from "undici"
import type { Dispatcher } from "undici"
import * as Turns from "./Turns.ts"

/** Connections to one endpoint at most: each serves one request at a time. */
const connectionsMax = 256

/** It follows no redirects and repeats nothing. */
const agent = Effect.acquireRelease(
  Effect.sync(
    () =>
      new Agent({
        connections: connectionsMax,
        pipelining: 1,
        // The time limit of the request covers all of these.
        headersTimeout: 0,
        bodyTimeout: 0,
        keepAliveTimeout: 30_000
      })
  ),
  (made) => Effect.promise(() => made.destroy())
)

/** The code of the first error along the chain of causes that has one. */
const codeOf = (error: unknown, depth = 0): string => {
  if (typeof error !== "object" || error === null || depth > 5) return "unknown"
  if ("code" in error && typeof error.code === "string") return error.code
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0)
    return codeOf(error.errors[0], depth + 1)
  return "cause" in error ? codeOf(error.cause, depth + 1) : "unknown"
}

const stopped = new Error("the request was given up")

/**
 * What wants more than the connections waits for its turn here and not in the dispatcher: one that is given up there takes a connection with it when its
 * turn comes, and where many wait too long, that is all of them.
 */
interface Client {
  readonly dispatcher: Dispatcher
  readonly turns: Turns.Turns
}

/** Sends one request, and hears of its end exactly once; what it returns takes the request off the wire. */
const exchange = (
  { dispatcher, turns }: Client,
  request: Wire.Request,
  ended: (result: Wire.Result) => void
): (() => void) => {
  const { answerBytesMax, body, headers, millisMax, url } = request
  let controller: Dispatcher.DispatchController | null = null
  let done = false
  let status = 0
  let answered: Wire.Answer["headers"] = {}
  let bytes = 0
  const parts: Array<Buffer> = []

  const end = (result: Wire.Result): void => {
    if (done) return
    done = true
    clearTimeout(timer)
    turnIsOver()
    ended(result)
  }
  const giveUp = (): void => {
    done = true
    clearTimeout(timer)
    turnIsOver()
    controller?.abort(stopped)
  }
  const timer = setTimeout(() => {
    end(Either.left(new Wire.NoAnswer({ begun: controller !== null, detail: `no answer within ${millisMax} ms` })))
    giveUp()
  }, millisMax)

  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (started) => {
      // Given up while it waited for a connection: not a byte has left, and none will.
      if (done) started.abort(stopped)
      else controller = started
    },
    onResponseStart: (_, statusCode, responseHeaders) => {
      status = statusCode
      answered = responseHeaders
    },
    onResponseData: (_, chunk) => {
      bytes += chunk.length
      if (bytes <= answerBytesMax) return void parts.push(chunk)
      // The status is known, and a body of that length is not the platform's.
      end(Either.right({ status, headers: answered, text: "" }))
      giveUp()
    },
    onResponseEnd: () => {
      const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts)
      end(Either.right({ status, headers: answered, text: whole?.toString("utf8") ?? "" }))
    },
    onResponseError: (_, error) => {
      end(Either.left(new Wire.NoAnswer({ begun: controller !== null, detail: codeOf(error) })))
    }
  }
  const method = body === null ? "GET" : "POST"
  const options = { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body } as const
  let turnIsOver = (): void => {}
  turnIsOver = turns.take(url.origin, () => {
    const dispatched = Either.try(() => dispatcher.dispatch(options, handler))
    // What cannot be a request at all, such as a header with a line break.
    if (Either.isLeft(dispatched))
      end(Either.left(new Wire.NoAnswer({ begun: false, detail: codeOf(dispatched.left) })))
  })
  if (done) turnIsOver()
  return giveUp
}

const make = Effect.map(agent, (dispatcher) => {
  const client: Client = { dispatcher, turns: Turns.make(connectionsMax) }
  return Wire.Wire.of({
    exchangeAll: (requests, ended) =>
      Effect.async((resume) => {
        let left = requests.length
        if (left === 0) return resume(Effect.void)
        const giveUps = requests.map((request, index) =>
          exchange(client, request, (result) => {
            ended(result, index)
            left--
            if (left === 0) resume(Effect.void)
          })
        )
        return Effect.sync(() => {
          for (const giveUp of giveUps) giveUp()
        })
      }),
    exchange: (request) => Effect.async((resume) => Effect.sync(exchange(client, request, (result) => resume(result))))
  })
})

/**
 * The wire on undici's dispatcher. It speaks to the dispatcher and not through a general client, because it costs a fifth of the
 * processor's time, and because the dispatcher tells whether a request ever reached a connection (ADR 8).
 */
export const layer: Layer.Layer<Wire.Wire> = Layer.scoped(Wire.Wire, make)
