import { Data, Effect, Either } from "effect"
import { Agent } from "undici"
import type { Dispatcher } from "undici"
import type { Scope } from "effect"

/**
 * Requests and their whole answers, on undici's dispatcher: the path of every message that is sent.
 *
 * It speaks to the dispatcher and not through a general client, because it costs a fifth of the processor's time, and because the
 * dispatcher tells the one thing that certainty hangs on: whether the request ever reached a connection (RT-04). See ADR 8.
 */
export interface Request {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** JSON text, posted; null asks with GET. */
  readonly body: string | null
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

/** The dispatcher for `exchangeAll`, for the length of the scope. It follows no redirects and repeats nothing. */
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

/** The whole answer, or why there is none. */
export type Result = Either.Either<Answer, NoAnswer>

/** Sends one request, and hears of its end exactly once; what it returns takes the request off the wire. */
const exchange = (dispatcher: Dispatcher, request: Request, ended: (result: Result) => void): (() => void) => {
  const { answerBytesMax, body, headers, millisMax, url } = request
  let controller: Dispatcher.DispatchController | null = null
  let done = false
  let status = 0
  let answered: Answer["headers"] = {}
  let bytes = 0
  const parts: Array<Buffer> = []

  const end = (result: Result): void => {
    if (done) return
    done = true
    clearTimeout(timer)
    ended(result)
  }
  const giveUp = (): void => {
    done = true
    clearTimeout(timer)
    controller?.abort(stopped)
  }
  const timer = setTimeout(() => {
    end(Either.left(new NoAnswer({ begun: controller !== null, detail: `no answer within ${millisMax} ms` })))
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
      end(Either.left(new NoAnswer({ begun: controller !== null, detail: codeOf(error) })))
    }
  }
  const method = body === null ? "GET" : "POST"
  const options = { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body } as const
  const dispatched = Either.try(() => dispatcher.dispatch(options, handler))
  // What cannot be a request at all, such as a header with a line break.
  if (Either.isLeft(dispatched)) end(Either.left(new NoAnswer({ begun: false, detail: codeOf(dispatched.left) })))
  return giveUp
}

/** Sends each request once, all beside each other; ends when all have ended. Interrupted, it takes what is left off the wire. */
export const exchangeAll = (
  dispatcher: Dispatcher,
  requests: ReadonlyArray<Request>,
  ended: (result: Result, index: number) => void
): Effect.Effect<void> =>
  Effect.async((resume) => {
    let left = requests.length
    if (left === 0) return resume(Effect.void)
    const giveUps = requests.map((request, index) =>
      exchange(dispatcher, request, (result) => {
        ended(result, index)
        left--
        if (left === 0) resume(Effect.void)
      })
    )
    return Effect.sync(() => {
      for (const giveUp of giveUps) giveUp()
    })
  })
