import * as EventType from "@sluice/core/subscription/EventType"
import { Feed } from "@sluice/engine/ports/Feed"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { becomes, byId, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"
import * as SubscriptionsPart from "./parts/SubscriptionsPart.ts"

/** Calls of the feed and of those who are told of it, as data. A message is changed alone: of two that change at once either may be told first. */
export type Step =
  | SubscriptionsPart.Step
  | { readonly _tag: "Tell"; readonly told: ReadonlyArray<Told> }
  | { readonly _tag: "Enqueue"; readonly n: number }
  | { readonly _tag: "Change"; readonly n: number; readonly state: "cancelled" | "failed" | "dead" }
  | { readonly _tag: "Listen"; readonly lasts: number }
  | { readonly _tag: "Maintain"; readonly before: number }
  | { readonly _tag: "Read"; readonly accountId: string | null; readonly limit: number; readonly fromStart: boolean }

interface Told {
  readonly type: EventType.EventType
  readonly accountId: string
}

const moment = fc.integer({ min: 0, max: 30 })
const n = fc.integer({ min: 1, max: 4 })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: SubscriptionsPart.step },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Tell" as const),
      told: fc.array(
        fc.record({
          type: fc.constantFrom<EventType.EventType>("message.received", "message.received", EventType.callback),
          accountId: fc.constantFrom("acme", "Acme", "zenith")
        }),
        { maxLength: 4 }
      )
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Enqueue" as const), n }) },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Change" as const),
      n,
      state: fc.constantFrom("cancelled" as const, "failed" as const, "dead" as const)
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Listen" as const), lasts: moment }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Maintain" as const), before: moment }) },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Read" as const),
      accountId: fc.constantFrom(null, "acme", "zenith"),
      limit: fc.integer({ min: 1, max: 4 }),
      fromStart: fc.boolean()
    })
  }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 5, maxLength: 40 })

/** Where the reading of a run is: positions are each store's own. */
interface Place {
  readonly start: string
  position: string
}

/** What is told is numbered through, and known by that: ids and positions are each store's own. */
const perform = (step: Step, index: number, place: Place, known: SubscriptionsPart.Known) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const outbox = yield* Outbox
    const nowMillis = startMillis + index
    switch (step._tag) {
      case "Tell":
        return yield* feed.append(
          step.told.map(({ accountId, type }, nth) => ({
            type,
            accountId,
            atMillis: nowMillis,
            data: { number: index * 10 + nth, text: "\u{1F600}" }
          }))
        )
      case "Enqueue":
        return yield* outbox.enqueue([message(step.n)])
      case "Change":
        return yield* outbox.modify([byId(step.n)], ({ state }) =>
          state === "queued" ? becomes(step.state, nowMillis) : null
        )
      case "Listen":
        return yield* feed.listen(nowMillis + step.lasts)
      case "Maintain":
        return yield* feed.maintain({ nowMillis, beforeMillis: startMillis + step.before })
      case "Read": {
        const afterPosition = step.fromStart ? place.start : place.position
        const { accountId, limit } = step
        const page = yield* feed.after({ afterPosition, limit, accountId })
        if (!step.fromStart) place.position = page.position
        return {
          more: page.more,
          moved: page.position !== afterPosition,
          events: page.events.map(({ id, position, ...told }) => [told, known.nameOf(id), feed.isPosition(position)])
        }
      }
      default:
        return yield* SubscriptionsPart.perform(step, nowMillis, known)
    }
  })

/** What each step answers, and the queues after it; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const start = yield* feed.end
    const place: Place = { start, position: start }
    const known = SubscriptionsPart.naming()
    return yield* Effect.forEach(steps, (one, index) =>
      Effect.zip(
        perform(one, index, place, known),
        Effect.suspend(() => SubscriptionsPart.everything(startMillis + index, known))
      )
    )
  })
