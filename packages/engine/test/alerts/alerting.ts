import * as Letter from "@sluice/core/alert/Letter"
import * as Policy from "@sluice/core/policy/Policy"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import { AlertDesk } from "@sluice/engine/alerts/AlertDesk"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as Postman from "@sluice/engine/alerts/Postman"
import { LetterPost } from "@sluice/engine/ports/AlertChannels"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Clock, Effect, Layer, TestClock } from "effect"
import * as World from "../world.ts"

/** A gateway with two channels, a receiver of their letters, and sends that end well or badly. */

export const { alerting } = Policy.shipped.guide
export const operator = { keyId: "k", name: "ann", role: "operator", accountId: null } as const

const channels = Channels.layer([
  { kind: "log", name: "all", least: "info" },
  { kind: "log", name: "night", least: "critical" }
])
export const world = Layer.provideMerge(
  AlertDesk.layer,
  Layer.mergeAll(World.store, World.directory(World.sender("guide")), channels)
)

/** A receiver that answers by `replies`, the last one again and again; what it was handed, and when. */
export const receiver = (...replies: readonly [Reply, ...ReadonlyArray<Reply>]) => {
  const handed: Array<{ readonly letter: Letter.Letter; readonly atMillis: number }> = []
  const layer = Layer.succeed(LetterPost, {
    names: ["all", "night"],
    deliver: (letter) =>
      Effect.map(Clock.currentTimeMillis, (atMillis) => {
        handed.push({ letter, atMillis })
        return replies[Math.min(handed.length, replies.length) - 1] ?? replies[0]
      })
  })
  const said = () =>
    handed.map(({ letter: { channel, lines } }) => [channel, ...lines.map(({ kind, ruleId }) => `${ruleId} ${kind}`)])
  return { handed, layer, said }
}

export const taken: Reply = { _tag: "Taken", status: 200 }
export const untaken: Reply = { _tag: "Untaken", status: 500, detail: "it answered 500", askedMillis: null }

export const options = { ...AlertWatch.defaults, holder: "worker 1" }

/** Time passes, with a look and the letters that are due every ten seconds. */
export const pass = Effect.fnUntraced(function* (millis: number, post: Layer.Layer<LetterPost>) {
  for (let passed = 0; passed < millis; passed += alerting.lookMillis) {
    yield* AlertWatch.look(options)
    yield* letters(post)
    yield* TestClock.adjust(alerting.lookMillis)
  }
})

export const letters = (post: Layer.Layer<LetterPost>) =>
  Effect.provide(
    Effect.forEach(["all", "night"], (channel) => Postman.round(channel, Postman.defaults), { discard: true }),
    post
  )
export const minute = 60_000

let sent = 0

/** So many sends left just now and came to this. */
export const sends = (
  count: number,
  how: { readonly outcome: "accepted" | "refused"; readonly httpStatus: number; readonly code: number | null }
) =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    const lanes = yield* Lanes
    const nowMillis = yield* Clock.currentTimeMillis
    const { fence } = yield* lanes.take({ senderId: "sender", runner: "r", nowMillis, recentSinceMillis: nowMillis })
    const messages = Array.from({ length: count }, () => World.message(++sent))
    yield* outbox.enqueue(messages)
    const at = { senderId: "sender", fence, nowMillis, ledger: {} }
    yield* lanes.begin({
      ...at,
      sends: messages.map(({ id }) => ({ messageId: id, attempt: 1, endpoint: "http://primary.test" })),
      holdKeys: []
    })
    yield* lanes.finish({
      ...at,
      finishes: messages.map(({ id }) => ({
        messageId: id,
        attempt: 1,
        answeredMillis: nowMillis,
        ...how,
        detail: null,
        change: { state: how.outcome === "accepted" ? ("accepted" as const) : ("failed" as const), events: [] }
      }))
    })
  })

export const outage = { outcome: "refused", httpStatus: 503, code: null } as const
export const throttled = { outcome: "refused", httpStatus: 429, code: 130_429 } as const
export const good = { outcome: "accepted", httpStatus: 200, code: null } as const
