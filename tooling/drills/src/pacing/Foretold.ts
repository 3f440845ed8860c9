import * as Forecast from "@sluice/core/plan/Forecast"
import * as LaneLook from "@sluice/core/routing/LaneLook"
import type { Departure } from "./Platform.ts"
import * as Scenario from "./Scenario.ts"
import * as Trip from "./Trip.ts"

/** What the forecast said of the course that Sluice's lanes then took (RL-12). */
export interface Foretold {
  /** Departures before the end of the scenario. */
  readonly departures: number
  /** Of these and of the real ones: messages that left at another millisecond than foretold, or only in one of the two. */
  readonly differing: number
}

/** When each message of the list will leave. */
const plan = (scenario: Scenario.Scenario, seed: string): ReadonlyMap<number, number> => {
  const queues = Scenario.queues(scenario)
  const names = new Map(queues.flatMap(({ messages, sender }) => messages.map((message) => [message, sender])))
  const steps = Forecast.steps({
    senders: queues.map(({ sender }) => ({
      context: {
        sender,
        pacing: Scenario.policy.pacing,
        standing: { tier: "initial", throughput: "standard" },
        timeZone: Scenario.timeZone
      },
      state: null,
      templates: null
    })),
    messages: Array.from({ length: Scenario.queued(scenario) }, (_, message) => ({
      recipient: String(message),
      units: Scenario.textUnits,
      kind: "text",
      template: null,
      sender: names.get(message) ?? null
    })),
    startMillis: Scenario.startMillis,
    roundTripMillis: (message) => Trip.roundTripMillis(Trip.of(seed, message, 1)),
    startUnit: null,
    rhythm: LaneLook.defaults
  })
  const departures = new Map<number, number>()
  for (const step of steps) if (step._tag === "Departs") departures.set(step.index, step.atMillis)
  return departures
}

/** Plans the scenario, and compares with what left. */
export const compare = (scenario: Scenario.Scenario, seed: string, departures: ReadonlyArray<Departure>): Foretold => {
  const endMillis = Scenario.endMillis(scenario)
  const planned = new Map([...plan(scenario, seed)].filter(([, atMillis]) => atMillis < endMillis))
  const real = new Map(
    departures.filter(({ atMillis }) => atMillis < endMillis).map(({ atMillis, message }) => [message, atMillis])
  )
  const messages = new Set([...planned.keys(), ...real.keys()])
  return {
    departures: planned.size,
    differing: [...messages].filter((message) => planned.get(message) !== real.get(message)).length
  }
}
