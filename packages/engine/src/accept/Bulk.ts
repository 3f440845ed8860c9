import { Array, Chunk, Effect, Either, Stream } from "effect"
import type { Caller } from "../access/Caller.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Finding from "./Finding.ts"
import type * as Judging from "./Judging.ts"
import type { List } from "./List.ts"
import * as Outcome from "./Outcome.ts"
import * as Priority from "./Priority.ts"
import type * as Queueing from "./Queueing.ts"
import type { Decided, Judged, Row } from "./Row.ts"

const conflict = (error: Outcome.IdempotencyConflict): Outcome.Outcome =>
  Outcome.Refused({
    findings: [
      {
        path: "idempotencyKey",
        code: "idempotency-conflict",
        rule: "RT-05",
        message: error.message,
        suggestion: "use a new key for a new request"
      }
    ]
  })

const notStored: Outcome.Outcome = Outcome.Refused({
  findings: [
    {
      path: "",
      code: "not-stored",
      rule: null,
      message: "the store did not answer; this row was not queued",
      suggestion: "send this row again"
    }
  ]
})

/**
 * Statements of one request that run at the same time. A second one keeps the database busy while the first waits for its disk; more would
 * take turns from other callers.
 */
const statements = 2

/** A chunk that was judged: the outcome of each row as far as it is known, and what is still to be stored. */
interface Chunked {
  readonly outcomes: ReadonlyArray<Outcome.Outcome>
  readonly places: ReadonlyArray<number>
  readonly prepared: Queueing.Prepared
  /** It begins the request, or repeats a key of an earlier chunk: it must not be stored beside another. */
  readonly isAlone: boolean
}

/** The rows that may be queued, and where they stand. */
const sound = (decided: ReadonlyArray<Decided>): ReadonlyArray<{ readonly index: number; readonly judged: Judged }> =>
  decided.flatMap((row, index) => (Either.isRight(row) ? [{ index, judged: row.right }] : []))

/** Whether a chunk repeats a key of the chunks before it; its own are remembered. */
const repeats = (seen: Set<string>, { messages }: Queueing.Prepared): boolean => {
  const keys = messages.flatMap(({ accountId, idempotencyKey }) =>
    idempotencyKey === null ? [] : [`${accountId} ${idempotencyKey}`]
  )
  const isRepeat = keys.some((key) => seen.has(key))
  for (const key of keys) seen.add(key)
  return isRepeat
}

/** Takes many rows in. */
export const make = (judging: Judging.Judging, queueing: Queueing.Queueing) => {
  /** What is sound of some rows, ready to be stored; what is not is refused. */
  const prepare = Effect.fnUntraced(function* (decided: ReadonlyArray<Decided>) {
    const rows = sound(decided)
    const prepared = yield* queueing.prepare(
      rows.map(({ judged }) => judged),
      Priority.bulk
    )
    return {
      outcomes: decided.map((row) => (Either.isLeft(row) ? Outcome.Refused({ findings: row.left }) : notStored)),
      places: rows.map(({ index }) => index),
      prepared
    }
  })

  /** Stores what was prepared, in one statement, and puts what became of each row in its place. */
  const store = ({ outcomes, places, prepared }: Omit<Chunked, "isAlone">) =>
    Effect.map(queueing.store(prepared), (results) => {
      const told = [...outcomes]
      for (const [place, result] of Array.zip(places, results)) told[place] = Either.getOrElse(result, conflict)
      return told
    })

  const stream = <E>(
    caller: Caller,
    rows: Stream.Stream<ReadonlyArray<Row>, E>
  ): Stream.Stream<ReadonlyArray<Outcome.Outcome>, E | StoreUnavailable> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const gate = yield* Effect.makeSemaphore(statements)
        const seen = new Set<string>()
        /** Whether anything was stored, and whether the store has gone away since. */
        let isBegun = false
        let isAway = false
        let chunks = 0

        const lost = (count: number): ReadonlyArray<Outcome.Outcome> => Array.replicate(notStored, count)

        /** What is queued stays queued: rows that could not be are told so. Before the first, nothing happened at all. */
        const orLost = <A>(count: number, effect: Effect.Effect<A, StoreUnavailable>) =>
          Effect.catchAll(effect, (error) => {
            if (!isBegun) return Effect.fail(error)
            isAway = true
            return Effect.succeed(lost(count))
          })

        const judge = (chunk: ReadonlyArray<Row>) =>
          // Judging is all computation: other requests get their turn between chunks.
          Effect.zipRight(
            Effect.yieldNow(),
            Effect.suspend(() => {
              if (isAway) return Effect.succeed(lost(chunk.length))
              const isFirst = chunks++ === 0
              const judged = Effect.map(Effect.flatMap(judging.rows(caller, chunk), prepare), (prepared): Chunked => ({
                ...prepared,
                isAlone: repeats(seen, prepared.prepared) || isFirst
              }))
              return orLost(chunk.length, judged)
            })
          )

        const take = (chunk: Chunked | ReadonlyArray<Outcome.Outcome>) =>
          Effect.suspend(() => {
            if (!("prepared" in chunk)) return Effect.succeed(chunk)
            const count = chunk.outcomes.length
            const stored = Effect.suspend(() => (isAway ? Effect.succeed(lost(count)) : store(chunk))).pipe(
              Effect.tap(() =>
                Effect.sync(() => {
                  isBegun = true
                })
              )
            )
            return orLost(count, gate.withPermits(chunk.isAlone ? statements : 1)(stored))
          })

        // One chunk is judged ahead while others are being stored.
        return rows.pipe(
          Stream.mapEffect(judge),
          Stream.buffer({ capacity: 1 }),
          Stream.mapEffect(take, { concurrency: statements })
        )
      })
    )

  const atomic = Effect.fn("Bulk.atomic")(function* <E>(caller: Caller, list: List<E>) {
    const chunks = yield* list.rows.pipe(
      Stream.mapEffect((chunk) =>
        Effect.zipRight(
          Effect.yieldNow(),
          judging.rows(
            caller,
            chunk.map((row) => row())
          )
        )
      ),
      Stream.runCollect
    )
    const decided = Array.flatten(Chunk.toReadonlyArray(chunks))
    const findings = decided.flatMap((row, index) =>
      Either.isLeft(row) ? row.left.map((finding) => Finding.within(`[${index}]`, finding)) : []
    )
    if (findings.length > 0) return yield* new Outcome.MessageRefused({ findings })
    return yield* Effect.flatMap(prepare(decided), store)
  })

  return { stream, atomic }
}
