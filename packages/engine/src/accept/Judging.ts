import { Array, Clock, Effect, Either, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory, type Sender, SenderUnknown } from "../ports/Directory.ts"
import { Outbox } from "../ports/Outbox.ts"
import * as Circumstances from "./Circumstances.ts"
import type * as Finding from "./Finding.ts"
import * as Judgement from "./Judgement.ts"
import * as Outcome from "./Outcome.ts"
import type { Decided, Row } from "./Row.ts"

const senderUnknown = (error: SenderUnknown): ReadonlyArray<Finding.Finding> => [
  { path: "senderId", code: "sender-unknown", rule: null, message: error.message, suggestion: null }
]

/**
 * Judges rows: each by itself first (number, content, size), and what is sound also by what is known of its recipient and its template.
 *
 * Senders are looked up once, and the stores are asked once, for all rows of a call.
 */
export const make = Effect.gen(function* () {
  const directory = yield* Directory
  const outbox = yield* Outbox
  const circumstances = yield* Circumstances.make

  const sender = Effect.fn("Judging.sender")(function* (caller: Caller.Caller, senderId: string) {
    const found = yield* directory.sender(senderId)
    // A sender of another account is told like one that does not exist.
    if (!Caller.mayUse(caller, found.accountId)) return yield* new SenderUnknown({ senderId })
    return found
  })

  const sendersOf = (caller: Caller.Caller, rows: ReadonlyArray<Row>) => {
    const ids = new Set<string>()
    for (const row of rows) if (Either.isRight(row)) ids.add(row.right.senderId)
    return Effect.map(
      Effect.forEach(ids, (id) => Effect.map(Effect.either(sender(caller, id)), (found) => [id, found] as const)),
      (entries) => new Map(entries)
    )
  }

  const alone = (senders: ReadonlyMap<string, Either.Either<Sender, SenderUnknown>>, row: Row): Decided => {
    if (Either.isLeft(row)) return Either.left(row.left)
    const request = row.right
    const found = senders.get(request.senderId)
    if (found === undefined) return Either.left(senderUnknown(new SenderUnknown({ senderId: request.senderId })))
    if (Either.isLeft(found)) return Either.left(senderUnknown(found.left))
    return Either.map(Judgement.judge(found.right, request), (sound) => ({ sender: found.right, request, sound }))
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

  const rows = Effect.fn("Judging.rows")(function* (caller: Caller.Caller, given: ReadonlyArray<Row>) {
    const senders = yield* sendersOf(caller, given)
    const decided = Array.map(given, (row) => alone(senders, row))
    const nowMillis = yield* Clock.currentTimeMillis
    const judged = yield* circumstances(decided, nowMillis)
    const used = yield* repeated(decided, judged)
    return judged.map((row, index) => (used.has(index) ? (decided[index] ?? row) : row))
  })

  const one = Effect.fn("Judging.one")(function* (caller: Caller.Caller, request: Judgement.SendRequest) {
    const [decided] = yield* rows(caller, [Either.right(request)])
    if (decided === undefined) return yield* Effect.dieMessage("a row was lost while it was judged")
    return yield* Either.mapLeft(decided, (findings) => new Outcome.MessageRefused({ findings }))
  })

  return { sender, rows, one }
})

/** What `make` gives. */
export type Judging = Effect.Effect.Success<typeof make>
