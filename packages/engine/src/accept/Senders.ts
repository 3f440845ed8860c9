import { Effect, Either } from "effect"
import type * as Caller from "../access/Caller.ts"
import * as Pools from "../dealing/Pools.ts"
import type { Directory, Pool, Sender, SenderUnknown } from "../ports/Directory.ts"
import type * as Finding from "./Finding.ts"
import type { SendRequest } from "./Judgement.ts"
import type { Row } from "./Row.ts"

/** Who may send a request. */
export interface Candidates {
  /** The one that is named; of a pool the first, until it is dealt. */
  readonly sender: Sender
  readonly pool: Pool | null
  /** Numbers of all of them. */
  readonly numbers: ReadonlyArray<string>
}

/** Who may send a request, or what stands against that. */
export type Chosen = (request: SendRequest) => Either.Either<Candidates, ReadonlyArray<Finding.Finding>>

const senderUnknown = (error: SenderUnknown): ReadonlyArray<Finding.Finding> => [
  { path: "senderId", code: "sender-unknown", rule: null, message: error.message, suggestion: null }
]

const bothNamed: ReadonlyArray<Finding.Finding> = [
  {
    path: "pool",
    code: "sender-and-pool",
    rule: "RL-10",
    message: "a sender and a pool are named",
    suggestion: "name the sender alone, or the pool alone"
  }
]

const poolOf = ({ pool }: SendRequest): string | null => pool ?? null

/** A request's key among those that were looked up: what it names. */
const keyOf = (request: SendRequest): string => `${request.senderId ?? ""} ${poolOf(request) ?? ""}`

/**
 * Looks up whom requests may be sent by, once for all that name the same.
 *
 * @param find the sender of an id, if the caller may use it.
 */
export const make = (
  directory: typeof Directory.Service,
  find: (caller: Caller.Caller, senderId: string) => Effect.Effect<Sender, SenderUnknown>
) => {
  const ofPool = Effect.fnUntraced(function* (caller: Caller.Caller, id: string | null) {
    const found = Pools.find(caller, yield* directory.accounts, id)
    if (Either.isLeft(found)) return Either.left(found.left)
    const { pool } = found.right
    const [firstId, ...otherIds] = pool.senderIds
    // The accounts file was checked: each of them is there.
    const first = yield* Effect.orDie(directory.sender(firstId))
    const others = yield* Effect.orDie(Effect.forEach(otherIds, directory.sender))
    return Either.right({ sender: first, pool, numbers: [first, ...others].map(({ number }) => number) })
  })

  const lookUp = (caller: Caller.Caller, request: SendRequest) => {
    const { senderId } = request
    const pool = poolOf(request)
    if (senderId === null) return ofPool(caller, pool)
    if (pool !== null) return Effect.succeed(Either.left(bothNamed))
    return Effect.map(
      Effect.either(find(caller, senderId)),
      Either.mapBoth({
        onLeft: senderUnknown,
        onRight: (sender): Candidates => ({ sender, pool: null, numbers: [sender.number] })
      })
    )
  }

  return Effect.fn("Senders.of")(function* (caller: Caller.Caller, rows: ReadonlyArray<Row>) {
    const known = new Map<string, ReturnType<Chosen>>()
    for (const row of rows) {
      if (Either.isLeft(row) || known.has(keyOf(row.right))) continue
      known.set(keyOf(row.right), yield* lookUp(caller, row.right))
    }
    const chosen: Chosen = (request) => known.get(keyOf(request)) ?? Either.left([])
    return chosen
  })
}
