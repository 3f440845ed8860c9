import { expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { Holds } from "../../src/ports/Holds.ts"
import { Lanes } from "../../src/ports/Lanes.ts"
import { Outbox } from "../../src/ports/Outbox.ts"
import { accepted, becomes, hold, id, message } from "../Samples.ts"
import * as Lane from "./Lane.ts"

const senders = ["acme-1", "acme-2", "acme-3", "acme-4"]

/** What lanes of one process ask of the store at the same moment: it may do it by one statement, and answers each as if it had asked alone. */
export const declare = <E>(layer: Layer.Layer<Holds | Lanes | Outbox, E>): void => {
  it.live("RT-04, RL-07: of lanes that begin at once, each is answered for itself: sent, held, lost, or in part", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const holds = yield* Holds
      yield* outbox.enqueue(
        senders.flatMap((senderId, n) => [message(2 * n, { senderId }), message(2 * n + 1, { senderId })])
      )
      const fences = yield* Effect.forEach(senders, (senderId) => Lane.take(senderId))
      const binding = hold({ key: "acme-2" })
      yield* holds.place(binding)
      yield* Lane.take("acme-3")
      yield* outbox.modify([{ _tag: "Id", id: id(7) }], () => becomes("cancelled"))
      const begun = yield* Effect.forEach(
        senders,
        (senderId, n) =>
          Lane.begin(fences[n]?.fence ?? 0, [2 * n, 2 * n + 1], {
            senderId,
            holdKeys: [{ scope: "sender", key: senderId }],
            ledger: { of: senderId }
          }),
        { concurrency: "unbounded" }
      )
      expect(begun).toEqual([Lane.begun(0, 1), { _tag: "Held", hold: binding }, { _tag: "Lost" }, Lane.begun(6)])
      const states = yield* Effect.forEach([0, 1, 2, 3, 4, 5, 6, 7], Lane.find)
      expect(states.map(({ state }) => state).join(" ")).toBe(
        "sending sending queued queued queued queued sending cancelled"
      )
      const ledgers = yield* Effect.forEach(senders, (senderId) => Lane.take(senderId))
      expect(ledgers.map(({ ledger }) => ledger)).toEqual([{ of: "acme-1" }, null, null, { of: "acme-4" }])
    }).pipe(Effect.provide(layer))
  )

  it.live(
    "RL-10: of two lanes that begin one message at once, for its conversation moves, only its own begins it",
    () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        yield* outbox.enqueue([message(0, { senderId: "acme-1" }), message(1, { senderId: "acme-2" })])
        yield* Effect.forEach(["acme-1", "acme-2"], (senderId) => Lane.take(senderId))
        const begun = yield* Effect.forEach(
          ["acme-1", "acme-2"],
          (senderId) => Lane.begin(1, [0, 1], { senderId, ledger: { of: senderId } }),
          { concurrency: "unbounded" }
        )
        expect(begun).toEqual([Lane.begun(0), Lane.begun(1)])
      }).pipe(Effect.provide(layer))
  )

  it.live("RT-03: acceptances of several lanes that come at once are recorded, and so is one that comes again", () =>
    Effect.gen(function* () {
      const outbox = yield* Outbox
      const lanes = yield* Lanes
      yield* outbox.enqueue(senders.map((senderId, n) => message(n, { senderId })))
      const finish = (senderId: string, n: number) => lanes.finish({ senderId, fence: 1, finishes: [accepted(n)] })
      yield* Effect.forEach(senders, (senderId, n) =>
        Effect.zipRight(Lane.take(senderId), Lane.begin(1, [n], { senderId }))
      )
      yield* finish("acme-1", 0)
      yield* Effect.forEach(senders, finish, { concurrency: "unbounded" })
      for (const n of senders.keys()) {
        expect(yield* Lane.find(n)).toMatchObject({ state: "accepted", wamid: `wamid.${n}` })
        expect(yield* Lane.kinds(n)).toEqual(["accepted", "attempted", "answered"])
      }
    }).pipe(Effect.provide(layer))
  )
}
