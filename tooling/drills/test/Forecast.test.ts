import type * as Campaign from "@sluice/core/plan/Campaign"
import * as Forecast from "@sluice/core/plan/Forecast"
import type * as Step from "@sluice/core/plan/Step"
import type * as Summary from "@sluice/core/plan/Summary"
import * as Policy from "@sluice/core/policy/Policy"
import * as LaneLook from "@sluice/core/routing/LaneLook"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as EnginesCourse from "./enginesCourse.ts"

/**
 * A forecast against what it foretells: the same campaign, run by the engine's own lanes over their store, and judged by the simulated
 * platform, all in virtual time.
 */

interface Given {
  readonly policy: keyof typeof Policy.shipped
  readonly senders: number
  readonly tier: "initial" | "raised"
  readonly startMillis: number
  readonly roundTripMillis: Campaign.Campaign["roundTripMillis"]
  readonly messages: ReadonlyArray<Campaign.Message>
}

interface Case extends Given {
  /** What it shows, with the rules that make it interesting. */
  readonly name: string
}

/** A Tuesday; in Taipei it is 8 hours later. */
const at = (hour: number, minute = 0): number => Date.UTC(2026, 2, 10, hour, minute)

const recipient = (n: number): string => `+1555020${String(n).padStart(4, "0")}`

const text = (n: number, more: Partial<Campaign.Message> = {}): Campaign.Message => ({
  recipient: recipient(n),
  units: 1,
  kind: "text",
  template: null,
  ...more
})

const media = (n: number): Campaign.Message => text(n, { units: 1.8, kind: "media" })

const list = (length: number, of: (n: number) => Campaign.Message): ReadonlyArray<Campaign.Message> =>
  Array.from({ length }, (_, n) => of(n))

/** As networks are: mostly short, at times long. */
const uneven = (index: number): number => 60 + ((index * 7_919) % 240) + (index % 29 === 0 ? 1_100 : 0)

const cases: ReadonlyArray<Case> = [
  {
    name: "RL-01, RL-05: a new sender, through three rests",
    policy: "guide",
    senders: 1,
    tier: "initial",
    startMillis: at(1, 7),
    roundTripMillis: 180,
    messages: list(150, (n) => text(n))
  },
  {
    name: "RL-02, RL-05: a new sender, with media among its texts and several messages to some recipients",
    policy: "guide",
    senders: 1,
    tier: "initial",
    startMillis: at(1, 7),
    roundTripMillis: uneven,
    messages: list(120, (n) => (n % 3 === 1 ? media(n % 40) : text(n % 40)))
  },
  {
    name: "RL-01, RL-04, RL-08: a raised sender into its peak hours, through its rests",
    policy: "guide",
    senders: 1,
    tier: "raised",
    // 09:48 in Taipei: the peak begins at ten.
    startMillis: at(1, 48),
    roundTripMillis: uneven,
    messages: list(800, (n) => (n % 7 === 3 ? media(n) : text(n)))
  },
  {
    name: "RL-01: a raised sender out of its peak hours",
    policy: "guide",
    senders: 1,
    tier: "raised",
    // 11:52 in Taipei: the peak ends at twelve.
    startMillis: at(3, 52),
    roundTripMillis: 240,
    messages: list(450, (n) => text(n))
  },
  {
    name: "RL-05: a raised sender whose recipients are few",
    policy: "guide",
    senders: 1,
    tier: "raised",
    startMillis: at(12),
    roundTripMillis: uneven,
    messages: list(300, (n) => text(n % 4))
  },
  {
    name: "RL-10: five senders that take turns",
    policy: "guide",
    senders: 5,
    tier: "initial",
    startMillis: at(1, 7),
    roundTripMillis: uneven,
    messages: list(250, (n) => (n % 5 === 2 ? media(n) : text(n)))
  },
  {
    name: "messages that are due later",
    policy: "guide",
    senders: 1,
    tier: "raised",
    startMillis: at(12),
    roundTripMillis: 150,
    messages: list(60, (n) => text(n, { dueMillis: at(12) + ((n * 37) % 60) * 5_000 }))
  },
  {
    name: "CLOUD_API 3.4: eighty a second",
    policy: "cloud-api",
    senders: 1,
    tier: "initial",
    startMillis: at(9),
    roundTripMillis: uneven,
    messages: list(1_200, (n) => text(n))
  },
  {
    name: "CLOUD_API 3.4: bursts to few recipients, and what they borrowed",
    policy: "cloud-api",
    senders: 1,
    tier: "initial",
    startMillis: at(9),
    roundTripMillis: 120,
    messages: list(900, (n) => text(n % 30))
  },
  {
    name: "CLOUD_API 3.4: some who are written to often among many who are not",
    policy: "cloud-api",
    senders: 1,
    tier: "initial",
    startMillis: at(9),
    roundTripMillis: uneven,
    messages: list(1_000, (n) => text(n % 4 === 0 ? n % 20 : n))
  },
  {
    name: "RL-05: more conversations that wait for their own turn than a look shows",
    policy: "cloud-api",
    senders: 1,
    tier: "initial",
    startMillis: at(9),
    roundTripMillis: 4_000,
    messages: list(1_500, (n) => text(n % 750))
  },
  {
    name: "RL-10, CLOUD_API 3.4: three senders at eighty a second each",
    policy: "cloud-api",
    senders: 3,
    tier: "initial",
    startMillis: at(9),
    roundTripMillis: uneven,
    messages: list(900, (n) => text(n))
  }
]

const campaignOf = ({ messages, policy, roundTripMillis, senders, startMillis, tier }: Given): Campaign.Campaign => ({
  senders: Array.from({ length: senders }, (_, n) => ({
    context: {
      sender: `10020030040050${n}`,
      pacing: Policy.shipped[policy].pacing,
      standing: { tier, throughput: "standard" as const },
      timeZone: "Asia/Taipei"
    },
    state: null,
    templates: null
  })),
  messages,
  startMillis,
  roundTripMillis,
  startUnit: null,
  rhythm: LaneLook.defaults
})

const planned = (
  campaign: Campaign.Campaign
): { readonly steps: ReadonlyArray<Step.Step>; readonly summary: Summary.Summary } => {
  const plan = Forecast.steps(campaign)
  const steps: Array<Step.Step> = []
  for (;;) {
    const step = plan.next()
    if (step.done === true) return { steps, summary: step.value }
    steps.push(step.value)
  }
}

/** Both courses of one campaign: foretold, and run. */
const courses = async (given: Given) => {
  const campaign = campaignOf(given)
  const { steps, summary } = planned(campaign)
  const departures = steps.filter((step) => step._tag === "Departs").toSorted((a, b) => a.index - b.index)
  const course = await EnginesCourse.run(given.policy, campaign, departures)
  return {
    summary,
    refusals: course.refusals,
    foretold: departures.map(({ atMillis, index, sender }) => ({ index, sender, atMillis })),
    run: course.departures
  }
}

const policies: ReadonlyArray<keyof typeof Policy.shipped> = ["guide", "cloud-api"]

const anyCase: fc.Arbitrary<Given> = fc
  .record({
    policy: fc.constantFrom(...policies),
    senders: fc.integer({ min: 1, max: 4 }),
    tier: fc.constantFrom("initial" as const, "raised" as const),
    startMillis: fc.integer({ min: at(0), max: at(23) }),
    trip: fc.integer({ min: 0, max: 2_500 }),
    messages: fc.array(fc.record({ recipient: fc.nat({ max: 30 }), isMedia: fc.boolean() }), {
      minLength: 1,
      maxLength: 90
    })
  })
  .map(({ messages, trip, ...given }) => ({
    ...given,
    roundTripMillis: (index: number) => (index * 613) % (trip + 1),
    messages: messages.map(({ isMedia, recipient }, n) => {
      // Several senders hear of a conversation's next message when the one before is answered, acceptance knows it sooner.
      const who = given.senders === 1 ? recipient : n
      return isMedia ? media(who) : text(who)
    })
  }))

/** Some thousand rounds of lanes: seconds on a machine that does nothing else. */
const busyMillis = 120_000

describe("Forecast and engine", () => {
  it.each(cases.map((given) => [given.name, given] as const))(
    "RL-12: every message leaves at the foretold millisecond, and the platform refuses none: %s",
    async (_, given) => {
      const { foretold, refusals, run, summary } = await courses(given)
      expect(refusals).toEqual([])
      expect(run).toEqual(foretold)
      expect(run).toHaveLength(given.messages.length)
      expect(summary.finishMillis).toBe(Math.max(...run.map(({ atMillis }) => atMillis)))
      expect(summary.holds).toBe(0)
    },
    busyMillis
  )

  it(
    "RL-12: whatever the campaign, the forecast and the engine agree to the millisecond",
    async () => {
      await fc.assert(
        fc.asyncProperty(anyCase, async (given) => {
          const { foretold, refusals, run } = await courses(given)
          expect(refusals).toEqual([])
          expect(run).toEqual(foretold)
          expect(run).toHaveLength(given.messages.length)
        }),
        { numRuns: 25 }
      )
    },
    busyMillis
  )
})
