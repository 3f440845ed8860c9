import * as StatusLooks from "@sluice/core/delivery/StatusLooks"
import { Conversations } from "@sluice/engine/ports/Conversations"
import { Holds } from "@sluice/engine/ports/Holds"
import { Lanes } from "@sluice/engine/ports/Lanes"
import type { Finish } from "@sluice/engine/ports/Lanes"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Looks } from "@sluice/engine/ports/Looks"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { Change } from "@sluice/engine/ports/Outbox"
import {
  accepted,
  byId,
  byWamid,
  event,
  givenUp,
  hold,
  id,
  message,
  startMillis
} from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"

/**
 * Calls of a store as data, for any sequence of them to be played on several stores: about eight messages of one sender to three
 * recipients, few enough that everything meets everything.
 */
export type Step =
  | { readonly _tag: "Enqueue"; readonly rows: ReadonlyArray<Row> }
  | { readonly _tag: "Take"; readonly sinceAfter: number }
  | { readonly _tag: "Peek"; readonly limit: number }
  | {
      readonly _tag: "Begin"
      readonly numbers: ReadonlyArray<number>
      /** How far behind the newest fence. */
      readonly behind: number
      /** 0 for the next attempt of each message, 1 for the last one once more. */
      readonly again: number
      readonly ledger: number
    }
  | {
      readonly _tag: "Finish"
      readonly answers: ReadonlyArray<AnswerTo>
      readonly behind: number
      readonly ledger: number
    }
  | {
      readonly _tag: "Modify"
      readonly numbers: ReadonlyArray<number>
      readonly byName: boolean
      readonly state: "queued" | "accepted" | "dead" | "cancelled"
      readonly wamid: string | null
      readonly unsent: number
      readonly failedAttempt: number
      readonly forgetsDelivery: boolean
    }
  | {
      readonly _tag: "Look"
      readonly numbers: ReadonlyArray<number>
      readonly dueAfter: number
      readonly forgets: number
    }
  | { readonly _tag: "Move"; readonly recipients: ReadonlyArray<number>; readonly back: boolean }
  | { readonly _tag: "Hold"; readonly number: number; readonly lasts: number; readonly clears: boolean }

interface Row {
  readonly n: number
  readonly recipient: number
  readonly priority: number
  readonly dueAfter: number
  readonly key: string | null
  /** The pool that it was dealt from. */
  readonly pool: string | null
}

interface AnswerTo {
  readonly n: number
  readonly attempt: number
  readonly kind: "accepted" | "given up" | "refused"
}

const number = fc.integer({ min: 1, max: 8 })
const numbers = fc.uniqueArray(number, { minLength: 1, maxLength: 4 })
const ledger = fc.integer({ min: 0, max: 9 })
const tag = <const T extends string>(name: T) => fc.constant(name)

const row: fc.Arbitrary<Row> = fc.record({
  n: number,
  recipient: fc.integer({ min: 0, max: 2 }),
  priority: fc.constantFrom(100, 200),
  dueAfter: fc.integer({ min: -5, max: 20 }),
  key: fc.option(fc.constantFrom("a", "b")),
  pool: fc.option(fc.constantFrom("orders", "orders", "orders", "news"))
})

const answer: fc.Arbitrary<AnswerTo> = fc.record({
  n: number,
  attempt: fc.integer({ min: 1, max: 3 }),
  kind: fc.constantFrom("accepted", "given up", "refused")
})

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: tag("Enqueue"),
      rows: fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: ({ n }) => n })
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: tag("Take"), sinceAfter: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ _tag: tag("Peek"), limit: fc.integer({ min: 1, max: 4 }) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      _tag: tag("Begin"),
      numbers,
      behind: fc.constantFrom(0, 0, 0, 1),
      again: fc.constantFrom(0, 0, 1),
      ledger
    })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: tag("Finish"),
      answers: fc.array(answer, { minLength: 1, maxLength: 5 }),
      behind: fc.constantFrom(0, 0, 1),
      ledger
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: tag("Modify"),
      numbers: fc.array(number, { minLength: 1, maxLength: 4 }),
      byName: fc.boolean(),
      state: fc.constantFrom("queued" as const, "accepted" as const, "dead" as const, "cancelled" as const),
      wamid: fc.option(fc.constantFrom("wamid.1", "wamid.2")),
      unsent: fc.integer({ min: 0, max: 2 }),
      failedAttempt: fc.integer({ min: 0, max: 3 }),
      forgetsDelivery: fc.boolean()
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: tag("Look"),
      numbers,
      dueAfter: fc.integer({ min: 0, max: 30 }),
      forgets: number
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: tag("Move"),
      recipients: fc.uniqueArray(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 3 }),
      back: fc.boolean()
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: tag("Hold"), number, lasts: fc.integer({ min: 1, max: 9 }), clears: fc.boolean() })
  }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 5, maxLength: 40 })

const toFinish = ({ attempt, kind, n }: AnswerTo, nowMillis: number): Finish => {
  switch (kind) {
    case "accepted":
      return accepted(n, { attempt, answeredMillis: nowMillis })
    case "given up":
      return givenUp(n, { attempt, answeredMillis: nowMillis })
    case "refused": {
      const events = [event("deferred", nowMillis)]
      const change: Change = {
        state: "queued",
        dueMillis: nowMillis + 3,
        unsent: n % 3,
        tries: { deferred: n },
        heldMillis: n,
        events
      }
      return accepted(n, { attempt, answeredMillis: nowMillis, outcome: "refused", httpStatus: 429, change })
    }
  }
}

/** The newest fence, as far as the run knows. */
interface Place {
  fence: number
}

/** What a step answers, on the store of the environment. */
const perform = (step: Step, place: Place, nowMillis: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const lanes = yield* Lanes
    const holds = yield* Holds
    const looks = yield* Looks
    const conversations = yield* Conversations
    const senderId = "acme-1"
    switch (step._tag) {
      case "Enqueue":
        return yield* outbox.enqueue(
          step.rows.map(({ dueAfter, key, n, pool, priority, recipient }) =>
            message(n, {
              ...(pool === null ? {} : { dealt: { pool, because: "turn", leaves: null } }),
              ...(key === null ? {} : { callerData: `of ${key}` }),
              recipient: `+88690000000${recipient}`,
              priority,
              dueMillis: startMillis + dueAfter,
              idempotencyKey: key
            })
          )
        )
      case "Take": {
        const recentSinceMillis = startMillis + step.sinceAfter
        const taken = yield* lanes.take({ senderId, runner: "r", nowMillis, recentSinceMillis })
        place.fence = taken.fence
        return taken
      }
      case "Peek":
        return [yield* lanes.peek({ senderId, nowMillis, limit: step.limit }), yield* lanes.withWork(nowMillis)]
      case "Begin": {
        const sends = yield* Effect.forEach(step.numbers, (n) =>
          Effect.map(outbox.find(id(n)), (found) => {
            const attempts = Option.match(found, { onNone: () => 0, onSome: (row) => row.attempts })
            return { messageId: id(n), attempt: Math.max(1, attempts + 1 - step.again), endpoint: "https://primary" }
          })
        )
        const holdKeys = [{ scope: "sender", key: senderId }] as const
        const { ledger } = step
        return yield* lanes.begin({ senderId, fence: place.fence - step.behind, nowMillis, sends, holdKeys, ledger })
      }
      case "Finish": {
        const finishes = step.answers.map((one) => toFinish(one, nowMillis))
        return yield* lanes.finish({
          senderId,
          fence: place.fence - step.behind,
          finishes,
          ...(step.ledger === 0 ? {} : { ledger: step.ledger, openSinceMillis: 0 })
        })
      }
      case "Modify":
        return yield* outbox.modify(
          step.numbers.map((n) => (step.byName ? byWamid(`wamid.${n}`) : byId(n))),
          (row, index): Change | null =>
            row.state === "sending"
              ? null
              : {
                  state: step.state,
                  ...(step.wamid === null ? {} : { wamid: step.wamid }),
                  delivery: step.forgetsDelivery ? null : "sent",
                  unsent: step.unsent,
                  tries: { transient: step.unsent },
                  failedAttempt: step.failedAttempt,
                  events: [event("settled", nowMillis, { index, was: row.state })]
                }
        )
      case "Look": {
        const dueMillis = startMillis + step.dueAfter
        const known = yield* Effect.filter(step.numbers, (n) => Effect.map(outbox.find(id(n)), Option.isSome))
        const state = StatusLooks.initial(nowMillis)
        yield* looks.plan(known.map((n) => ({ messageId: id(n), dueMillis, state })))
        yield* looks.forget([id(step.forgets)])
        const span = { senderIds: [senderId], afterMillis: startMillis + 3, untilMillis: nowMillis }
        return [yield* looks.due(nowMillis, 3), yield* looks.unreported(span)]
      }
      case "Move": {
        const [fromSenderId, toSenderId] = step.back ? ["acme-2", senderId] : [senderId, "acme-2"]
        const page = { senderId: fromSenderId, limit: 2 }
        const movable = yield* conversations.movable(page)
        const moved = yield* conversations.move({
          fromSenderId,
          moves: step.recipients.map((n) => ({
            recipient: `+88690000000${n}`,
            toSenderId,
            dealt: { pool: "orders", because: "turn", leaves: fromSenderId }
          })),
          nowMillis
        })
        return [movable, moved]
      }
      case "Hold": {
        yield* holds.place(hold({ number: step.number, untilMillis: nowMillis + step.lasts }))
        const active = yield* holds.active(nowMillis)
        const [first] = active
        const cleared =
          step.clears && first !== undefined
            ? yield* holds.clear(first.id, { by: "kim", atMillis: nowMillis, note: "" })
            : null
        // Their ids are each store's own.
        return [active.map((placed) => placed.hold), cleared]
      }
    }
  })

/** Everything that can be read of a store. */
const everything = Effect.gen(function* () {
  const outbox = yield* Outbox
  const ledgers = yield* LedgerStore
  const conversations = yield* Conversations
  const messages = yield* outbox.list({ limit: 100 })
  return {
    known: yield* conversations.known({
      accountId: "acme",
      senderIds: ["acme-1", "acme-2"],
      recipients: [0, 1, 2].map((n) => `+88690000000${n}`),
      heardSinceMillis: startMillis,
      leaving: null
    }),
    messages,
    named: yield* outbox.findAll([
      ...messages.map(({ id: messageId }) => ({ _tag: "Id", id: messageId }) as const),
      ...messages.map(({ wamid }) => byWamid(wamid ?? "nobody"))
    ]),
    histories: yield* Effect.forEach(messages, (found) => outbox.history(found.id)),
    depths: (yield* outbox.depths()).map((depth) => JSON.stringify(depth)).toSorted(),
    uncertain: yield* outbox.uncertainSince(startMillis + 1_000, 100),
    ledger: yield* ledgers.read("sender", "acme-1")
  }
})

/** All answers, and what is there at the end; a millisecond passes with each step. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const place: Place = { fence: 0 }
    const answers: Array<unknown> = []
    for (const [index, one] of [{ _tag: "Take", sinceAfter: 0 } as const, ...steps].entries()) {
      answers.push(yield* perform(one, place, startMillis + index))
    }
    return { answers, end: yield* everything }
  })
