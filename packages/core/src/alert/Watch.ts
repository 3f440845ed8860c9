import * as AlertRule from "./AlertRule.ts"
import * as AlertState from "./AlertState.ts"
import * as Condition from "./Condition.ts"
import type { Rulebook } from "./Rulebook.ts"

/** One thing that was measured, for one rule. */
export interface Measured {
  readonly ruleId: string
  readonly place: AlertRule.Place
  /** Null where it could not be measured. */
  readonly reading: Condition.Reading | null
}

/**
 * What is told, as data: who is told, and by what way, is the shell's business.
 *
 * Each `Recovered` belongs to the `Fired` of the same key and number. `Suppressed` is for the record: nobody needs to be woken.
 */
export interface Notice {
  readonly _tag: "Fired" | "Repeated" | "Recovered" | "Suppressed"
  readonly ruleId: string
  readonly severity: AlertRule.Severity
  readonly key: string
  /** What notices are bundled by. */
  readonly group: string
  readonly place: AlertRule.Place
  /** Number of the firing; for `Suppressed` that of the last one before it. */
  readonly number: number
  /** Since when the condition stands, or stood. */
  readonly sinceMillis: number
  readonly atMillis: number
  /** The alert that explains a suppressed one; null for the others. */
  readonly by: string | null
}

/** The states by their key (`AlertRule.keyOf`); a key that is absent is quiet. */
export type States = ReadonlyMap<string, AlertState.State>

const suppressorOf = (book: Rulebook, states: States, rule: AlertRule.AlertRule, place: AlertRule.Place) =>
  rule.suppressedBy.find((id) => {
    const other = book.byId.get(id)
    const key = other === undefined ? null : AlertRule.keyOf(other, place)
    const state = key === null ? undefined : states.get(key)
    return state !== undefined && AlertState.explains(state)
  }) ?? null

/** Tells what an event means to others; null for those that move an alert silently. `before` is the state that the event met. */
const told = (
  rule: AlertRule.AlertRule,
  place: AlertRule.Place,
  key: string,
  before: AlertState.State,
  event: AlertState.Event
): Notice | null => {
  if (before._tag === "Quiet") return null
  const { id: ruleId, severity } = rule
  const group = AlertRule.groupOf(rule, place)
  const notice = {
    ruleId,
    severity,
    key,
    group,
    place,
    number: before.number,
    sinceMillis: before.sinceMillis,
    by: null
  }
  switch (event._tag) {
    case "Fired":
      return { ...notice, _tag: "Fired", number: before.number + 1, atMillis: event.atMillis }
    case "Repeated":
    case "Recovered":
      return { ...notice, _tag: event._tag, atMillis: event.atMillis }
    case "Suppressed":
      return { ...notice, _tag: "Suppressed", atMillis: event.atMillis, by: event.by }
    case "Began":
    case "Subsided":
    case "Unmuted":
    case "Eased":
    case "Relapsed":
    case "Rewound":
      return null
  }
}

/** The states after some looks, and what is to be told. */
export interface Outcome {
  readonly states: States
  readonly notices: ReadonlyArray<Notice>
}

const applied = (
  rule: AlertRule.AlertRule,
  place: AlertRule.Place,
  key: string,
  state: AlertState.State,
  events: ReadonlyArray<AlertState.Event>
): { readonly state: AlertState.State; readonly notices: ReadonlyArray<Notice> } => {
  const notices: Array<Notice> = []
  let current = state
  for (const event of events) {
    const notice = told(rule, place, key, current, event)
    if (notice !== null) notices.push(notice)
    current = AlertState.evolve(current, event)
  }
  return { state: current, notices }
}

/**
 * Looks at everything that was measured, those first that explain others, so that an outage which begins with this look mutes in it what it
 * explains.
 *
 * What names no rule of the book, or no key for its rule, is passed over. Quiet states are kept: their number grows on.
 */
export const look = (book: Rulebook, states: States, measured: ReadonlyArray<Measured>, nowMillis: number): Outcome => {
  const after = new Map(states)
  const notices: Array<Notice> = []
  const order = (one: Measured): number => book.order.get(one.ruleId) ?? 0
  for (const { place, reading, ruleId } of measured.toSorted((a, b) => order(a) - order(b))) {
    const rule = book.byId.get(ruleId)
    const key = rule === undefined ? null : AlertRule.keyOf(rule, place)
    if (rule === undefined || key === null) continue
    const state = after.get(key) ?? AlertState.initial
    const verdict = Condition.judge(rule.condition, reading, nowMillis)
    const events = AlertState.decide(
      rule,
      state,
      { verdict, suppressor: suppressorOf(book, after, rule, place) },
      nowMillis
    )
    if (events.length === 0) continue
    const step = applied(rule, place, key, state, events)
    after.set(key, step.state)
    notices.push(...step.notices)
  }
  return { states: after, notices }
}
