import type { Process } from "@sluice/services/Processes"
import { Data, Duration, Effect, Either, Option, Schema } from "effect"

/**
 * What a running process of ours needs of memory and processor, asked through the protocol that node's own tools use: nothing in the program
 * itself is there for it.
 */

/** Flags of a node that can be asked: it listens on the loopback address, on any free port. */
export const nodeFlags: ReadonlyArray<string> = ["--inspect=127.0.0.1:0"]

/** The process did not answer. */
class NotInspected extends Data.TaggedError("NotInspected")<{ readonly detail: string }> {
  override get message(): string {
    return `a process could not be inspected: ${this.detail}`
  }
}

/** Of one process. */
export interface Reading {
  /** Objects and buffers that are still used after a full collection. */
  readonly usedBytes: number
  /** What the system has given it. */
  readonly residentBytes: number
  /** Processor time since its start. */
  readonly cpuMillis: number
}

const answerMillisMax = 20_000

const Evaluated = Schema.parseJson(
  Schema.Struct({ id: Schema.Int, result: Schema.Struct({ result: Schema.Struct({ value: Schema.String }) }) })
)
const Answered = Schema.parseJson(Schema.Struct({ id: Schema.Int }))
const Usage = Schema.parseJson(
  Schema.Struct({
    memory: Schema.Struct({ rss: Schema.Number, heapUsed: Schema.Number, external: Schema.Number }),
    cpu: Schema.Struct({ user: Schema.Number, system: Schema.Number })
  })
)

const expression = "JSON.stringify({ memory: process.memoryUsage(), cpu: process.cpuUsage() })"

/** What is asked, in order. Twice, since the first collection runs what the second can then free. */
const questions = [
  { id: 1, method: "HeapProfiler.collectGarbage" },
  { id: 2, method: "HeapProfiler.collectGarbage" },
  { id: 3, method: "Runtime.evaluate", params: { expression, returnByValue: true } }
]

/** A connection that is closed again in any case: at its end, a process would wait for whoever still looks into it. */
const connection = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => new WebSocket(url)),
    (socket) => Effect.sync(() => socket.close())
  )

/** Asks one question after the other; the text of the last answer. */
const ask = (socket: WebSocket): Effect.Effect<string, NotInspected> =>
  Effect.async((resume) => {
    let asked = 0
    const next = (): void => {
      const question = questions[asked]
      if (question !== undefined) socket.send(JSON.stringify(question))
      asked++
    }
    socket.addEventListener("open", next)
    socket.addEventListener("error", () => resume(new NotInspected({ detail: `no connection to ${socket.url}` })))
    socket.addEventListener("message", ({ data }) => {
      const text = String(data)
      // Events come between the answers.
      if (Either.isLeft(Schema.decodeEither(Answered)(text))) return
      if (asked === questions.length) resume(Effect.succeed(text))
      else next()
    })
  })

/** Collects what is no longer used, and reads. The process must have been started with `nodeFlags`. */
export const read = Effect.fn("Inspector.read")(function* (process: Process) {
  const [, url = ""] = /(ws:\/\/\S+)/.exec(yield* process.line(/^Debugger listening on ws:/)) ?? []
  const answer = yield* connection(url).pipe(
    Effect.flatMap(ask),
    Effect.scoped,
    Effect.timeoutOption(Duration.millis(answerMillisMax))
  )
  if (Option.isNone(answer)) return yield* new NotInspected({ detail: `${process.name} did not answer` })
  const evaluated = yield* Schema.decode(Evaluated)(answer.value)
  const { cpu, memory } = yield* Schema.decode(Usage)(evaluated.result.result.value)
  const reading: Reading = {
    usedBytes: memory.heapUsed + memory.external,
    residentBytes: memory.rss,
    cpuMillis: (cpu.user + cpu.system) / 1_000
  }
  return reading
})
