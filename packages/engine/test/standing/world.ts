import * as ToldDirectory from "@sluice/engine/directory/ToldDirectory"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StandingDesk } from "@sluice/engine/standing/StandingDesk"
import { Clock, Effect, Layer, TestClock } from "effect"
import * as World from "../world.ts"

export const dayMillis = 86_400_000
/** Noon of a day: what is sent now counts as today. */
export const startMillis = 20_000 * dayMillis + dayMillis / 2
export const today = 20_000

export const operator = { keyId: "k", name: "ann", role: "operator", accountId: "account" } as const

const senders = [
  World.sender("guide"),
  World.sender("guide", { id: "sibling", phoneNumberId: "2", number: "+15550100002" }),
  World.sender("cloud-api", { id: "foreign", phoneNumberId: "3", accountId: "another", businessId: "elsewhere" })
]

/**
 * Two senders of one business under the guide and one of another account, in a store of their own; the clock stands at `startMillis`.
 *
 * @param pollMillis how often the directory looks: rarely, since days of the test's clock pass in a test.
 */
export const world = (pollMillis = dayMillis) =>
  StandingDesk.layer.pipe(
    Layer.provideMerge(ToldDirectory.layer({ pollMillis })),
    Layer.provideMerge(Layer.merge(World.store, World.directory(...senders))),
    Layer.provideMerge(Layer.effectDiscard(TestClock.setTime(startMillis)))
  )

export const layer = world()

let made = 0

/** So many sends of a sender left now; the last `refused` of them were refused. The clock goes on until they are counted. */
export const sends = Effect.fnUntraced(function* (count: number, refused = 0, senderId = "sender") {
  const outbox = yield* Outbox
  const lanes = yield* Lanes
  const nowMillis = yield* Clock.currentTimeMillis
  const { fence } = yield* lanes.take({ senderId, runner: "r", nowMillis, recentSinceMillis: nowMillis })
  const messages = Array.from({ length: count }, () => World.message(++made, { senderId }))
  yield* outbox.enqueue(messages)
  const at = { senderId, fence, nowMillis, ledger: {} }
  yield* lanes.begin({
    ...at,
    sends: messages.map(({ id }) => ({ messageId: id, attempt: 1, endpoint: "http://primary.test" })),
    holdKeys: []
  })
  yield* lanes.finish({
    ...at,
    finishes: messages.map(({ id }, index) => ({
      messageId: id,
      attempt: 1,
      answeredMillis: nowMillis,
      outcome: index < count - refused ? "accepted" : "refused",
      httpStatus: 200,
      code: null,
      detail: null,
      change: { state: index < count - refused ? "accepted" : "failed", events: [] }
    }))
  })
  yield* TestClock.adjust("11 seconds")
})
