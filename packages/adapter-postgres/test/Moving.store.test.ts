import { expect, it } from "@effect/vitest"
import { Conversations } from "@sluice/engine/ports/Conversations"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { type Dealt, Outbox } from "@sluice/engine/ports/Outbox"
import { id, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe } from "vitest"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

const dealt: Dealt = { pool: "orders", because: "turn", leaves: null }
const person = (n: number) => `+8869120000${String(n).padStart(2, "0")}`
const conversations = Array.from({ length: 12 }, (_, n) => n)

/** Two messages of each conversation, the earlier one with the even number. */
const rows = conversations.flatMap((n) => [
  message(2 * n, { recipient: person(n), dealt }),
  message(2 * n + 1, { recipient: person(n), dealt })
])

const take = (senderId: string) =>
  Effect.flatMap(Lanes, (lanes) =>
    lanes.take({ senderId, runner: "r", nowMillis: startMillis, recentSinceMillis: startMillis })
  )

const begin = (senderId: string, fence: number, n: number) =>
  Effect.flatMap(Lanes, (lanes) =>
    lanes.begin({
      senderId,
      fence,
      nowMillis: startMillis,
      sends: [{ messageId: id(n), attempt: 1, endpoint: "https://primary" }],
      holdKeys: [],
      ledger: null
    })
  )

const move = (toSenderId: string, ...numbers: ReadonlyArray<number>) =>
  Effect.flatMap(Conversations, (port) =>
    port.move({
      fromSenderId: "acme-1",
      moves: numbers.map((n) => ({ recipient: person(n), toSenderId, dealt: { ...dealt, leaves: "acme-1" } })),
      nowMillis: startMillis
    })
  )

describe("a conversation that moves while its lane sends", () => {
  it.live(
    "RL-10: it goes as a whole before anything of it begins, or stays as a whole; nothing begins at two senders",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(
            fc.shuffledSubarray(conversations, { minLength: 12 }),
            fc.integer({ min: 1, max: 4 }),
            (order, pageMax) =>
              Effect.gen(function* () {
                const outbox = yield* Outbox
                yield* outbox.enqueue(rows)
                const [first, second] = yield* Effect.all([take("acme-1"), take("acme-2")])
                const begun: Array<string> = []
                const send = (senderId: string, fence: number) => (n: number) =>
                  Effect.map(begin(senderId, fence, 2 * n), (answer) => {
                    if (answer._tag === "Begun") for (const one of answer.messageIds) begun.push(`${senderId} ${one}`)
                  })
                const pages = Array.from({ length: Math.ceil(order.length / pageMax) }, (_, page) =>
                  order.toReversed().slice(page * pageMax, (page + 1) * pageMax)
                )
                yield* Effect.all(
                  [
                    Effect.forEach(order, send("acme-1", first.fence), { concurrency: 2, discard: true }),
                    // Two that deal again at the same time, as a worker that was believed dead may.
                    Effect.forEach(pages, (page) => move("acme-2", ...page), { discard: true }),
                    Effect.forEach(pages, (page) => move("acme-3", ...page), { discard: true }),
                    Effect.forEach(order, send("acme-2", second.fence), { discard: true })
                  ],
                  { concurrency: "unbounded" }
                )
                const messages = yield* outbox.list({ limit: 100 })
                for (const n of conversations) {
                  const senders = messages.filter(({ recipient }) => recipient === person(n)).map((one) => one.senderId)
                  expect(new Set(senders).size).toBe(1)
                  const beginnings = begun.filter((one) => one.endsWith(id(2 * n)))
                  expect(beginnings.length).toBeLessThanOrEqual(1)
                  for (const one of beginnings) expect(one.startsWith(`${senders[0]} `)).toBe(true)
                }
              }).pipe(Effect.provide(layer), Effect.runPromise)
          ),
          { numRuns: 12 }
        )
      ),
    60_000
  )
})
