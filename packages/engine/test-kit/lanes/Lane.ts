import type { Hold } from "@sluice/core/throttle/Hold"
import type { Place } from "@sluice/core/routing/LaneView"
import { Effect, Option } from "effect"
import type { Begun, Finish, HoldKey } from "../../src/ports/Lanes.ts"
import { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { id, startMillis } from "../Samples.ts"

/** The lane of `acme-1`, taken at the start of time. */
export const take = (
  senderId = "acme-1",
  nowMillis = startMillis,
  recentSinceMillis = 0,
  since: { readonly aloneSinceMillis?: number } = {}
) =>
  Effect.flatMap(Lanes, (lanes) => lanes.take({ senderId, runner: "runner", nowMillis, recentSinceMillis, ...since }))

/** How a call of `begin` differs from: first attempts, at the start of time, with the sender's own holds. */
export interface BeginOptions {
  readonly senderId?: string
  readonly nowMillis?: number
  readonly attempt?: number
  readonly holdKeys?: ReadonlyArray<HoldKey>
  readonly holdsVersion?: number
  readonly probe?: Pick<Hold, "scope" | "key" | "level" | "number">
  readonly counted?: true
  readonly ledger?: unknown
  readonly openSinceMillis?: number
}

export const begin = (fence: number, numbers: ReadonlyArray<number>, options: BeginOptions = {}) =>
  Effect.flatMap(Lanes, (lanes) =>
    lanes.begin({
      senderId: options.senderId ?? "acme-1",
      fence,
      nowMillis: options.nowMillis ?? startMillis,
      sends: numbers.map((n) => ({
        messageId: id(n),
        attempt: options.attempt ?? 1,
        endpoint: "https://primary",
        ...(options.counted === undefined ? {} : { counted: options.counted })
      })),
      holdKeys: options.holdKeys ?? [{ scope: "sender", key: "acme-1" }],
      ...(options.holdsVersion === undefined ? {} : { holdsVersion: options.holdsVersion }),
      ...(options.probe === undefined ? {} : { probe: options.probe }),
      ledger: options.ledger ?? { sends: numbers.length },
      ...(options.openSinceMillis === undefined ? {} : { openSinceMillis: options.openSinceMillis })
    })
  )

export const finish = (fence: number, finishes: ReadonlyArray<Finish>, ledger: unknown = "after finish") =>
  Effect.flatMap(Lanes, (lanes) => lanes.finish({ senderId: "acme-1", fence, finishes, ledger, openSinceMillis: 0 }))

/** The numbers of the due messages, and the next due time counted from the start. */
export const peek = (
  options: {
    readonly nowMillis?: number
    readonly limit?: number
    readonly senderId?: string
    readonly after?: Place
    readonly flying?: ReadonlyArray<number>
    readonly answered?: ReadonlyArray<number>
    readonly orderMillisMax?: number
  } = {}
) =>
  Effect.gen(function* () {
    const lanes = yield* Lanes
    const { senderId = "acme-1", nowMillis = startMillis, limit = 100 } = options
    const { after, answered = [], flying = [], orderMillisMax } = options
    const { due, nextDueMillis } = yield* lanes.peek({
      senderId,
      nowMillis,
      limit,
      flying: [...flying, ...answered].map(id),
      answered: answered.map(id),
      ...(after === undefined ? {} : { after }),
      ...(orderMillisMax === undefined ? {} : { orderMillisMax })
    })
    return {
      due: due.map((message) => Number(`0x${message.id.slice(-8)}`)),
      next: nextDueMillis === null ? null : nextDueMillis - startMillis
    }
  })

/** The message as it is now. */
export const find = (n: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    return Option.getOrThrow(yield* outbox.find(id(n)))
  })

export const history = (n: number) => Effect.flatMap(Outbox, (outbox) => outbox.history(id(n)))

/** The kinds of the message's events, in order. */
export const kinds = (n: number) => Effect.map(history(n), ({ events }) => events.map(({ kind }) => kind))

/** The answer of a `begin` under which these messages leave. */
export const begun = (...numbers: ReadonlyArray<number>): Begun => ({
  _tag: "Begun",
  messageIds: new Set(numbers.map(id))
})
