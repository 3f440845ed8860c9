import * as Hold from "@sluice/core/throttle/Hold"
import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import * as Ledger from "@sluice/core/throttle/Ledger"
import * as LedgerRecovery from "@sluice/core/throttle/LedgerRecovery"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import { Either } from "effect"
import type { Trip } from "./lane.ts"

/** A message that waits for its turn. */
export interface Queued {
  readonly recipient: string
  readonly units: number
  readonly kind: "text" | "media"
  readonly outsideWindow: boolean
}

export interface Course {
  /** Of each lane, all but its own key; `leased` lanes share rows, others have their own budgets. */
  readonly context: (lane: number) => Ledger.Context
  readonly messages: ReadonlyArray<ReadonlyArray<Queued>>
  readonly trip: (index: number) => Trip
  /** How long a claim takes to the row, and its answer back. */
  readonly claimMillis: number
  readonly startMillis: number
  readonly endMillis: number
  readonly crashes?: ReadonlyArray<{ readonly atMillis: number; readonly lane: number }>
  readonly holds?: ReadonlyArray<{
    readonly atMillis: number
    readonly lastsMillis: number
    readonly scope: "business" | "account" | "app"
  }>
}

export interface Arrival extends Queued {
  readonly lane: number
  readonly departedMillis: number
  readonly atMillis: number
}

export interface Outcome {
  readonly arrivals: ReadonlyArray<Arrival>
  readonly left: number
  /** Broken promises of the ledger. */
  readonly faults: ReadonlyArray<string>
  readonly claims: number
  /** Limits that were named on the way, as `scope limit`. */
  readonly named: ReadonlySet<string>
  readonly endMillis: number
}

const budgets = ["uniqueRecipients", "businessCalls", "accountCalls", "appCalls"] as const

/** Greedy lanes in virtual time, which share one business, account and app: each sends whatever its ledger admits, as soon as it does. */
export const run = (course: Course): Outcome => {
  const faults: Array<string> = []
  const named = new Set<string>()
  const arrivals: Array<{ -readonly [K in keyof Arrival]: Arrival[K] }> = []
  const agenda: Array<{ atMillis: number; act: () => void }> = []
  const rows = new Map<Ledger.Budget, SharedBudget.State>(budgets.map((budget) => [budget, SharedBudget.initial]))
  let nowMillis = course.startMillis
  let claims = 0
  const at = (atMillis: number, act: () => void): void => {
    agenda.push({ atMillis, act })
  }

  const lanes = course.messages.map((messages, index) => {
    const context = course.context(index)
    return {
      index,
      context,
      queue: messages.map((message, n) => ({ ...message, id: `${index}-${n}` })),
      state: Ledger.initial(context),
      fence: 1,
      /** Claims under way, by their tickets. */
      claiming: new Map<Ledger.Budget, number>(),
      record: new Map<string, { -readonly [K in keyof LedgerRecovery.Send]: LedgerRecovery.Send[K] }>(),
      kept: JSON.stringify(null),
      flying: new Set<string>(),
      wakeMillis: Number.NEGATIVE_INFINITY
    }
  })
  type Lane = (typeof lanes)[number]

  const evolve = (lane: Lane, event: Ledger.Event): void => {
    lane.state = Ledger.evolve(lane.context, lane.state, event)
  }

  const claim = (lane: Lane, budget: Ledger.Budget, hasWork: boolean): void => {
    const asked = LeaseClaim.of(
      lane.context,
      lane.state,
      budget,
      { holder: `lane-${lane.index}`, fence: lane.fence },
      hasWork,
      nowMillis
    )
    const terms = LeaseClaim.terms(lane.context, budget)
    if (asked === null || terms === null) return
    claims++
    evolve(lane, { _tag: "LeaseClaimed", budget })
    const { fence } = lane
    const ticket = lane.state.shared.tenures[budget].claims
    lane.claiming.set(budget, ticket)
    at(nowMillis + course.claimMillis, () => {
      const row = rows.get(budget) ?? SharedBudget.initial
      const answer = SharedBudget.claim(terms, row, asked, nowMillis)
      if (Either.isLeft(answer)) return
      const [outcome, next] = answer.right
      rows.set(budget, next)
      if (SharedBudget.free(terms, next, nowMillis) < 0) faults.push(`${budget} over-committed at ${nowMillis}`)
      at(nowMillis + course.claimMillis, () => {
        // The answer of a claim whose process has died reaches nobody.
        if (lane.fence !== fence) return
        if (lane.claiming.get(budget) === ticket) lane.claiming.delete(budget)
        evolve(lane, { _tag: "LeaseAnswered", budget, ticket, outcome, atMillis: nowMillis })
        lane.wakeMillis = nowMillis
      })
    })
  }

  const depart = (
    lane: Lane,
    position: number,
    departure: Extract<Ledger.Decision, { _tag: "Admitted" }>["departure"]
  ): void => {
    const [message] = lane.queue.splice(position, 1)
    if (message === undefined) return
    const { id, kind, outsideWindow, recipient, units } = message
    const trip = course.trip(arrivals.length)
    const arrival = {
      recipient,
      units,
      kind,
      outsideWindow,
      lane: lane.index,
      departedMillis: nowMillis,
      atMillis: nowMillis + Math.floor(trip.answerMillis * trip.arrivalShare)
    }
    arrivals.push(arrival)
    evolve(lane, departure)
    lane.kept = JSON.stringify(LedgerRecovery.keep(lane.state))
    lane.flying.add(id)
    const counted = outsideWindow ? recipient : null
    lane.record.set(id, { recipient, units, departedMillis: nowMillis, answeredMillis: null, counted })
    const { fence } = lane
    at(nowMillis + trip.answerMillis, () => {
      if (lane.fence !== fence) return
      lane.flying.delete(id)
      const sent = lane.record.get(id)
      if (sent !== undefined) sent.answeredMillis = nowMillis
      evolve(lane, { _tag: "Answered", id, atMillis: nowMillis })
      lane.wakeMillis = nowMillis
    })
  }

  /** One look over the queue: true when something left. */
  const look = (lane: Lane): boolean => {
    lane.wakeMillis = Number.POSITIVE_INFINITY
    const passed = new Set<string>()
    for (let i = 0; i < Math.min(lane.queue.length, 8); i++) {
      const message = lane.queue[i]
      if (message === undefined || passed.has(message.recipient)) continue
      const request: Ledger.Request = { ...message, template: null, probeOf: null }
      const decision = Ledger.decide(lane.context, lane.state, request, nowMillis)
      if (decision._tag === "Admitted") {
        depart(lane, i, decision.departure)
        return true
      }
      if (decision._tag !== "Held") named.add(`${decision.scope} ${decision.limit}`)
      if (decision._tag === "Waits") {
        const { limit, untilMillis } = decision
        if (untilMillis <= nowMillis) faults.push(`${limit} until ${untilMillis} at ${nowMillis}`)
        const again = Ledger.decide(lane.context, lane.state, request, untilMillis)
        if (again._tag === "Waits" && again.limit === limit && again.scope === decision.scope) {
          faults.push(`${limit} named again at ${untilMillis}, until ${again.untilMillis}`)
        }
        if (untilMillis - 1 > nowMillis) {
          const before = Ledger.decide(lane.context, lane.state, request, untilMillis - 1)
          if (before._tag === "Admitted") faults.push(`${limit} could have ended before ${untilMillis}`)
        }
        lane.wakeMillis = Math.min(lane.wakeMillis, untilMillis)
      }
      if (decision._tag === "Held" && decision.untilMillis !== null) {
        lane.wakeMillis = Math.min(lane.wakeMillis, decision.untilMillis)
      }
      if (decision._tag === "AwaitsAnswer" && lane.flying.size === 0) {
        faults.push(`${decision.limit} awaits an answer at ${nowMillis}, and nothing flies`)
      }
      if (decision._tag === "AwaitsLease" && !lane.claiming.has(decision.budget)) claim(lane, decision.budget, true)
      if (Ledger.reach(decision) === "lane" || decision._tag === "AwaitsLease") return false
      passed.add(message.recipient)
    }
    return false
  }

  const crash = (lane: Lane): void => {
    for (const arrival of arrivals) {
      if (arrival.lane === lane.index) arrival.atMillis = Math.min(arrival.atMillis, nowMillis)
    }
    lane.fence++
    lane.claiming.clear()
    lane.flying.clear()
    const sends = [...lane.record.values()]
    lane.state = LedgerRecovery.recover(lane.context, JSON.parse(lane.kept), sends, nowMillis)
    for (const send of sends) send.answeredMillis ??= nowMillis
    for (const hold of standing.values()) evolve(lane, { _tag: "HoldPlaced", hold })
    lane.wakeMillis = nowMillis
  }

  const standing = new Map<string, Hold.Hold>()
  const shares = {
    business: ["uniqueRecipients", "businessCalls"],
    account: ["accountCalls"],
    app: ["appCalls"]
  } as const
  const revoke = (hold: Hold.Hold, scope: "business" | "account" | "app"): void => {
    const context = course.context(0)
    for (const budget of shares[scope]) {
      const terms = LeaseClaim.terms(context, budget)
      const row = rows.get(budget)
      if (terms !== null && row !== undefined) rows.set(budget, SharedBudget.revoked(terms, row, hold, nowMillis))
    }
  }
  course.holds?.forEach(({ atMillis, lastsMillis, scope }, index) => {
    at(atMillis, () => {
      const hold: Hold.Hold = {
        scope,
        key: `hold-${index}`,
        level: "throttle",
        number: index + 1,
        sinceMillis: atMillis,
        untilMillis: atMillis + lastsMillis,
        needsReview: false,
        reason: "drawn",
        reviewFromMillis: null
      }
      standing.set(hold.key, hold)
      revoke(hold, scope)
      for (const lane of lanes) {
        evolve(lane, { _tag: "HoldPlaced", hold })
        for (const budget of shares[scope]) lane.claiming.delete(budget)
        lane.wakeMillis = nowMillis
      }
    })
    at(atMillis + lastsMillis, () => {
      standing.delete(`hold-${index}`)
    })
  })
  for (const { atMillis, lane } of course.crashes ?? []) {
    const of = lanes[lane]
    if (of !== undefined) at(atMillis, () => crash(of))
  }

  const open = (): boolean => lanes.some((lane) => lane.queue.length > 0)
  let steps = 0
  while (nowMillis < course.endMillis && open()) {
    if (++steps > 100_000) {
      faults.push(`no progress since ${nowMillis}`)
      break
    }
    for (const lane of lanes) {
      if (lane.queue.length === 0 || lane.wakeMillis > nowMillis) continue
      while (look(lane));
      // Out of work: what is not in use goes back.
      if (lane.queue.length === 0 && lane.context.leased) for (const budget of budgets) claim(lane, budget, false)
    }
    const next = Math.min(
      ...agenda.map((entry) => entry.atMillis),
      ...lanes.filter((lane) => lane.queue.length > 0).map((lane) => lane.wakeMillis)
    )
    if (next === Number.POSITIVE_INFINITY) break
    nowMillis = Math.max(nowMillis, next)
    const due = agenda.filter((entry) => entry.atMillis <= nowMillis).toSorted((a, b) => a.atMillis - b.atMillis)
    for (const entry of due) {
      agenda.splice(agenda.indexOf(entry), 1)
      entry.act()
    }
  }
  const left = lanes.reduce((sum, lane) => sum + lane.queue.length, 0)
  return { arrivals, left, faults, claims, named, endMillis: nowMillis }
}
