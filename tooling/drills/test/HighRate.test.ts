import * as Policy from "@sluice/core/policy/Policy"
import * as World from "@sluice/simulator/config/World"
import * as Panel from "@sluice/simulator/judge/Panel"
import { Clock, Effect, Fiber, Schema } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as VirtualEngine from "../src/pacing/VirtualEngine.ts"
import * as VirtualTime from "../src/pacing/VirtualTime.ts"

/**
 * Senders of high rates, all of them at once: their lanes over one store, in virtual time, before the simulated platform's judge, which counts at
 * arrival and knows nothing of the throttle.
 */

const startMillis = Date.UTC(2026, 2, 10, 3)

type Rate = "standard" | "upgraded" | "coexistence"

const perSecond: Readonly<Record<Rate, number>> = { standard: 80, upgraded: 1_000, coexistence: 20 }

interface Course {
  readonly rates: readonly [Rate, ...ReadonlyArray<Rate>]
  readonly messagesEach: number
  /** Of a message, by its place: there and back. */
  readonly tripMillis: (place: number) => number
  /** How many messages go to one recipient. */
  readonly perRecipient: number
}

const run = async ({ messagesEach, perRecipient, rates, tripMillis }: Course) => {
  const names = rates.map((_, index) => `sender-${index}`)
  const [first = "", ...others] = names
  const sender = (name: string, index: number) => ({
    phoneNumberId: name,
    displayPhoneNumber: `+1 555 010 000${index}`,
    callingCode: "1",
    wabaId: `waba of ${name}`,
    businessId: "business",
    throughput: rates[index] ?? "standard"
  })
  const judge = Panel.make({
    world: Schema.decodeSync(World.World)({
      ...World.sample,
      businesses: [{ businessId: "business", accountId: "account", timeZone: "UTC", messagingLimit: "TIER_UNLIMITED" }],
      senders: [sender(first, 0), ...others.map((name, index) => sender(name, index + 1))]
    }),
    policies: Policy.shipped,
    defaultPolicy: "cloud-api",
    seed: "high rate",
    reviewAfterMillis: null,
    forcedEscalationShare: 1,
    slackMillis: 0,
    retryAfter: true
  })
  const time = VirtualTime.make(startMillis)
  const total = messagesEach * names.length
  const arrivals = new Map<string, Array<number>>(names.map((name) => [name, []]))
  const refusals: Array<unknown> = []
  let answers = 0
  const recipientOf = (place: number): string => `1555${String(Math.floor(place / perRecipient)).padStart(7, "0")}`
  const program = VirtualEngine.run({
    senders: names.map((id, index) => ({
      id,
      tier: "initial",
      throughput: rates[index] ?? "standard",
      timeZone: "UTC",
      policy: Policy.shipped["cloud-api"]
    })),
    messages: Array.from({ length: total }, (_, place) => ({
      place,
      senderId: names[place % names.length] ?? first,
      recipient: `+${recipientOf(place)}`,
      kind: "text",
      units: 1,
      dueMillis: startMillis
    })),
    startMillis,
    send: (name, place) =>
      Effect.gen(function* () {
        const millis = tripMillis(place)
        const there = Math.floor(millis / 2)
        yield* Effect.sleep(there)
        const atMillis = yield* Clock.currentTimeMillis
        arrivals.get(name)?.push(atMillis)
        const verdict = judge.judge({ phoneNumberId: name, recipient: recipientOf(place), type: "text" }, atMillis)
        if (verdict._tag === "Refused") refusals.push({ name, place, ...verdict.refusal })
        yield* Effect.sleep(millis - there)
        answers++
        return { _tag: "Accepted", wamid: `wamid.${place}`, httpStatus: 200, heldByPlatform: false }
      })
  })
  const fiber = program.pipe(Effect.withClock(time.clock), Effect.runFork)
  await time.pass(() => answers >= total, startMillis + 3_600_000)
  const ended = Effect.runPromise(Fiber.interrupt(fiber))
  await time.pass(() => false, startMillis + 2 * 3_600_000)
  await ended
  return { answers, total, refusals, arrivals }
}

/** Messages a second over the whole of a sender's course. */
const rateOf = (times: ReadonlyArray<number>): number => {
  const spanMillis = Math.max(...times) - Math.min(...times)
  return spanMillis === 0 ? times.length : (times.length * 1_000) / spanMillis
}

describe("Senders of high rates", () => {
  it("CLOUD_API 3.4: 80 and 1000 a second beside each other use most of their rates, and the judge finds no violation", async () => {
    const rates = ["standard", "upgraded"] as const
    const { answers, arrivals, refusals, total } = await run({
      rates,
      messagesEach: 400,
      perRecipient: 1,
      tripMillis: (place) => 40 + ((place * 7_919) % 60)
    })
    expect(refusals).toEqual([])
    expect(answers).toBe(total)
    const [standard = 0, upgraded = 0] = [...arrivals.values()].map(rateOf)
    // A send counts from its departure until a second after its answer, so a trip's length is lost in each second.
    expect(standard).toBeGreaterThan(0.85 * perSecond.standard)
    expect(standard).toBeLessThanOrEqual(perSecond.standard * 1.12)
    expect(upgraded).toBeGreaterThan(400)
  })

  it("CLOUD_API 3.4: whatever the rates, the trips and the recipients, nothing is over a limit, and all of it goes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Rate>("standard", "upgraded", "coexistence"), { minLength: 1, maxLength: 3 }),
        fc.array(fc.integer({ min: 1, max: 2_500 }), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 4 }),
        async ([head = "standard", ...tail], trips, perRecipient) => {
          const { answers, refusals, total } = await run({
            rates: [head, ...tail],
            messagesEach: 60,
            perRecipient,
            tripMillis: (place) => trips[place % trips.length] ?? 1
          })
          expect(refusals).toEqual([])
          expect(answers).toBe(total)
        }
      ),
      { numRuns: 6 }
    )
  })
})
