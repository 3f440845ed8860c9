import * as Alert from "../Alert.ts"
import * as Letter from "../Letter.ts"
import type { Book, Channel, Turn } from "../Round.ts"
import type * as Watch from "../Watch.ts"

/** A copy of the book that a look or an act works on; what was changed is what `end` answers. */
export interface Draft {
  /** What was changed of what is kept, by key; null for one of which nothing is worth keeping. */
  readonly kept: Map<string, Alert.Kept | null>
  /** Alerts that have not recovered, by key. */
  readonly standing: ReadonlyMap<string, Alert.Alert>
  readonly nextId: () => number
  readonly put: (alert: Alert.Alert) => void
  /** Tells every channel that wants to hear of it. */
  readonly say: (alert: Alert.Alert, kind: Letter.Line["kind"]) => void
  /** Tells listeners, who hear of everything, silent or not. */
  readonly publish: (alert: Alert.Alert, kind: Letter.Line["kind"]) => void
  readonly isSilent: (key: string) => boolean
  readonly end: () => Turn
}

export const of = (book: Book, channels: ReadonlyArray<Channel>, nowMillis: number): Draft => {
  const kept = new Map<string, Alert.Kept | null>()
  const alerts = new Map<number, Alert.Alert>()
  const letters = new Map<string, Letter.Letter>()
  const told: Array<Letter.Line> = []
  const standing = new Map(book.standing.map((alert) => [alert.key, alert]))
  const gathering = new Map(book.gathering.map((letter) => [`${letter.channel}\n${letter.group}`, letter]))
  const waiting = new Map(book.waiting)
  let { lastId } = book

  const wants = (channel: Channel, { place, ruleId, severity }: Letter.Line): boolean =>
    Letter.reaches(severity, channel.least) &&
    (channel.ruleIds === null || channel.ruleIds.has(ruleId)) &&
    (channel.accountIds === null || place.account === undefined || channel.accountIds.has(place.account))

  const post = (group: string, line: Letter.Line): void => {
    for (const channel of channels) {
      if (!wants(channel, line)) continue
      const key = `${channel.name}\n${group}`
      const open = gathering.get(key)
      const count = waiting.get(channel.name) ?? 0
      if (open === undefined && count >= Letter.waitingMax) continue
      if (open === undefined) waiting.set(channel.name, count + 1)
      const letter =
        open === undefined
          ? Letter.begun(++lastId, channel.name, group, line, nowMillis)
          : Letter.extended(open, line, nowMillis)
      gathering.set(key, letter)
      letters.set(key, letter)
    }
  }
  const put = (alert: Alert.Alert): void => {
    alerts.set(alert.id, alert)
    if (alert.recoveredMillis === null) standing.set(alert.key, alert)
    else standing.delete(alert.key)
  }
  const lineOf = (
    { id, key, place, ruleId, severity, sinceMillis }: Alert.Alert,
    kind: Letter.Line["kind"]
  ): Letter.Line => ({ kind, alertId: id, ruleId, severity, key, place, sinceMillis, atMillis: nowMillis })

  return {
    kept,
    standing,
    nextId: () => ++lastId,
    put,
    say: (alert, kind) => post(alert.group, lineOf(alert, kind)),
    publish: (alert, kind) => {
      told.push(lineOf(alert, kind))
    },
    isSilent: (key) => Alert.isSilent((kept.get(key) ?? book.kept.get(key))?.silence ?? null, nowMillis),
    end: () => ({ kept, alerts: [...alerts.values()], letters: [...letters.values()], lastId, told })
  }
}

/** An alert ends. */
export const recover = (draft: Draft, alert: Alert.Alert, resolvedBy: string | null, nowMillis: number): void => {
  draft.put({ ...alert, recoveredMillis: nowMillis, resolvedBy })
  draft.publish(alert, "recovered")
  // What nobody was told to have fired is not told to have recovered.
  if (alert.toldMillis !== null) draft.say(alert, "recovered")
}

/** What a rule says about an alert. */
export const write = (draft: Draft, notice: Watch.Notice): void => {
  const { _tag, atMillis, group, key, number, place, ruleId, severity, sinceMillis } = notice
  const alert = draft.standing.get(key)
  switch (_tag) {
    case "Suppressed":
      return
    case "Fired": {
      const silent = draft.isSilent(key)
      const fired: Alert.Alert = {
        id: draft.nextId(),
        key,
        ruleId,
        severity,
        group,
        place,
        number,
        sinceMillis,
        firedMillis: atMillis,
        toldMillis: silent ? null : atMillis,
        recoveredMillis: null,
        resolvedBy: null,
        acknowledged: null
      }
      draft.put(fired)
      draft.publish(fired, "fired")
      if (!silent) draft.say(fired, "fired")
      return
    }
    case "Repeated":
      if (alert === undefined || alert.acknowledged !== null || draft.isSilent(key)) return
      draft.put({ ...alert, toldMillis: atMillis })
      return draft.say(alert, alert.toldMillis === null ? "fired" : "repeated")
    case "Recovered":
      return alert === undefined ? undefined : recover(draft, alert, null, atMillis)
  }
}
