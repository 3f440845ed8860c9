import { Context, Data, type Effect, type Either } from "effect"

/** One request to a provider. */
export interface Request {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** What is posted, as `content-type` says; null asks with GET. */
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

/** The whole answer, or why there is none. */
export type Result = Either.Either<Answer, NoAnswer>

/**
 * Requests and their whole answers: the one way to every provider, and the path of every message that is sent (ADR 8).
 *
 * It is a port, so that the adapters of providers say what is asked and what an answer means, and none of them knows a client. Whatever
 * implements it follows no redirects, since a token is for the configured endpoint alone, repeats nothing, and tells the one thing that
 * certainty hangs on: whether the request ever reached a connection (RT-04). Its times are real, whatever clock the engine runs on.
 */
export class Wire extends Context.Tag("@sluice/engine/Wire")<
  Wire,
  {
    /** Sends each request once, all beside each other; ends when all have ended. Interrupted, it takes what is left off the wire. */
    readonly exchangeAll: (
      requests: ReadonlyArray<Request>,
      ended: (result: Result, index: number) => void
    ) => Effect.Effect<void>
    readonly exchange: (request: Request) => Effect.Effect<Answer, NoAnswer>
  }
>() {}
