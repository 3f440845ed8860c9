import { Array, Clock, Effect, Either, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import * as Gauges from "../alerts/Gauges.ts"
import { Deal } from "../dealing/Deal.ts"
import { Directory, SenderUnknown } from "../ports/Directory.ts"
import { Outbox } from "../ports/Outbox.ts"
import * as Circumstances from "./Circumstances.ts"
import * as Dealing from "./Dealing.ts"
import * as Judgement from "./Judgement.ts"
import * as Outcome from "./Outcome.ts"
import type { Decided, Row } from "./Row.ts"
import * as Senders from "./Senders.ts"

/**
 * Judges rows: each by itself first (number, content, size), and what is sound also by what is known of its recipient and its template. What
 * names a pool is dealt to one of its senders in between (RL-10): opt-outs and templates are the account's, but windows are a sender's.
 *
 * Senders are looked up once, and the stores are asked once, for all rows of a call.
 */
export const make = Effect.gen(function* () {
  const directory = yield* Directory
  const outbox = yield* Outbox
  const deal = yield* Deal
  const circumstances = yield* Circumstances.make

  const sender = Effect.fn("Judging.sender")(function* (caller: Caller.Caller, senderId: string) {
    const found = yield* directory.sender(senderId)
    // A sender of another account is told like one that does not exist.
    if (!Caller.mayUse(caller, found.accountId)) return yield* new SenderUnknown({ senderId })
    return found
  })
  const senders = Senders.make(directory, sender)

  const alone = (chosen: Senders.Chosen, row: Row): Decided => {
    if (Either.isLeft(row)) return Either.left(row.left)
    const request = row.right
    return Either.flatMap(chosen(request), ({ numbers, sender: one }) => {
      const beganMillis = performance.now()
      const judged = Judgement.judge(one, request, numbers)
      Gauges.took("numbers.judgementMillisMax", performance.now() - beganMillis)
      return Either.map(judged, (sound) => ({ sender: one, request, sound, dealt: null }))
    })
  }

  /**
   * Places of rows that were refused for what is known of their recipient or template, and whose key names a message already. Nothing new
   * can come of them: they are let through, to be told which message they repeat, as they would have been when it was accepted (RT-05).
   */
  const repeated = Effect.fnUntraced(function* (alone: ReadonlyArray<Decided>, judged: ReadonlyArray<Decided>) {
    const keyed = alone.flatMap((row, index) => {
      if (Either.isLeft(row) || Option.exists(Array.get(judged, index), Either.isRight)) return []
      const { request, sender } = row.right
      return request.idempotencyKey === null
        ? []
        : [{ index, accountId: sender.accountId, key: request.idempotencyKey }]
    })
    const accounts = Object.entries(Array.groupBy(keyed, ({ accountId }) => accountId))
    const used = yield* Effect.forEach(accounts, ([accountId, rows]) =>
      Effect.map(
        outbox.usedKeys(
          accountId,
          rows.map(({ key }) => key)
        ),
        (keys) => rows.filter(({ key }) => keys.has(key)).map(({ index }) => index)
      )
    )
    return new Set(used.flat())
  })

  const judge = Effect.fnUntraced(function* (caller: Caller.Caller, given: ReadonlyArray<Row>, by: Dealing.By) {
    const chosen = yield* senders(caller, given)
    const decided = yield* Dealing.all(
      by,
      chosen,
      Array.map(given, (row) => alone(chosen, row))
    )
    const nowMillis = yield* Clock.currentTimeMillis
    const judged = yield* circumstances(decided, nowMillis)
    const used = yield* repeated(decided, judged)
    return judged.map((row, index) => (used.has(index) ? (decided[index] ?? row) : row))
  })

  const rows = Effect.fn("Judging.rows")(function* (caller: Caller.Caller, given: ReadonlyArray<Row>) {
    return yield* judge(caller, given, deal.deal)
  })

  /** Judges rows that are not to be queued now: nothing that is dealt counts. */
  const sample = Effect.fn("Judging.sample")(function* (caller: Caller.Caller, given: ReadonlyArray<Row>) {
    return yield* judge(caller, given, deal.rehearse)
  })

  const one = Effect.fn("Judging.one")(function* (caller: Caller.Caller, request: Judgement.SendRequest) {
    const [decided] = yield* rows(caller, [Either.right(request)])
    if (decided === undefined) return yield* Effect.dieMessage("a row was lost while it was judged")
    return yield* Either.mapLeft(decided, (findings) => new Outcome.MessageRefused({ findings }))
  })

  /** Any of the senders that may send a request: its account's policy is theirs. */
  const exampleOf = Effect.fn("Judging.exampleOf")(function* (caller: Caller.Caller, request: Judgement.SendRequest) {
    const chosen = yield* senders(caller, [Either.right(request)])
    return Option.map(Either.getRight(chosen(request)), (found) => found.sender)
  })

  return { sender, rows, sample, one, exampleOf }
})

/** What `make` gives. */
export type Judging = Effect.Effect.Success<typeof make>
