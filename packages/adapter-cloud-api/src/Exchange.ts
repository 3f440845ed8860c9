import { Data, Effect, Either } from "effect"
import { Agent } from "undici"
import type { Dispatcher } from "undici"
import type { Scope } from "effect"

/**
 * One request and its whole answer, on undici's dispatcher: the path of every message that is sent.
 *
 * It speaks to the dispatcher and not through a general client, because it costs a fifth of the processor's time, and because the
 * dispatcher tells the one thing that certainty hangs on: whether the request ever reached a connection (RT-04). See ADR 8.
 */
export interface Request {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** JSON text. */
  readonly body: string
  /** From now until the last byte of the answer, in real milliseconds. */
  readonly millisMax: number
  /** Longest body that is read; of a longer one nothing is kept. */
  readonly answerBytesMax: number
}

/** What came back; `headers` in lower case. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** Empty where it was longer than allowed. */
  readonly text: string
}

/** There was no whole answer. `begun` false: not a byte of the request can have left. */
export class NoAnswer extends Data.TaggedError("NoAnswer")<{
  readonly begun: boolean
  /** `no answer within 3000 ms`, or the code of the system's error. */
  readonly detail: string
}> {
  override get message(): string {
    return this.detail
  }
}

/** Connections to one endpoint at most: each serves one request at a time. */
const connectionsMax = 256

/** The dispatcher for `post`, for the length of the scope. It follows no redirects and repeats nothing. */
export const agent: Effect.Effect<Agent, never, Scope.Scope> = Effect.acquireRelease(
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

/** Sends it once. Interrupted, or too late, it is taken off the wire. */
export const post = (dispatcher: Dispatcher, request: Request): Effect.Effect<Answer, NoAnswer> =>
  Effect.async((resume) => {
    const { answerBytesMax, body, headers, millisMax, url } = request
    let controller: Dispatcher.DispatchController | null = null
    let done = false
    let status = 0
    let answered: Answer["headers"] = {}
    let bytes = 0
    const parts: Array<Buffer> = []

    const end = (result: Effect.Effect<Answer, NoAnswer>): void => {
      if (done) return
      done = true
      clearTimeout(timer)
      resume(result)
    }
    const giveUp = (): void => {
      done = true
      clearTimeout(timer)
      controller?.abort(stopped)
    }
    const timer = setTimeout(() => {
      end(new NoAnswer({ begun: controller !== null, detail: `no answer within ${millisMax} ms` }))
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
        end(Effect.succeed({ status, headers: answered, text: "" }))
        giveUp()
      },
      onResponseEnd: () => {
        const whole = parts.length === 1 ? parts[0] : Buffer.concat(parts)
        end(Effect.succeed({ status, headers: answered, text: whole?.toString("utf8") ?? "" }))
      },
      onResponseError: (_, error) => {
        end(new NoAnswer({ begun: controller !== null, detail: codeOf(error) }))
      }
    }
    const options = { origin: url.origin, path: `${url.pathname}${url.search}`, method: "POST", headers, body } as const
    const dispatched = Either.try(() => dispatcher.dispatch(options, handler))
    // What cannot be a request at all, such as a header with a line break.
    if (Either.isLeft(dispatched)) end(new NoAnswer({ begun: false, detail: codeOf(dispatched.left) }))
    return Effect.sync(giveUp)
  })
