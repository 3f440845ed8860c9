import * as Policy from "@sluice/core/policy/Policy"
import * as Behaviour from "@sluice/simulator/config/Behaviour"
import * as World from "@sluice/simulator/config/World"
import type * as Judge from "@sluice/simulator/judge/Judge"
import * as Panel from "@sluice/simulator/judge/Panel"
import { Clock, Data, Effect, Schema } from "effect"
import * as Scenario from "./Scenario.ts"
import * as Trip from "./Trip.ts"

/**
 * The platform that every contestant sends to: the simulator's judge at the far end of a network, and a plain log of what came.
 *
 * The judge shares no rule with the throttle. It is as strict as the simulator is by default, and that is kind where the rules leave it
 * open: a medium hold is reviewed the moment its hour is over, and every 429 says when its hold ends.
 */
export interface Platform {
  /** One try, from its departure to its answer. */
  readonly send: (sender: string, message: number) => Effect.Effect<Answer>
  /** Whether everything is through: from here on nothing is left to see. */
  readonly isDone: () => boolean
  readonly log: () => Log
}

/** What a sender hears; a 429 carries `Retry-After` (RL-07). */
export type Answer = Data.TaggedEnum<{
  Accepted: {}
  Refused: { readonly retryAfterMillis: number }
}>
export const { Accepted, Refused } = Data.taggedEnum<Answer>()

/** What came to the platform before the scenario ended. */
export interface Log {
  readonly departures: ReadonlyArray<Departure>
  /** Arrivals that were accepted, in the order of time. */
  readonly acceptedMillis: ReadonlyArray<number>
  readonly refusals: ReadonlyArray<Judge.Refusal>
  /** Every hold that stood, with the end that was last told of it. */
  readonly holds: ReadonlyArray<Judge.Hold>
}

/** A try that left. */
export interface Departure {
  readonly sender: string
  readonly message: number
  readonly atMillis: number
}

const [business] = World.sample.businesses
const [sample] = World.sample.senders

/** The judge of a scenario. */
export const judgeOf = (scenario: Scenario.Scenario, seed: string): Judge.Judge => {
  const [first, ...others] = Scenario.queues(scenario).map(({ sender }, at): typeof World.Sender.Encoded => ({
    ...sample,
    phoneNumberId: sender,
    displayPhoneNumber: `+1 555 010 00${at}`,
    wabaId: `account of ${sender}`,
    tier: "initial"
  }))
  return Panel.make({
    ...Schema.decodeSync(Behaviour.Judging)({}),
    world: Schema.decodeSync(World.World)({
      ...World.sample,
      businesses: [{ ...business, timeZone: Scenario.timeZone }],
      senders: [first ?? sample, ...others]
    }),
    policies: { ...Policy.shipped, guide: Scenario.policy },
    defaultPolicy: "guide",
    seed,
    slackMillis: 0
  })
}

/** Digits of the recipient of a message: everybody is written to once. */
export const recipient = (message: number): string => `886930${String(message).padStart(6, "0")}`

export const make = (scenario: Scenario.Scenario, seed: string): Platform => {
  const judge = judgeOf(scenario, seed)
  const endMillis = Scenario.endMillis(scenario)
  const total = Scenario.queued(scenario)
  const tries = new Map<number, number>()
  const departures: Array<Departure> = []
  const acceptedMillis: Array<number> = []
  const refusals: Array<Judge.Refusal> = []
  const holds = new Map<string, Judge.Hold>()

  const arrive = (sender: string, message: number, atMillis: number): Answer => {
    const verdict = judge.judge({ phoneNumberId: sender, recipient: recipient(message), type: "text" }, atMillis)
    if (verdict._tag === "Admitted") {
      if (atMillis < endMillis) acceptedMillis.push(atMillis)
      return Accepted()
    }
    if (atMillis < endMillis) refusals.push(verdict.refusal)
    // Only a refusal begins a hold or makes it longer, so this sees them all.
    for (const hold of judge.holds(atMillis)) holds.set(`${hold.level} ${hold.id} ${hold.sinceMillis}`, hold)
    return Refused({ retryAfterMillis: verdict.refusal.retryAfterMillis ?? 0 })
  }

  return {
    // No span: hundreds of thousands of tries are made.
    send: (sender, message) =>
      Effect.gen(function* () {
        departures.push({ sender, message, atMillis: yield* Clock.currentTimeMillis })
        const attempt = (tries.get(message) ?? 0) + 1
        tries.set(message, attempt)
        const { backMillis, outMillis } = Trip.of(seed, message, attempt)
        yield* Effect.sleep(outMillis)
        const answer = arrive(sender, message, yield* Clock.currentTimeMillis)
        yield* Effect.sleep(backMillis)
        return answer
      }),
    isDone: () => acceptedMillis.length === total,
    log: () => ({ departures, acceptedMillis, refusals, holds: [...holds.values()] })
  }
}
