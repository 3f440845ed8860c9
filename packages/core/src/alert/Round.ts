import { Either } from "effect"
import * as Alert from "./Alert.ts"
import type { Severity } from "./AlertRule.ts"
import * as AlertRule from "./AlertRule.ts"
import * as AlertState from "./AlertState.ts"
import * as Draft from "./internal/Draft.ts"
import * as Letter from "./Letter.ts"
import type { Rulebook } from "./Rulebook.ts"
import * as Watch from "./Watch.ts"

/** Everything that a round decides on. */
export interface Book {
  /** By key. */
  readonly kept: ReadonlyMap<string, Alert.Kept>
  /** Alerts that have not recovered. */
  readonly standing: ReadonlyArray<Alert.Alert>
  /** Letters that no try has begun of. */
  readonly gathering: ReadonlyArray<Letter.Letter>
  /** How many letters wait, by channel. */
  readonly waiting: ReadonlyMap<string, number>
  /** The last id that was given to an alert or a letter. */
  readonly lastId: number
}

/** Where people are told. */
export interface Channel {
  readonly name: string
  /** It is told of nothing less. */
  readonly least: Severity
  /** Rules that it is told of; null: all. */
  readonly ruleIds: ReadonlySet<string> | null
  /** Accounts that it is told of, and of what belongs to no account; null: all. */
  readonly accountIds: ReadonlySet<string> | null
}

/** What was measured under one policy, with its rules. */
export interface Seen {
  readonly rules: Rulebook
  readonly measured: ReadonlyArray<Watch.Measured>
}

/** What a round changes: rows as they are to be, and what has to be told of to listeners. */
export interface Turn {
  /** By key; null for one of which nothing is worth keeping. */
  readonly kept: ReadonlyMap<string, Alert.Kept | null>
  readonly alerts: ReadonlyArray<Alert.Alert>
  readonly letters: ReadonlyArray<Letter.Letter>
  readonly lastId: number
  readonly told: ReadonlyArray<Letter.Line>
}

/**
 * Everything of the book that was not measured this time, without a reading: each rule judges by its `silence` what that means. For a look that
 * measured all there is; without it, an alert on a sender that is gone would stand for ever.
 *
 * @param rules the words and spans of what is not measured any more; those of any policy will do.
 */
export const unseen = (book: Book, seen: ReadonlyArray<Seen>, rules: Rulebook): Seen => {
  const keys = new Set(
    seen.flatMap(({ measured, rules }) =>
      measured.flatMap(({ place, ruleId }) => {
        const rule = rules.byId.get(ruleId)
        return rule === undefined ? [] : [AlertRule.keyOf(rule, place)]
      })
    )
  )
  const measured = [...book.kept].flatMap(([key, { place, ruleId, state }]) =>
    state._tag === "Quiet" || keys.has(key) ? [] : [{ ruleId, place, reading: null }]
  )
  return { rules, measured }
}

/**
 * One look: the next states of the alerts, what began and what ended, and the letters that tell of it (SPEC GD-03). Pure.
 *
 * A silence that ends over an alert which still stands tells it then.
 */
export const look = (
  book: Book,
  seen: ReadonlyArray<Seen>,
  channels: ReadonlyArray<Channel>,
  nowMillis: number
): Turn => {
  const draft = Draft.of(book, channels, nowMillis)
  const places = new Map<string, Pick<Alert.Kept, "place" | "ruleId">>()
  let states: Watch.States = new Map([...book.kept].map(([key, { state }]) => [key, state]))
  for (const { measured, rules } of seen) {
    for (const { place, ruleId } of measured) {
      const rule = rules.byId.get(ruleId)
      const key = rule === undefined ? null : AlertRule.keyOf(rule, place)
      if (key !== null) places.set(key, { ruleId, place })
    }
    const outcome = Watch.look(rules, states, measured, nowMillis)
    states = outcome.states
    for (const notice of outcome.notices) Draft.write(draft, notice)
  }
  for (const [key, state] of states) {
    const before = book.kept.get(key)
    const at = places.get(key)
    if (before?.state === state || at === undefined) continue
    const silence = before?.silence ?? null
    const nothing = state._tag === "Quiet" && state.number === 0 && silence === null
    draft.kept.set(key, nothing ? null : { ...at, state, silence })
  }
  for (const alert of draft.standing.values()) {
    if (alert.toldMillis !== null || alert.acknowledged !== null || draft.isSilent(alert.key)) continue
    draft.put({ ...alert, toldMillis: nowMillis })
    draft.say(alert, "fired")
  }
  return draft.end()
}

/** No alert of this id stands. */
export interface NotStanding {
  readonly _tag: "NotStanding"
}

/** What somebody does to an alert that stands. */
export type Act =
  | { readonly _tag: "Acknowledge"; readonly note: string }
  | { readonly _tag: "Silence"; readonly note: string; readonly untilMillis: number }
  | { readonly _tag: "Resolve" }

/**
 * An act of somebody, on an alert that stands. `Silence` with a moment that is past ends one.
 *
 * `Resolve` ends it at once, and is what ends an alert that never recovers by itself; where its condition still stands, it fires anew.
 */
export const act = (
  book: Book,
  alertId: number,
  act: Act,
  by: string,
  channels: ReadonlyArray<Channel>,
  nowMillis: number
): Either.Either<Turn, NotStanding> => {
  const alert = book.standing.find(({ id }) => id === alertId)
  const kept = alert === undefined ? undefined : book.kept.get(alert.key)
  if (alert === undefined || kept === undefined) return Either.left({ _tag: "NotStanding" })
  const draft = Draft.of(book, channels, nowMillis)
  switch (act._tag) {
    case "Acknowledge":
      draft.put({ ...alert, acknowledged: { by, atMillis: nowMillis, note: act.note } })
      break
    case "Silence": {
      const { note, untilMillis } = act
      const silence = untilMillis <= nowMillis ? null : { by, atMillis: nowMillis, note, untilMillis }
      draft.kept.set(alert.key, { ...kept, silence })
      break
    }
    case "Resolve": {
      const events = AlertState.resolved(kept.state, alert.number, nowMillis)
      if (Either.isLeft(events)) return Either.left({ _tag: "NotStanding" })
      draft.kept.set(alert.key, { ...kept, state: events.right.reduce(AlertState.evolve, kept.state) })
      Draft.recover(draft, alert, by, nowMillis)
    }
  }
  return Either.right(draft.end())
}

/** The rule that a test letter names; there is none of it. */
const testRuleId = "test"

/** A letter that tries a channel: it tells of nothing, says so, and goes at once. */
export const probe = (book: Book, channel: string, nowMillis: number): Turn => {
  const id = book.lastId + 1
  const letter = Letter.begun(
    id,
    channel,
    `${testRuleId} ${id}`,
    {
      kind: "test",
      alertId: 0,
      ruleId: testRuleId,
      severity: "info",
      key: testRuleId,
      place: {},
      sinceMillis: nowMillis,
      atMillis: nowMillis
    },
    nowMillis
  )
  return { kept: new Map(), alerts: [], letters: [{ ...letter, dueMillis: nowMillis }], lastId: id, told: [] }
}
