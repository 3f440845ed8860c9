import { Content } from "@sluice/core/media/MediaFacts"
import { MediaUnreadable } from "@sluice/engine/ports/MediaReader"
import { Clock, Effect, Exit, Pool, Schema } from "effect"
import type { Scope } from "effect"
import { Worker } from "node:worker_threads"
import type { Found, Place } from "./examine.ts"

/** What looking at one file may take. */
export interface Limits {
  /** Files that are looked at at once, each in a thread. */
  readonly threadsMax: number
  /** Of real time, whatever clock the engine runs on; a good file takes milliseconds. */
  readonly fileMillisMax: number
  /** Of a thread's heap; what it reads comes on top, and is bounded where it is read. */
  readonly heapMegabytesMax: number
}

/** Examines one file after another, or several at once. */
export interface Examiner {
  readonly examine: (place: Place) => Effect.Effect<Found, MediaUnreadable>
}

/** What a thread says of a file. */
const Answer = Schema.Union(
  Schema.TaggedStruct("Found", {
    found: Schema.Struct({ bytes: Schema.Int, isWhole: Schema.NullOr(Schema.Boolean), content: Content })
  }),
  Schema.TaggedStruct("Failed", { detail: Schema.String })
)
const decodeAnswer = Schema.decodeUnknown(Answer)

const source = new URL("./thread.ts", import.meta.url)

/** Beside this module, and of its kind: a source where the sources run, built where the build does. */
const entry = import.meta.url.endsWith(".ts") ? source : new URL("./thread.js", import.meta.url)

/** It sees neither the environment nor the options of the process, and does not keep it from ending. */
const begin = ({ heapMegabytesMax }: Limits): Worker => {
  const thread = new Worker(entry, {
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax }
  })
  // Its end is heard by whoever waits for an answer; an event that nobody listens to would end the process.
  thread.on("error", () => {})
  return thread
}

/** A thread that has loaded what it needs, so that loading is not counted as time that a file takes. */
const start = (limits: Limits): Effect.Effect<Worker, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => begin(limits)),
    (thread) => Effect.promise(() => thread.terminate())
  ).pipe(
    Effect.tap((thread) =>
      Effect.async<void>((resume) => {
        thread.once("message", () => resume(Effect.sync(() => thread.unref())))
        thread.once("error", (error) => resume(Effect.die(error)))
      })
    )
  )

const hostile = (detail: string): MediaUnreadable => new MediaUnreadable({ reason: "hostile", detail })

/** Puts one file to a thread and waits for what it answers, or for its end. */
const ask = (thread: Worker, place: Place): Effect.Effect<unknown, MediaUnreadable> =>
  Effect.async<unknown, MediaUnreadable>((resume) => {
    const forget = (): void => {
      thread.off("message", answered)
      thread.off("exit", ended)
    }
    const answered = (answer: unknown): void => {
      forget()
      resume(Effect.succeed(answer))
    }
    const ended = (): void => {
      forget()
      resume(Effect.fail(hostile("looking at it took too much memory")))
    }
    thread.once("message", answered)
    thread.once("exit", ended)
    thread.ref()
    thread.postMessage(place)
    return Effect.sync(forget)
  })

/**
 * Threads for looking at files: bytes of strangers are given to libraries there, so that the worst that a file can do is to end its thread.
 *
 * A thread is started when it is needed, used again, and ended after a minute without work, or as soon as a file was not
 * finished in it.
 */
export const make = (limits: Limits): Effect.Effect<Examiner, never, Scope.Scope> =>
  Effect.gen(function* () {
    const pool = yield* Pool.makeWithTTL({
      acquire: start(limits),
      min: 0,
      max: limits.threadsMax,
      timeToLive: "1 minute"
    })
    const examine = (place: Place): Effect.Effect<Found, MediaUnreadable> =>
      Effect.gen(function* () {
        const thread = yield* Pool.get(pool)
        const answer = yield* ask(thread, place).pipe(
          Effect.timeoutFail({
            duration: limits.fileMillisMax,
            onTimeout: () => hostile(`looking at it took longer than ${limits.fileMillisMax} ms`)
          }),
          Effect.withClock(Clock.make()),
          Effect.onExit((exit) =>
            Exit.isSuccess(exit) ? Effect.sync(() => thread.unref()) : Pool.invalidate(pool, thread)
          ),
          Effect.flatMap((said) => Effect.orDie(decodeAnswer(said)))
        )
        if (answer._tag === "Found") return answer.found
        return yield* new MediaUnreadable({ reason: "broken", detail: answer.detail })
      }).pipe(Effect.scoped)
    return { examine }
  })
