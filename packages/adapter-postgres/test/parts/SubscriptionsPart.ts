import * as EventType from "@sluice/core/subscription/EventType"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import type { Filling, Handover, Outcome, Subscription } from "@sluice/engine/ports/Subscriptions"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option, Struct } from "effect"
import * as fc from "fast-check"

/** Calls of the subscriptions as data: two of them, each with few events in its queue. */
export type Step =
  | { readonly _tag: "Add"; readonly n: number; readonly isOfAll: boolean; readonly asksForCallbacks: boolean }
  | { readonly _tag: "Remove" | "Hasten"; readonly n: number }
  | { readonly _tag: "Switch"; readonly n: number; readonly isEnabled: boolean; readonly leaves: boolean }
  | { readonly _tag: "Fill"; readonly n: number; readonly readMax: number; readonly waitingMax: number }
  | { readonly _tag: "Claim"; readonly n: number; readonly limit: number; readonly lease: number }
  | {
      readonly _tag: "Record"
      /** Which of the claims so far, from the newest. */
      readonly nths: ReadonlyArray<number>
      readonly state: Outcome["state"]
      readonly dueAfter: number
    }
  | { readonly _tag: "ForgetDeliveries"; readonly before: number }

const n = fc.integer({ min: 1, max: 2 })
const few = fc.integer({ min: 1, max: 3 })

export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Add" as const),
      n,
      isOfAll: fc.boolean(),
      asksForCallbacks: fc.boolean()
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constantFrom("Remove" as const, "Hasten" as const), n }) },
  {
    weight: 1,
    arbitrary: fc.record({
      _tag: fc.constant("Switch" as const),
      n,
      isEnabled: fc.boolean(),
      leaves: fc.boolean()
    })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Fill" as const),
      n,
      readMax: few,
      waitingMax: fc.integer({ min: 1, max: 6 })
    })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: fc.constant("Claim" as const),
      n,
      limit: few,
      lease: fc.integer({ min: 1, max: 6 })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Record" as const),
      nths: fc.uniqueArray(fc.nat({ max: 4 }), { minLength: 1, maxLength: 3 }),
      state: fc.constantFrom("delivered" as const, "pending" as const, "abandoned" as const),
      dueAfter: fc.integer({ min: 0, max: 6 })
    })
  },
  {
    weight: 1,
    arbitrary: fc.record({ _tag: fc.constant("ForgetDeliveries" as const), before: fc.integer({ min: 0, max: 30 }) })
  }
)

/** What a run knows: its events by names of its own, since ids are each store's, and what was handed over to it. */
export interface Known {
  /** The number of the event among those that the run has met. */
  readonly nameOf: (eventId: string) => number
  readonly claimed: Array<Handover>
}

export const naming = (): Known => {
  const names = new Map<string, number>()
  return {
    nameOf: (eventId) => {
      const name = names.get(eventId) ?? names.size
      names.set(eventId, name)
      return name
    },
    claimed: []
  }
}

const subscriptionId = (n: number): string => `01900000-0000-7000-9000-${n.toString(16).padStart(12, "0")}`

/** Events of its account, and by what they are known in every store. */
const bodyOf: Filling["bodyOf"] = ({ accountId }, { accountId: of, data, type }) =>
  accountId === null || accountId === of ? JSON.stringify([type, data["number"] ?? data["state"]]) : null

const subscription = (step: Extract<Step, { _tag: "Add" }>, nowMillis: number): Subscription => ({
  id: subscriptionId(step.n),
  accountId: step.isOfAll ? null : "acme",
  name: `subscription ${step.n}`,
  target: { kind: "http", url: "https://hooks.example.com" },
  types: step.asksForCallbacks ? ["*", EventType.callback] : ["*"],
  secrets: [
    {
      sealed: { keyId: "k", nonce: new Uint8Array(12).fill(step.n), ciphertext: new Uint8Array(20).fill(9) },
      madeMillis: nowMillis,
      untilMillis: null
    }
  ],
  standing: { _tag: "Enabled", failingSinceMillis: null },
  createdMillis: nowMillis,
  createdBy: "key k"
})

/** Bytes as numbers, since stores may answer with any kind of `Uint8Array`. */
const plain = ({ secrets, ...rest }: Subscription) => ({
  ...rest,
  secrets: secrets.map(({ sealed, ...of }) => [of, sealed.keyId, [...sealed.nonce], [...sealed.ciphertext]])
})

/** What a step answers, on the store of the environment. */
export const perform = (step: Step, nowMillis: number, known: Known) =>
  Effect.gen(function* () {
    const subscriptions = yield* Subscriptions
    switch (step._tag) {
      case "Add": {
        const isThere = Option.isSome(yield* subscriptions.find(subscriptionId(step.n)))
        return isThere ? null : yield* subscriptions.add(subscription(step, nowMillis))
      }
      case "Remove":
        return yield* subscriptions.remove(subscriptionId(step.n))
      case "Hasten":
        return yield* subscriptions.hasten(subscriptionId(step.n), nowMillis)
      case "Switch": {
        const changed = yield* subscriptions.modify(subscriptionId(step.n), ({ secrets }) =>
          step.leaves
            ? null
            : {
                secrets: [...secrets, ...secrets].slice(0, 2),
                standing: step.isEnabled
                  ? { _tag: "Enabled", failingSinceMillis: nowMillis }
                  : { _tag: "Disabled", sinceMillis: nowMillis, because: "failing" }
              }
        )
        return Option.map(changed, plain)
      }
      case "Fill": {
        const { n, readMax, waitingMax } = step
        return yield* subscriptions.fill({ subscriptionId: subscriptionId(n), nowMillis, readMax, waitingMax, bodyOf })
      }
      case "Claim": {
        const { lease, limit, n } = step
        const handed = yield* subscriptions.claim({
          subscriptionId: subscriptionId(n),
          nowMillis,
          leaseMillis: lease,
          limit
        })
        known.claimed.unshift(...handed)
        return handed.map((one) => ({ ...one, eventId: known.nameOf(one.eventId) }))
      }
      case "Record": {
        const told = step.nths.flatMap((nth) => known.claimed[nth] ?? [])
        // Of one event once in a call, as whoever claimed it has it once.
        const once = told.filter(({ eventId }, at) => told.findIndex((one) => one.eventId === eventId) === at)
        return yield* Effect.forEach([1, 2].map(subscriptionId), (of) =>
          subscriptions.record(
            of,
            once
              .filter(({ subscriptionId }) => subscriptionId === of)
              .map(({ attempt, eventId }) => ({
                eventId,
                attempt,
                state: step.state,
                dueMillis: nowMillis + step.dueAfter,
                status: step.state === "delivered" ? 204 : 500,
                detail: step.state === "delivered" ? null : "it answered 500\0",
                atMillis: nowMillis
              }))
          )
        )
      }
      case "ForgetDeliveries":
        return yield* subscriptions.forget(startMillis + step.before)
    }
  })

/** Text as PostgreSQL can hold it. */
const storable = (text: string | null): string | null => text?.replaceAll("\0", "\ufffd") ?? null

/** Everything that can be read of it. */
export const everything = (nowMillis: number, known: Known) =>
  Effect.gen(function* () {
    const subscriptions = yield* Subscriptions
    const states = ["pending", "delivered", "abandoned"] as const
    return {
      listed: (yield* subscriptions.list(null)).map(plain),
      ofAcme: (yield* subscriptions.list("acme")).map(({ id }) => id),
      withWork: yield* subscriptions.withWork(nowMillis),
      queues: yield* Effect.forEach([1, 2].map(subscriptionId), (of) =>
        Effect.gen(function* () {
          const page = { subscriptionId: of, states, limit: 3 }
          const first = yield* subscriptions.deliveries({ ...page, beforeCursor: null })
          const beforeCursor = first.at(-1)?.cursor ?? null
          const next = beforeCursor === null ? [] : yield* subscriptions.deliveries({ ...page, beforeCursor })
          return {
            waiting: yield* subscriptions.waiting(of),
            deliveries: [...first, ...next].map((one) => ({
              ...Struct.omit(one, "cursor", "eventId"),
              detail: storable(one.detail),
              event: known.nameOf(one.eventId)
            }))
          }
        })
      )
    }
  })
