import { Outbox } from "@sluice/engine/ports/Outbox"
import type { Change } from "@sluice/engine/ports/Outbox"
import { byId, byWamid, event, id, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as Eight from "./Eight.ts"

/** Calls of the outbox as data. */
export type Step =
  | { readonly _tag: "Enqueue"; readonly rows: ReadonlyArray<Row> }
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

interface Row {
  readonly n: number
  readonly recipient: number
  readonly priority: number
  readonly dueAfter: number
  readonly key: string | null
  /** The pool that it was dealt from. */
  readonly pool: string | null
}

const row: fc.Arbitrary<Row> = fc.record({
  n: Eight.number,
  recipient: fc.integer({ min: 0, max: 2 }),
  priority: fc.constantFrom(100, 200),
  dueAfter: fc.integer({ min: -5, max: 20 }),
  key: fc.option(fc.constantFrom("a", "b")),
  pool: fc.option(fc.constantFrom("orders", "orders", "orders", "news"))
})

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Enqueue" as const),
      rows: fc.uniqueArray(row, { minLength: 1, maxLength: 4, selector: ({ n }) => n })
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("Modify" as const),
      numbers: fc.array(Eight.number, { minLength: 1, maxLength: 4 }),
      byName: fc.boolean(),
      state: fc.constantFrom("queued" as const, "accepted" as const, "dead" as const, "cancelled" as const),
      wamid: fc.option(fc.constantFrom("wamid.1", "wamid.2")),
      unsent: fc.integer({ min: 0, max: 2 }),
      failedAttempt: fc.integer({ min: 0, max: 3 }),
      forgetsDelivery: fc.boolean()
    })
  }
)

/** What a step answers, on the store of the environment. */
export const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    switch (step._tag) {
      case "Enqueue":
        return yield* outbox.enqueue(
          step.rows.map(({ dueAfter, key, n, pool, priority, recipient }) =>
            message(n, {
              ...(pool === null ? {} : { dealt: { pool, because: "turn", leaves: null } }),
              ...(key === null ? {} : { callerData: `of ${key}` }),
              recipient: Eight.recipient(recipient),
              priority,
              dueMillis: startMillis + dueAfter,
              idempotencyKey: key
            })
          )
        )
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
                  // A dead letter is one by its history.
                  events: [event(step.state === "dead" ? "dead" : "settled", nowMillis, { index, was: row.state })]
                }
        )
    }
  })

/** Everything that can be read of it. */
export const everything = Effect.gen(function* () {
  const outbox = yield* Outbox
  const messages = yield* outbox.list({ limit: 100 })
  const beforeMillis = startMillis + 1_000
  return {
    messages,
    named: yield* outbox.findAll([
      ...messages.map(({ id: messageId }) => ({ _tag: "Id", id: messageId }) as const),
      ...messages.map(({ wamid }) => byWamid(wamid ?? "nobody"))
    ]),
    histories: yield* Effect.forEach(messages, (found) => outbox.history(found.id)),
    depths: (yield* outbox.depths()).map((depth) => JSON.stringify(depth)).toSorted(),
    uncertain: yield* outbox.uncertainSince({ beforeMillis, limit: 100 }),
    uncertainLater: yield* outbox.uncertainSince({
      beforeMillis,
      limit: 100,
      after: { startedMillis: startMillis + 5, messageId: id(4) }
    }),
    usedKeys: [...(yield* outbox.usedKeys("acme", ["a", "b", "c"]))].toSorted()
  }
})
