import { Array, Context, Effect, Either, Layer } from "effect"
import * as Caller from "../access/Caller.ts"
import type { Crypto } from "../ports/Crypto.ts"
import { Directory, SenderUnknown } from "../ports/Directory.ts"
import type { Holds } from "../ports/Holds.ts"
import type { Ids } from "../ports/Ids.ts"
import type { Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Finding from "./Finding.ts"
import * as Judgement from "./Judgement.ts"
import * as Outcome from "./Outcome.ts"
import * as Queueing from "./Queueing.ts"

/** A row of a batch: a request, or what made it unreadable. */
export type Row = Either.Either<Judgement.SendRequest, ReadonlyArray<Finding.Finding>>

/** How a batch is taken. */
export interface BatchOptions {
  /**
   * One refused row refuses them all, and all rows are queued in one statement. A key that stands for another request is
   * found while queueing: it is told in its row and holds up no other.
   */
  readonly atomic: boolean
}

/** How accepting runs; milliseconds of its clock. */
export interface Options {
  /** How old depths and holds may be for a forecast. */
  readonly outlookMillis: number
}

/** Rows in one statement: enough to be fast, few enough that others get their turn in between. */
const chunkRows = 500

/** A row that is decided, or one that is still to be queued. */
type Decided = Either.Either<Queueing.Judged, ReadonlyArray<Finding.Finding>>

const senderUnknown = (error: SenderUnknown): ReadonlyArray<Finding.Finding> => [
  { path: "senderId", code: "sender-unknown", rule: null, message: error.message, suggestion: null }
]

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

const make = (options: Options) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const queueing = yield* Queueing.make(options.outlookMillis)

    const judge = Effect.fn("Accept.judge")(function* (caller: Caller.Caller, request: Judgement.SendRequest) {
      const sender = yield* directory.sender(request.senderId)
      // A sender of another account is told like one that does not exist.
      if (!Caller.mayUse(caller, sender.accountId)) return yield* new SenderUnknown({ senderId: request.senderId })
      const sound = yield* Either.mapLeft(
        Judgement.judge(sender, request),
        (findings) => new Outcome.MessageRefused({ findings })
      )
      const judged: Queueing.Judged = { sender, request, sound }
      return judged
    })

    const accept = Effect.fn("Accept.accept")(function* (caller: Caller.Caller, request: Judgement.SendRequest) {
      const judged = yield* judge(caller, request)
      const queued = yield* queueing.enqueue([judged], 100)
      const outcome = yield* Effect.orDie(Array.head(queued))
      return yield* outcome
    })

    const decide = (caller: Caller.Caller, row: Row): Effect.Effect<Decided> =>
      Either.isLeft(row)
        ? Effect.succeed(Either.left(row.left))
        : Effect.either(judge(caller, row.right)).pipe(
            Effect.map(
              Either.mapLeft((error) => (error._tag === "SenderUnknown" ? senderUnknown(error) : error.findings))
            )
          )

    /** Judging is all computation: other requests get their turn between chunks. */
    const decideAll = (caller: Caller.Caller, rows: ReadonlyArray<Row>) =>
      Effect.forEach(Array.chunksOf(rows, chunkRows), (chunk) =>
        Effect.zipRight(
          Effect.yieldNow(),
          Effect.forEach(chunk, (row) => decide(caller, row))
        )
      ).pipe(Effect.map(Array.flatten))

    const acceptBatch = Effect.fn("Accept.acceptBatch")(function* (
      caller: Caller.Caller,
      rows: ReadonlyArray<Row>,
      { atomic }: BatchOptions
    ) {
      const decided = yield* decideAll(caller, rows)
      const outcomes = decided.map((row): Outcome.Outcome =>
        Either.isLeft(row) ? Outcome.Refused({ findings: row.left }) : notStored
      )
      const refused = decided.flatMap((row, index) =>
        Either.isLeft(row) ? row.left.map((finding) => Finding.within(`[${index}]`, finding)) : []
      )
      if (atomic && refused.length > 0) return yield* new Outcome.MessageRefused({ findings: refused })

      const sound = decided.flatMap((row, index) => (Either.isRight(row) ? [{ index, judged: row.right }] : []))
      for (const [number, chunk] of Array.chunksOf(sound, atomic ? Math.max(1, rows.length) : chunkRows).entries()) {
        const queued = yield* Effect.either(
          queueing.enqueue(
            chunk.map(({ judged }) => judged),
            200
          )
        )
        if (Either.isLeft(queued)) {
          // What is queued stays queued: the rows after it are told as not stored. Before the first, nothing happened at all.
          if (number === 0) return yield* queued.left
          break
        }
        for (const [{ index }, result] of Array.zip(chunk, queued.right))
          outcomes[index] = Either.getOrElse(result, conflict)
      }
      return outcomes
    })

    return { accept, acceptBatch }
  })

/**
 * Takes messages in: judges them in full, queues what is sound, and answers with ids (DESIGN.md, accept).
 *
 * Bad input is refused with every finding and queues nothing (SF-05, PH-01). The same idempotency key with the same request
 * answers the same id again, with another request it is a conflict (RT-05).
 */
export class Accept extends Context.Tag("@sluice/engine/Accept")<
  Accept,
  {
    readonly accept: (
      caller: Caller.Caller,
      request: Judgement.SendRequest
    ) => Effect.Effect<
      Outcome.Taken,
      SenderUnknown | Outcome.MessageRefused | Outcome.IdempotencyConflict | StoreUnavailable
    >
    /**
     * Judges each row by itself; the outcomes are in the order of the rows. Fails only when nothing was queued: an atomic batch
     * with a refused row, or a store that did not take the first rows.
     */
    readonly acceptBatch: (
      caller: Caller.Caller,
      rows: ReadonlyArray<Row>,
      options: BatchOptions
    ) => Effect.Effect<ReadonlyArray<Outcome.Outcome>, Outcome.MessageRefused | StoreUnavailable>
  }
>() {
  static readonly layer = (
    options: Options = { outlookMillis: 1_000 }
  ): Layer.Layer<Accept, never, Crypto | Directory | Holds | Ids | Outbox> => Layer.effect(Accept, make(options))
}
