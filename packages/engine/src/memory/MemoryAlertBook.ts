import type { Alert } from "@sluice/core/alert/Alert"
import type { Letter } from "@sluice/core/alert/Letter"
import type { Book, Turn } from "@sluice/core/alert/Round"
import type { Context } from "effect"
import { Option } from "effect"
import type { AlertBook, ChannelReport, Filter } from "../ports/AlertBook.ts"
import type { State } from "./internal/State.ts"

/** Nobody looks, and nothing was numbered yet. */
const nobody = { holder: null, untilMillis: 0, lastId: 0 }

const picks =
  ({ accountId, beforeId, ruleId, severity, standing }: Filter) =>
  (alert: Alert): boolean =>
    (accountId === null || alert.place.account === accountId) &&
    (beforeId === undefined || alert.id < beforeId) &&
    (ruleId === undefined || alert.ruleId === ruleId) &&
    (severity === undefined || alert.severity === severity) &&
    (standing === undefined || (alert.recoveredMillis === null) === standing)

const newest = (times: ReadonlyArray<number>): number | null => (times.length === 0 ? null : Math.max(...times))

const reportOf = (channel: string, letters: ReadonlyArray<Letter>): ChannelReport => ({
  channel,
  waiting: letters.filter(({ state }) => state === "pending").length,
  deliveredMillis: newest(
    letters.flatMap(({ state, updatedMillis }) => (state === "delivered" ? [updatedMillis] : []))
  ),
  abandonedMillis: newest(
    letters.flatMap(({ state, updatedMillis }) => (state === "abandoned" ? [updatedMillis] : []))
  ),
  detail: letters.findLast(({ detail }) => detail !== null)?.detail ?? null
})

/** The alerts of a memory store. */
export const make = (state: State): Context.Tag.Service<AlertBook> => {
  const { alertDesk, alertKept, alertLetters, alerts, journal } = state
  const desk = () => alertDesk.get("desk") ?? nobody
  const byId = <A extends { readonly id: number }>(a: A, b: A): number => a.id - b.id
  const lettersOf = (channel: string): ReadonlyArray<Letter> =>
    [...alertLetters.values()].filter((letter) => letter.channel === channel).sort(byId)

  const book = (): Book => {
    const pending = [...alertLetters.values()].filter((letter) => letter.state === "pending").sort(byId)
    const waiting = new Map<string, number>()
    for (const { channel } of pending) waiting.set(channel, (waiting.get(channel) ?? 0) + 1)
    return {
      kept: new Map(alertKept.entries()),
      standing: [...alerts.values()].filter(({ recoveredMillis }) => recoveredMillis === null).sort(byId),
      gathering: pending.filter(({ attempts }) => attempts === 0),
      waiting,
      lastId: desk().lastId
    }
  }
  const write = ({ alerts: changed, kept, lastId, letters }: Turn): void => {
    for (const [key, one] of kept) {
      if (one === null) alertKept.remove(key)
      else alertKept.put(key, one)
    }
    for (const alert of changed) alerts.put(alert.id, alert)
    for (const letter of letters) alertLetters.put(letter.id, letter)
    alertDesk.put("desk", { ...desk(), lastId })
  }

  return {
    lead: ({ holder, nowMillis, untilMillis }) =>
      journal.step(() => {
        const now = desk()
        const free = now.holder === null || now.holder === holder || now.untilMillis <= nowMillis
        if (free) alertDesk.put("desk", { ...now, holder, untilMillis })
        return free
      }),
    turn: (holder, f) =>
      journal.step(() => {
        if (holder !== null && desk().holder !== holder) return Option.none()
        const [answer, turn] = f(book())
        if (turn !== null) write(turn)
        return Option.some(answer)
      }),
    list: (filter) =>
      journal.step(() =>
        [...alerts.values()]
          .filter(picks(filter))
          .sort((a, b) => b.id - a.id)
          .slice(0, filter.limit)
      ),
    find: (id) => journal.step(() => Option.fromNullable(alerts.get(id))),
    kept: (keys) =>
      journal.step(
        () =>
          new Map(
            keys.flatMap((key) => {
              const one = alertKept.get(key)
              return one === undefined ? [] : [[key, one] as const]
            })
          )
      ),
    claim: ({ channel, leaseMillis, limit, nowMillis }) =>
      journal.step(() =>
        lettersOf(channel)
          .filter((letter) => letter.state === "pending" && letter.dueMillis <= nowMillis)
          .toSorted((a, b) => a.dueMillis - b.dueMillis || a.id - b.id)
          .slice(0, limit)
          .map((letter) => {
            const claimed = { ...letter, attempts: letter.attempts + 1, dueMillis: nowMillis + leaseMillis }
            alertLetters.put(letter.id, claimed)
            return claimed
          })
      ),
    record: (posted) =>
      journal.step(() => {
        for (const { atMillis, attempt, detail, dueMillis, id, state, status } of posted) {
          const letter = alertLetters.get(id)
          if (letter === undefined || letter.state === "delivered") continue
          if (state !== "delivered" && (letter.state !== "pending" || letter.attempts !== attempt)) continue
          alertLetters.put(id, { ...letter, state, dueMillis, status, detail, updatedMillis: atMillis })
        }
      }),
    channels: journal.step(() =>
      [...new Set([...alertLetters.values()].map(({ channel }) => channel))]
        .toSorted()
        .map((channel) => reportOf(channel, lettersOf(channel)))
    ),
    forget: (beforeMillis) =>
      journal.step(() => {
        for (const { id, state, updatedMillis } of alertLetters.values()) {
          if (state !== "pending" && updatedMillis < beforeMillis) alertLetters.remove(id)
        }
        const over = [...alerts.values()].filter(
          ({ recoveredMillis }) => recoveredMillis !== null && recoveredMillis < beforeMillis
        )
        for (const { id } of over) alerts.remove(id)
        return over.length
      })
  }
}
