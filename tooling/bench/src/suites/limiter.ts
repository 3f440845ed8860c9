import { RateLimiterMemory } from "rate-limiter-flexible"
import type * as Pacing from "@sluice/core/policy/Pacing"
import { cloudApi } from "@sluice/core/policy/cloudApi"
import { guide } from "@sluice/core/policy/guide"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as Contest from "../Contest.ts"
import type { Suite } from "../Suite.ts"

/**
 * What one decision is, on both sides: may this message leave, and if it may, the account of it.
 *
 * - The peer: `await limiter.consume(key)`; a refusal is a rejected promise. A fixed window, counted at the moment of asking.
 * - Sluice: `Ledger.decide`, and for what it admits `Ledger.evolve` with the departure. A sliding window, counted as the platform counts.
 *
 * A send counts until a window after its answer, so beside the decision there is another fact for each admitted message, which the peer has no
 * counterpart of: where a title says "and answered", it is in the figure too, and the state goes on for ever. Where it does not, every
 * run of 2,000 decisions begins with an empty ledger, and its growing is in the figure.
 */
const decisions = 2_000

/** The promise against the peer, on the same single limit. */
const peerFloor = 1

/**
 * With many recipients a run begins with an empty book of them, and its growing to a thousand is in the figure, while the peer's is grown: measured
 * 1.1 to 1.6 times the peer's speed, and below it in one run of many. The floor leaves room for that one.
 */
const growingFloor = 0.75

/**
 * Five scopes against the peer's one: under half of what was measured in one run on two shared cores (0.6, 0.3, 5 and 1.9 times the peer's speed,
 * in the order of the rows), so that a quiet machine and a loaded one agree, and a step that became twice as dear is seen.
 */
const scopesFloor = { admitted: 0.25, answered: 0.1, saturated: 1.5, guide: 0.5 }

const none: Pacing.Pacing = {
  ...cloudApi.pacing,
  throughput: null,
  uniqueRecipients: null,
  usage: null,
  pair: { intervalMillis: 0, burst: 1, burstMillis: 0 }
}

const context = (pacing: Pacing.Pacing): Ledger.Context => ({
  sender: "sender",
  business: "business",
  account: "account",
  app: "app",
  pacing,
  standing: { tier: "raised", throughput: "upgraded" },
  timeZone: "Asia/Seoul",
  messagingTier: "TIER_100K",
  leased: false
})

const perSecond = (limit: number): Pacing.Throughput => ({
  perSecond: limit,
  upgradedPerSecond: limit,
  coexistencePerSecond: limit
})

const shared = { windowMillis: 60_000, callsMax: 10_000_000 }

/** Every limit of a policy, and requests counted at business, account and app besides: all five scopes have something to say. */
const everyScope = (pacing: Pacing.Pacing): Pacing.Pacing => ({
  ...pacing,
  sharedCalls: { business: shared, account: shared, app: shared }
})

interface Load {
  readonly pacing: Pacing.Pacing
  readonly recipients: number
  /** Time between two decisions; may be less than a millisecond. */
  readonly stepMillis: number
  /** Is each admitted message answered at once? */
  readonly answers: boolean
}

const sluice = (name: string, { answers, pacing, recipients, stepMillis }: Load): Contest.Entry => {
  const on = context(pacing)
  // Requests exist before they are decided upon; twice as many as are in use at a time, so that ids come back only when they are free.
  const requests = Array.from({ length: Math.max(2 * decisions, recipients) }, (_, index): Ledger.Request => ({
    id: `message-${index}`,
    recipient: `recipient-${index % recipients}`,
    units: 1,
    kind: "text",
    template: null,
    probeOf: null,
    outsideWindow: true
  }))
  let state = Ledger.initial(on)
  let made = 0
  return {
    name,
    operations: decisions,
    run: () => {
      let admitted = 0
      if (!answers) state = Ledger.initial(on)
      for (let i = 0; i < decisions; i++, made++) {
        const request = requests[made % requests.length]
        if (request === undefined) break
        const nowMillis = 1_800_000_000_000 + Math.floor(made * stepMillis)
        const decision = Ledger.decide(on, state, request, nowMillis)
        if (decision._tag !== "Admitted") continue
        admitted++
        state = Ledger.evolve(on, state, decision.departure)
        if (answers) state = Ledger.evolve(on, state, { _tag: "Answered", id: request.id, atMillis: nowMillis })
      }
      return admitted + 1
    }
  }
}

/** @param points of each key before it refuses. */
const flexible = (points: number, keys: number): Contest.Entry => {
  const limiter = new RateLimiterMemory({ points, duration: 3_600 })
  const names = Array.from({ length: keys }, (_, index) => `recipient-${index}`)
  let made = 0
  return {
    name: "rate-limiter-flexible",
    operations: decisions,
    run: async () => {
      let admitted = 0
      for (let i = 0; i < decisions; i++, made++) {
        try {
          await limiter.consume(names[made % keys] ?? "")
          admitted++
        } catch {
          // Refused: the key has spent its points.
        }
      }
      return admitted + 1
    }
  }
}

const never = Number.MAX_SAFE_INTEGER

const sender = { ...none, throughput: perSecond(1_000) }
const bursts = { ...none, pair: { intervalMillis: 6_000, burst: 45, burstMillis: 3_000 } }

interface Match {
  readonly title: string
  readonly load: Load
  readonly points: number
  readonly floor?: number
}

const matches: ReadonlyArray<Match> = [
  {
    title: "one limit of one sender, all admitted",
    load: { pacing: { ...none, throughput: perSecond(1_000_000) }, recipients: 1, stepMillis: 1.02, answers: false },
    points: never,
    floor: peerFloor
  },
  {
    title: "one limit of one sender, all admitted and answered",
    load: { pacing: sender, recipients: 1, stepMillis: 1.02, answers: true },
    points: never
  },
  {
    title: "one limit of one sender, saturated (99 % refused)",
    load: { pacing: sender, recipients: 1, stepMillis: 0.01, answers: true },
    points: 1,
    floor: peerFloor
  },
  {
    title: "one limit of each of 1,000 recipients, all admitted",
    load: { pacing: bursts, recipients: 1_000, stepMillis: 1, answers: false },
    points: never,
    floor: growingFloor
  },
  {
    title: "one limit of each of 1,000 recipients, all admitted and answered",
    load: { pacing: bursts, recipients: 1_000, stepMillis: 7, answers: true },
    points: never
  },
  {
    title: "one limit of each of 1,000 recipients, saturated (99 % refused)",
    load: { pacing: { ...none, pair: guide.pacing.pair }, recipients: 1_000, stepMillis: 0.06, answers: true },
    points: 1,
    floor: peerFloor
  },
  {
    title: "all five scopes of cloud-api, all admitted (against the peer's one)",
    load: {
      pacing: everyScope({ ...cloudApi.pacing, throughput: perSecond(1_000_000) }),
      recipients: 1_000,
      stepMillis: 1,
      answers: false
    },
    points: never,
    floor: scopesFloor.admitted
  },
  {
    title: "all five scopes of cloud-api, all admitted and answered (against the peer's one)",
    load: { pacing: everyScope(cloudApi.pacing), recipients: 10_000, stepMillis: 1.02, answers: true },
    points: never,
    floor: scopesFloor.answered
  },
  {
    title: "all five scopes of cloud-api, saturated (against the peer's one)",
    load: { pacing: everyScope(cloudApi.pacing), recipients: 10_000, stepMillis: 0.01, answers: true },
    points: 1,
    floor: scopesFloor.saturated
  },
  {
    title: "all five scopes of the guide, saturated at 30 a minute (against the peer's one)",
    load: { pacing: everyScope(guide.pacing), recipients: 10_000, stepMillis: 20, answers: true },
    points: 1,
    floor: scopesFloor.guide
  }
]

const contest = ({ floor, load, points, title }: Match): Contest.Contest => ({
  title,
  unit: "decisions/s",
  subject: sluice("sluice", load),
  peers: [{ ...flexible(points, load.recipients), ...(floor !== undefined && { floor }) }]
})

/** @public Found by its file's name. */
export const suite: Suite = {
  name: "limiter",
  describe: "a decision of the limit ledger, against rate-limiter-flexible's consume in memory",
  run: async ({ effort }) => {
    const results: Array<Contest.Result> = []
    for (const match of matches) results.push(await Contest.hold(contest(match), effort))
    return { contests: results }
  }
}
