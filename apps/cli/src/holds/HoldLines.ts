import type { HoldDetail, SendSummary } from "@sluice/client/Holds"
import type { HoldView } from "@sluice/client/Operations"
import { DateTime } from "effect"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"

/** When a hold ends, in words. */
const ending = ({ needsReview, until }: HoldView): string => {
  if (until === null) return needsReview ? "reviewed" : "the platform takes it back"
  return `${DateTime.formatIso(until)}${needsReview ? " and a review" : ""}`
}

/** The holds in force, one a line. */
export const table = (holds: ReadonlyArray<HoldView>): string =>
  holds.length === 0
    ? "no holds"
    : Table.plain(
        ["id", "level", "scope", "key", "until", "reason"],
        holds.map((hold) => [String(hold.id), hold.level, hold.scope, hold.key, ending(hold), hold.reason]),
        new Set([0])
      )

const refusals = ({ refusals }: SendSummary): string =>
  refusals.map(({ code, count, httpStatus }) => `${count} × ${code ?? httpStatus ?? "unknown"}`).join(", ")

const sends = (hold: HoldDetail): string =>
  hold.sends.length === 0
    ? "Nothing was sent in the hour before it."
    : Table.plain(
        ["sender", "sends", "accepted", "refused", "unanswered", "busiest minute", "refusals"],
        hold.sends.map((one) => [
          one.senderId,
          String(one.sends),
          String(one.accepted),
          String(one.refused),
          String(one.unanswered),
          String(one.busiestMinute),
          refusals(one)
        ]),
        new Set([1, 2, 3, 4, 5])
      )

/** One hold, with what its senders sent before it. */
export const page = (hold: HoldDetail): string =>
  [
    `hold ${hold.id}: ${hold.level}, ${hold.scope} ${Shown.whole(hold.key)}`,
    `  ${Shown.whole(hold.reason)}`,
    `  since ${DateTime.formatIso(hold.since)}, until ${ending(hold)}`,
    ...(hold.review === null
      ? []
      : [
          Shown.whole(
            `  reviewed by ${hold.review.by} at ${DateTime.formatIso(hold.review.at)}${hold.review.note === "" ? "" : `: ${hold.review.note}`}`
          )
        ]),
    ...(hold.clearedAt === null ? [] : [`  over since ${DateTime.formatIso(hold.clearedAt)}`]),
    "",
    `Sends from ${DateTime.formatIso(hold.sendsFrom)} to ${DateTime.formatIso(hold.sendsUntil)}:`,
    sends(hold),
    ...(hold.evidence === null
      ? []
      : ["", `Whoever has read this may let it end: \`sluice holds clear ${hold.id} --read ${hold.evidence}\``])
  ].join("\n")
