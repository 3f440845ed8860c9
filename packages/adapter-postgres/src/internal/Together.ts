import { Cause, Deferred, Effect, Exit, FiberId, Option } from "effect"
import type { Array } from "effect"

/** How calls of one kind go together. */
export interface Options<Call, Answer, E> {
  /** Runs them as one; an answer for each, in their order. It fails for all of them, and then none of them has happened. */
  readonly run: (calls: Array.NonEmptyReadonlyArray<Call>) => Effect.Effect<ReadonlyArray<Answer>, E>
  /** Of two calls of one key the later one waits for the next round. */
  readonly keyOf: (call: Call) => string
  /** Whether it may be the fault of one of them alone that all have failed: then each is run by itself. */
  readonly isOnesFault: (error: E) => boolean
}

interface Waiting<Call, Answer, E> {
  readonly call: Call
  readonly answer: Deferred.Deferred<Answer, E>
}

const onlyOf = <Answer>([answer]: ReadonlyArray<Answer>): Exit.Exit<Answer> =>
  answer === undefined ? Exit.die(new Error("a call that went with others was not answered")) : Exit.succeed(answer)

/** Whoever is about to call as well, in the same turn of the process, has called when it ends. */
const turn = Effect.async<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/**
 * Lets calls of many fibers share what a statement costs however little it does: a round trip, and a wait for the disk.
 *
 * One round is under way at a time; what is called meanwhile goes with the next. So a call that comes alone is run at once, and the busier the store, the
 * more go together.
 */
export const make = <Call, Answer, E>({ isOnesFault, keyOf, run }: Options<Call, Answer, E>) => {
  let waiting: ReadonlyArray<Waiting<Call, Answer, E>> = []
  let isRunning = false

  /** Takes those that may go together. */
  const next = (): ReadonlyArray<Waiting<Call, Answer, E>> => {
    const byKey = new Map<string, Waiting<Call, Answer, E>>()
    waiting = waiting.filter((one) => {
      const key = keyOf(one.call)
      if (byKey.has(key)) return true
      byKey.set(key, one)
      return false
    })
    return [...byKey.values()]
  }

  const alone = ({ answer, call }: Waiting<Call, Answer, E>) =>
    Effect.flatMap(Effect.exit(run([call])), (exit) => Deferred.done(answer, Exit.flatMap(exit, onlyOf)))

  const round = Effect.suspend(() => {
    const together = next()
    const [first, ...others] = together
    if (first === undefined) return Effect.void
    return Effect.flatMap(Effect.exit(run([first.call, ...others.map(({ call }) => call)])), (exit) => {
      if (Exit.isFailure(exit) && others.length > 0 && Option.exists(Cause.failureOption(exit.cause), isOnesFault)) {
        return Effect.forEach(together, alone, { discard: true })
      }
      return Effect.forEach(
        together,
        ({ answer }, index) =>
          Deferred.done(
            answer,
            Exit.flatMap(exit, (answers) => onlyOf(answers.slice(index)))
          ),
        { discard: true }
      )
    })
  })

  /** In one step: whoever calls between the last look at what waits and the end would wait for ever. */
  const isOver = (): boolean => {
    isRunning = waiting.length > 0
    return !isRunning
  }

  const rounds = Effect.andThen(turn, Effect.repeat(round, { until: isOver }))

  return (call: Call): Effect.Effect<Answer, E> =>
    Effect.suspend(() => {
      const answer = Deferred.unsafeMake<Answer, E>(FiberId.none)
      waiting = [...waiting, { call, answer }]
      if (isRunning) return Deferred.await(answer)
      isRunning = true
      // Not the caller's: it may be told to stop, and others wait for the same answer.
      return Effect.andThen(Effect.forkDaemon(Effect.interruptible(rounds)), Deferred.await(answer))
    })
}
