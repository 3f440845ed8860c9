import * as Recovery from "@sluice/core/throttle/Recovery"
import * as Signal from "@sluice/core/throttle/Signal"
import * as Throttle from "@sluice/core/throttle/Throttle"
import type { Arrival } from "./judge.ts"

/** A message that waits for its turn. */
export interface Queued {
  readonly recipient: string
  readonly units: number
  readonly kind: "text" | "media"
}

/** What the network does to one send: how long until the answer, and where in between (0 to 1) it arrives. */
export interface Trip {
  readonly answerMillis: number
  readonly arrivalShare: number
  /** The answer refuses it. */
  readonly refused?: { readonly scope: "pair" | "sender"; readonly askedMillis: number }
}

export interface Course {
  readonly context: (nowMillis: number) => Throttle.Context
  /** What the platform grants an arrival at `arrivalMillis` of a send that departed at `departedMillis`; for the judge alone. */
  readonly grant: (
    departedMillis: number,
    arrivalMillis: number
  ) => { readonly unitsMax: number; readonly messagesMax: number }
  readonly messages: ReadonlyArray<Queued>
  readonly trip: (index: number) => Trip
  readonly startMillis: number
  readonly endMillis: number
  /** Messages that may stand before one that leaves; a recipient's own order is kept. */
  readonly lookAhead: number
  /** The caller wakes up this much late. */
  readonly lateMillis?: number
  /** Moments at which the process dies and another takes over, in order. What was in flight has arrived by then, and its answers are lost. */
  readonly crashesMillis?: ReadonlyArray<number>
  /** The store lost what the throttle kept, and has the sends only. */
  readonly ledgerLost?: boolean
  /** Facts from outside, in order. */
  readonly facts?: ReadonlyArray<{ readonly atMillis: number; readonly event: Throttle.Event }>
}

export interface Outcome {
  readonly arrivals: ReadonlyArray<Arrival>
  readonly departures: ReadonlyArray<{ readonly atMillis: number; readonly recipient: string; readonly units: number }>
  readonly answers: ReadonlyArray<{ readonly atMillis: number; readonly refused: boolean }>
  readonly signals: ReadonlyArray<{ readonly atMillis: number; readonly signal: Signal.Signal }>
  readonly left: number
  readonly state: Throttle.State
  readonly endMillis: number
  /** Broken promises of `decide` itself. */
  readonly faults: ReadonlyArray<string>
}

/** A greedy lane in virtual time: sends whatever the throttle admits, as soon as it admits it. */
export const run = (course: Course): Outcome => {
  const faults: Array<string> = []
  const arrivals: Array<{ -readonly [K in keyof Arrival]: Arrival[K] }> = []
  const departures: Array<{ atMillis: number; recipient: string; units: number }> = []
  const answers: Array<{ atMillis: number; refused: boolean }> = []
  const signals: Array<{ atMillis: number; signal: Signal.Signal }> = []
  let flying: Array<{ id: string; atMillis: number; trip: Trip }> = []
  const record = new Map<string, { -readonly [K in keyof Recovery.Send]: Recovery.Send[K] }>()
  const crashes = [...(course.crashesMillis ?? [])]
  let ledger: string = JSON.stringify(null)
  const queue = course.messages.map((message, index) => ({ ...message, id: `m${index}` }))
  const facts = [...(course.facts ?? [])]
  let nowMillis = course.startMillis
  let state = Throttle.initial(course.context(nowMillis))

  const evolve = (event: Throttle.Event): void => {
    const context = course.context(nowMillis)
    const next = Throttle.evolve(context, state, event)
    for (const signal of Signal.between(context, state, next)) signals.push({ atMillis: nowMillis, signal })
    state = next
  }

  const take = (): number | null => {
    let wakeMillis: number | null = null
    const passed = new Set<string>()
    for (let i = 0; i < Math.min(queue.length, course.lookAhead); i++) {
      const message = queue[i]
      if (message === undefined || passed.has(message.recipient)) continue
      const context = course.context(nowMillis)
      const decision = Throttle.decide(context, state, { ...message, template: null, probeOf: null }, nowMillis)
      switch (decision._tag) {
        case "Admitted": {
          queue.splice(i, 1)
          const trip = course.trip(departures.length)
          departures.push({ atMillis: nowMillis, recipient: message.recipient, units: message.units })
          const arrivalMillis = nowMillis + Math.floor(trip.answerMillis * trip.arrivalShare)
          arrivals.push({
            recipient: message.recipient,
            units: message.units,
            atMillis: arrivalMillis,
            ...course.grant(nowMillis, arrivalMillis)
          })
          flying.push({ id: message.id, atMillis: nowMillis + trip.answerMillis, trip })
          evolve(decision.departure)
          ledger = JSON.stringify(Recovery.keep(state))
          const { recipient, units } = message
          record.set(message.id, { recipient, units, departedMillis: nowMillis, answeredMillis: null })
          return nowMillis
        }
        case "Waits": {
          if (decision.untilMillis <= nowMillis) faults.push(`waits until ${decision.untilMillis} at ${nowMillis}`)
          const again = Throttle.decide(
            course.context(nowMillis),
            state,
            { ...message, template: null, probeOf: null },
            decision.untilMillis
          )
          if (again._tag === "Waits" && again.limit === decision.limit) {
            faults.push(`${decision.limit} named again at ${decision.untilMillis}, until ${again.untilMillis}`)
          }
          if (decision.untilMillis - 1 > nowMillis) {
            const before = Throttle.decide(
              course.context(nowMillis),
              state,
              { ...message, template: null, probeOf: null },
              decision.untilMillis - 1
            )
            if (before._tag === "Admitted")
              faults.push(`${decision.limit} could have ended before ${decision.untilMillis}`)
          }
          wakeMillis = Math.min(wakeMillis ?? Number.POSITIVE_INFINITY, decision.untilMillis)
          if (decision.scope === "sender") return wakeMillis
          break
        }
        case "AwaitsAnswer":
          if (flying.length === 0) faults.push(`awaits an answer at ${nowMillis}, and nothing flies`)
          if (decision.scope === "sender") return wakeMillis
          break
        case "Held":
          if (decision.untilMillis !== null) {
            if (decision.untilMillis <= nowMillis) faults.push(`held until ${decision.untilMillis} at ${nowMillis}`)
            wakeMillis = Math.min(wakeMillis ?? Number.POSITIVE_INFINITY, decision.untilMillis)
          }
          if (decision.hold.scope !== "pair" && decision.hold.scope !== "template") return wakeMillis
          break
      }
      passed.add(message.recipient)
    }
    return wakeMillis
  }

  const hear = (): void => {
    while ((facts[0]?.atMillis ?? Number.POSITIVE_INFINITY) <= nowMillis) {
      const first = facts.shift()
      if (first !== undefined) evolve(first.event)
    }
  }

  const crash = (): void => {
    while ((crashes[0] ?? Number.POSITIVE_INFINITY) <= nowMillis) {
      crashes.shift()
      flying = []
      for (const arrival of arrivals) arrival.atMillis = Math.min(arrival.atMillis, nowMillis)
      const context = course.context(nowMillis)
      const sends = [...record.values()].filter(
        ({ answeredMillis }) => answeredMillis === null || answeredMillis > nowMillis - Recovery.memoryMillis(context)
      )
      state = Recovery.recover(context, course.ledgerLost === true ? null : JSON.parse(ledger), sends, nowMillis)
      for (const send of record.values()) send.answeredMillis ??= nowMillis
    }
  }

  while (nowMillis < course.endMillis) {
    hear()
    crash()
    const wakeMillis = queue.length === 0 ? null : take()
    if (wakeMillis === nowMillis) continue
    flying.sort((a, b) => a.atMillis - b.atMillis)
    const wake = wakeMillis === null ? Number.POSITIVE_INFINITY : wakeMillis + (course.lateMillis ?? 0)
    const answer = flying[0]?.atMillis ?? Number.POSITIVE_INFINITY
    const fact = facts[0]?.atMillis ?? Number.POSITIVE_INFINITY
    const next = Math.min(wake, answer, fact, crashes[0] ?? Number.POSITIVE_INFINITY)
    if (next === Number.POSITIVE_INFINITY) break
    nowMillis = Math.max(nowMillis, next)
    while ((flying[0]?.atMillis ?? Number.POSITIVE_INFINITY) <= nowMillis) {
      const first = flying.shift()
      if (first === undefined) break
      const sent = record.get(first.id)
      if (sent !== undefined) sent.answeredMillis = nowMillis
      answers.push({ atMillis: nowMillis, refused: first.trip.refused !== undefined })
      evolve(
        first.trip.refused === undefined
          ? { _tag: "Answered", id: first.id, atMillis: nowMillis }
          : { _tag: "Refused", id: first.id, ...first.trip.refused, atMillis: nowMillis }
      )
    }
  }
  return { arrivals, departures, answers, signals, left: queue.length, state, endMillis: nowMillis, faults }
}
