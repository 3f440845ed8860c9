import { Array, Context, Effect, Layer, Stream } from "effect"
import type { Projection } from "@sluice/core/phone/Preflight"
import type * as Caller from "../access/Caller.ts"
import { Crypto } from "../ports/Crypto.ts"
import type { Deal } from "../dealing/Deal.ts"
import type { Directory, SenderUnknown } from "../ports/Directory.ts"
import type { Holds } from "../ports/Holds.ts"
import type { Ids } from "../ports/Ids.ts"
import type { OptOuts } from "../ports/OptOuts.ts"
import type { Outbox } from "../ports/Outbox.ts"
import type { ServiceWindows } from "../ports/ServiceWindows.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import type { Templates } from "../ports/Templates.ts"
import * as Bulk from "./Bulk.ts"
import type { SendRequest } from "./Judgement.ts"
import * as Judging from "./Judging.ts"
import * as List from "./List.ts"
import * as Outcome from "./Outcome.ts"
import * as Preflight from "./Preflight.ts"
import * as Priority from "./Priority.ts"
import * as Queueing from "./Queueing.ts"
import type { Row } from "./Row.ts"

/** How a list is taken. */
export interface ListOptions {
  /**
   * One refused row refuses them all, and all rows are queued in one statement. A key that stands for another request is
   * found while queueing: it is told in its row and holds up no other.
   */
  readonly atomic: boolean
  /** Samples a list that is too short to be sampled by itself as well (PH-08). */
  readonly preflight: boolean
  /** Refuses the whole list when more of it would probably be refused: a share, 0 to 1; null only tells (PH-08). */
  readonly stopAbove: number | null
}

/** A list that is being taken in. */
export interface Taking<E> {
  /** What its sample said; null where none was taken. */
  readonly projection: Projection | null
  /** What became of the rows, in their order; a row is told when it is durable. It has to be read for anything to happen. */
  readonly outcomes: Stream.Stream<ReadonlyArray<Outcome.Outcome>, E>
}

/** How accepting runs; milliseconds of its clock. */
export interface Options {
  /** How old depths and holds may be for a forecast. */
  readonly outlookMillis: number
}

const make = (options: Options) =>
  Effect.gen(function* () {
    const judging = yield* Judging.make
    const queueing = yield* Queueing.make(options.outlookMillis)
    const bulk = Bulk.make(judging, queueing)
    const preflight = Preflight.make(judging, yield* Crypto)

    const accept = Effect.fn("Accept.accept")(function* (caller: Caller.Caller, request: SendRequest) {
      if (request.senderId !== null) yield* judging.sender(caller, request.senderId)
      const judged = yield* judging.one(caller, request)
      const queued = yield* Effect.flatMap(queueing.prepare([judged], Priority.single), queueing.store)
      const outcome = yield* Effect.orDie(Array.head(queued))
      return yield* outcome
    })

    const acceptStream = <E>(caller: Caller.Caller, rows: Stream.Stream<ReadonlyArray<Row>, E>) =>
      bulk.stream(caller, rows)

    const acceptList = Effect.fn("Accept.acceptList")(function* <E>(
      caller: Caller.Caller,
      list: List.List<E>,
      { atomic, preflight: always, stopAbove }: ListOptions
    ) {
      const projection = yield* preflight(caller, list, { always, stopAbove })
      const outcomes = atomic
        ? Stream.succeed(yield* bulk.atomic(caller, list))
        : bulk.stream(
            caller,
            Stream.map(
              list.rows,
              Array.map((row) => row())
            )
          )
      const taking: Taking<E | StoreUnavailable> = { projection, outcomes }
      return taking
    })

    const acceptBatch = Effect.fn("Accept.acceptBatch")(function* (
      caller: Caller.Caller,
      rows: ReadonlyArray<Row>,
      { atomic }: Pick<ListOptions, "atomic">
    ) {
      const list = List.fromRows(rows)
      if (atomic) return yield* bulk.atomic(caller, list)
      const chunks = yield* Stream.runCollect(
        bulk.stream(
          caller,
          Stream.map(
            list.rows,
            Array.map((row) => row())
          )
        )
      )
      return Array.flatten(Array.fromIterable(chunks))
    })

    return { accept, acceptStream, acceptList, acceptBatch }
  })

/**
 * Takes messages in: judges them in full, queues what is sound, and answers with ids (DESIGN.md, accept).
 *
 * Bad input is refused with every finding and queues nothing (SF-05, PH-01, TP-07). The same idempotency key with the same request
 * answers the same id again, with another request it is a conflict (RT-05).
 */
export class Accept extends Context.Tag("@sluice/engine/Accept")<
  Accept,
  {
    readonly accept: (
      caller: Caller.Caller,
      request: SendRequest
    ) => Effect.Effect<
      Outcome.Taken,
      SenderUnknown | Outcome.MessageRefused | Outcome.IdempotencyConflict | StoreUnavailable
    >
    /**
     * Rows as they come, each judged by itself: one statement a chunk, while the next one is judged. Chunks as they are given, outcomes in
     * the order of the rows.
     *
     * Fails for a store that does not answer only when nothing was queued; once something is, the rows that could not be are told so.
     * Where the rows themselves fail, those of the chunks before have been queued and told.
     */
    readonly acceptStream: <E>(
      caller: Caller.Caller,
      rows: Stream.Stream<ReadonlyArray<Row>, E>
    ) => Stream.Stream<ReadonlyArray<Outcome.Outcome>, E | StoreUnavailable>
    /** A list that can be read again: sampled before anything is queued where it is long (PH-08), and whole or not at all on demand. */
    readonly acceptList: <E>(
      caller: Caller.Caller,
      list: List.List<E>,
      options: ListOptions
    ) => Effect.Effect<
      Taking<E | StoreUnavailable>,
      E | Outcome.MessageRefused | Preflight.PreflightStopped | StoreUnavailable
    >
    /**
     * A few rows in memory, without a sample. Fails only when nothing was queued: an atomic batch with a refused row, or a store that did
     * not take the first rows.
     */
    readonly acceptBatch: (
      caller: Caller.Caller,
      rows: ReadonlyArray<Row>,
      options: Pick<ListOptions, "atomic">
    ) => Effect.Effect<ReadonlyArray<Outcome.Outcome>, Outcome.MessageRefused | StoreUnavailable>
  }
>() {
  static readonly layer = (
    options: Options = { outlookMillis: 1_000 }
  ): Layer.Layer<
    Accept,
    never,
    Crypto | Deal | Directory | Holds | Ids | OptOuts | Outbox | ServiceWindows | Templates
  > => Layer.effect(Accept, make(options))
}
