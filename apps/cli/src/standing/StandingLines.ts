import type { StandingView } from "@sluice/client/Standing"
import { DateTime } from "effect"
import * as Table from "../Table.ts"

const percent = (share: number | null): string =>
  share === null ? "unknown" : `${Math.round(share * 100_000) / 1_000} %`

const day = (at: DateTime.Utc): string => DateTime.formatIsoDateUtc(at)

const words: Readonly<Record<StandingView["raise"], string>> = {
  none: "none",
  asked: "asked for",
  watching: "watched",
  raised: "raised",
  "put-back": "put back"
}

const verdict = ({ advice }: StandingView): string => {
  switch (advice?.verdict) {
    case undefined:
      return "the platform raises its limits by itself"
    case "raised":
      return "raised"
    case "must-wait":
      return `wait: ${advice.failing.length === 1 ? "a condition fails" : `${advice.failing.length} conditions fail`}`
    case "may-ask":
      return advice.urgency === "none" ? "may ask" : `may ask (${advice.urgency})`
  }
}

/** Every sender, one a line. */
export const table = (standing: ReadonlyArray<StandingView>): string =>
  standing.length === 0
    ? "no senders"
    : Table.plain(
        ["sender", "limit", "a day", "complaints", "raise", "first week", "advice"],
        standing.map((one) => [
          one.senderId,
          one.tier,
          String(Math.round(one.dailyMessages)),
          percent(one.complaints.share),
          words[one.raise],
          one.firstWeek?.state ?? "not begun",
          verdict(one)
        ]),
        new Set([2, 3])
      )

const raiseLines = ({ askedAt, putBack, raise, watchedUntil }: StandingView): ReadonlyArray<string> => [
  ...(raise === "none" ? [] : [`  raise: ${words[raise]}${askedAt === null ? "" : ` on ${day(askedAt)}`}`]),
  ...(watchedUntil === null ? [] : [`  watched until ${DateTime.formatIso(watchedUntil)}`]),
  ...(putBack === null ? [] : [`  put back at ${DateTime.formatIso(putBack.at)}: ${percent(putBack.share)} complained`])
]

const weekEnd = ({ state, until }: NonNullable<StandingView["firstWeek"]>): string => {
  switch (state) {
    case "stopped":
      return ", bulk sends are stopped until its hold is reviewed (`sluice holds ls`)"
    case "calm":
    case "alerted":
      return `, watched until ${DateTime.formatIso(until)}`
    case "over":
      return ""
  }
}

const weekLine = ({ firstWeek }: StandingView): string =>
  firstWeek === null
    ? "  first week: nothing was sent yet"
    : `  first week: ${firstWeek.state}, live since ${day(firstWeek.liveAt)}${firstWeek.share === null ? "" : `, ${percent(firstWeek.share)} complained`}${weekEnd(firstWeek)}`

/** One sender. */
export const page = (one: StandingView): string =>
  [
    `${one.senderId} (${one.number}): limit ${one.tier}`,
    `  registered: ${one.registeredAt === null ? "nobody has said" : day(one.registeredAt)}`,
    `  forecast: ${one.forecastMonthly === null ? "nobody has said" : `${one.forecastMonthly.join(", ")} a month`}`,
    `  ${Math.round(one.dailyMessages)} messages a day over the last seven whole days`,
    `  complaints of seven days: ${one.complaints.complaints} of ${one.complaints.sent} (${percent(one.complaints.share)})`,
    ...raiseLines(one),
    weekLine(one),
    `  advice: ${verdict(one)}`,
    ...(one.advice?.failing ?? []).map(({ says }) => `    ${says}`)
  ].join("\n")
