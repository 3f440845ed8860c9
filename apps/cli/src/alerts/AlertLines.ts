import type { AlertView, ChannelView } from "@sluice/client/Alerts"
import { DateTime } from "effect"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"

type Place = Pick<AlertView, "place">

/** What an alert stands for, the nearest first; `everything` for the whole installation. */
const placeOf = ({ place }: Place): string => {
  const nearest = place["code"] ?? place["template"] ?? place["sender"] ?? place["business"] ?? place["intake"]
  const names = [nearest, place["account"] ?? place["provider"]].filter((name) => name !== undefined)
  return names.length === 0 ? "everything" : [...new Set(names)].join(" of ")
}

/** Who looks after it, or why nobody is told. */
const careOf = ({ acknowledged, recoveredAt, resolvedBy, silence }: AlertView): string => {
  if (recoveredAt !== null) {
    return `recovered ${DateTime.formatIso(recoveredAt)}${resolvedBy === null ? "" : ` by ${resolvedBy}`}`
  }
  return [
    ...(acknowledged === null ? [] : [`with ${acknowledged.by}`]),
    ...(silence === null ? [] : [`silent until ${DateTime.formatIso(silence.until)}`])
  ].join(", ")
}

/** Alerts, one a line. */
export const table = (alerts: ReadonlyArray<AlertView>): string =>
  alerts.length === 0
    ? "no alerts"
    : Table.plain(
        ["id", "severity", "rule", "what", "since", "care"],
        alerts.map((alert) => [
          String(alert.id),
          alert.severity,
          alert.ruleId,
          placeOf(alert),
          DateTime.formatIso(alert.since),
          careOf(alert)
        ]),
        new Set([0])
      )

const note = (text: string): string => (text === "" ? "" : `: ${text}`)

/** One alert, with what to do. */
export const page = (alert: AlertView): string =>
  [
    `alert ${alert.id}: ${alert.ruleId} (${alert.severity}), ${placeOf(alert)}`,
    `  ${alert.means}`,
    `  ${alert.remedy}`,
    `  since ${DateTime.formatIso(alert.since)}, fired ${DateTime.formatIso(alert.firedAt)}`,
    ...(alert.toldAt === null ? ["  nobody was told: it is silenced"] : [`  told ${DateTime.formatIso(alert.toldAt)}`]),
    ...(alert.acknowledged === null
      ? []
      : [`  acknowledged by ${alert.acknowledged.by}${note(alert.acknowledged.note)}`]),
    ...(alert.silence === null
      ? []
      : [
          `  silenced by ${alert.silence.by} until ${DateTime.formatIso(alert.silence.until)}${note(alert.silence.note)}`
        ]),
    ...(alert.recoveredAt === null ? [] : [`  ${careOf(alert)}`]),
    `  what to look at: docs/operations/${alert.ruleId}.md`
  ]
    .map(Shown.whole)
    .join("\n")

const moment = (at: DateTime.Utc | null): string => (at === null ? "never" : DateTime.formatIso(at))

/** Channels, one a line. */
export const channels = (all: ReadonlyArray<ChannelView>): string =>
  all.length === 0
    ? "nobody is told of alerts"
    : Table.plain(
        ["name", "kind", "from", "waiting", "delivered", "given up", "trouble"],
        all.map(({ abandonedAt, deliveredAt, detail, kind, least, name, waiting }) => [
          name,
          kind,
          least,
          String(waiting),
          moment(deliveredAt),
          moment(abandonedAt),
          detail ?? ""
        ]),
        new Set([3])
      )
