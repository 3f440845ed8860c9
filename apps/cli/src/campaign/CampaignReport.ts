import type { CampaignForecast, CampaignUpload, CampaignView } from "@sluice/client/Campaign"
import { DateTime } from "effect"
import type { Style } from "../Output.ts"
import * as Percent from "../Percent.ts"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"

/** What there is to say about campaigns, for people. */

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 1 })
const figure = (value: number): string => count.format(value)

const time = (at: DateTime.Utc | null): string => (at === null ? "-" : DateTime.formatIso(at).replace(/\.\d+Z$/, "Z"))

const reasons = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => `${reason} ${figure(times)}`)
    .join(", ")

/** What came of a list. */
export const uploaded = (
  { campaign, examples }: Pick<CampaignUpload, "campaign" | "examples">,
  style: Style
): string => {
  const { received, refusals, refused } = campaign.list
  const head = `${figure(received - refused)} of ${figure(received)} rows can be sent`
  return [
    head,
    ...(refused === 0 ? [] : [style.bad(`refused: ${reasons(refusals)}`)]),
    ...examples.map(({ findings, place }) => {
      const [first] = findings
      const where = first === undefined || first.path === "" ? "" : `${first.path}: `
      return style.quiet(Shown.whole(`  row ${place + 1}: ${where}${first?.message ?? "refused"}`))
    })
  ].join("\n")
}

/** What it will come to. */
export const forecast = (foreseen: CampaignForecast): string => {
  const { ahead, binding, finishAt, holds, messages, perMinute, planned, senders, startAt } = foreseen
  const bound =
    binding === null ? "nothing" : `${binding.limit} (${binding.scope}), ${Percent.of(binding.share)} of the time`
  return Table.plain(
    [],
    [
      ["messages", `${figure(messages)} through ${figure(senders)} sender${senders === 1 ? "" : "s"}`],
      ...(ahead > 0 ? [["behind", `${figure(ahead)} that wait at its senders already`]] : []),
      ["starts", time(startAt)],
      ["finishes", finishAt === null ? "never in full" : time(finishAt)],
      ["pace", `${figure(perMinute)} a minute`],
      ["holds", figure(holds)],
      ["held up by", bound],
      ...(planned < messages ? [["planned", `${figure(planned)} one by one, the rest at their pace`]] : [])
    ]
  )
}

/** Rows that have come to an end, or at least left. */
const gone = ({ progress }: CampaignView): number => {
  const { queued, remaining, rows, underway } = progress
  return rows - remaining - queued - underway
}

const barWidth = 30

/** A campaign in one line, with a bar. */
export const bar = (campaign: CampaignView): string => {
  const { finishAt, perMinute, rows } = campaign.progress
  const share = rows === 0 ? 0 : gone(campaign) / rows
  const full = Math.round(share * barWidth)
  const rate = perMinute === null ? "" : `, ${figure(perMinute)} a minute`
  const finish = finishAt === null ? "" : `, done about ${time(finishAt)}`
  return `[${"#".repeat(full)}${"-".repeat(barWidth - full)}] ${Percent.of(share).padStart(5)}  ${figure(gone(campaign))} of ${figure(rows)} ${campaign.state}${rate}${finish}`
}

/** A campaign in full. */
export const campaign = (one: CampaignView, style: Style): string => {
  const { progress } = one
  const { failures } = progress
  const shown = [
    ["in the list", progress.remaining],
    ["queued", progress.queued],
    ["under way", progress.underway],
    ["sent", progress.sent],
    ["delivered", progress.delivered],
    ["read", progress.read],
    ["failed", progress.failed],
    ["cancelled", progress.cancelled],
    ["skipped", progress.skipped]
  ] as const
  const { refused, refusals } = one.list
  return [
    Shown.whole(`${one.name} (${one.id}): ${one.state}, by ${one.senderIds.join(", ")}`),
    bar(one),
    Table.plain(
      [],
      shown.map(([name, value]) => [`  ${name}`, figure(value)]),
      new Set([1])
    ),
    ...(progress.failed === 0 ? [] : [style.bad(Shown.whole(`failed: ${reasons(failures)}`))]),
    ...(refused === 0 ? [] : [style.quiet(`left out of the list: ${reasons(refusals)}`)]),
    ...(one.startsAt === null ? [] : [`starts ${time(one.startsAt)}`]),
    ...(one.forecast === null ? [] : [`foreseen to finish ${time(one.forecast.finishAt)}`])
  ].join("\n")
}

/** Campaigns, one a line. */
export const table = (campaigns: ReadonlyArray<CampaignView>): string =>
  campaigns.length === 0
    ? "no campaigns"
    : Table.plain(
        ["campaign", "name", "state", "rows", "gone", "failed", "created"],
        campaigns.map((one) => [
          one.id,
          one.name,
          one.state,
          figure(one.progress.rows),
          figure(gone(one)),
          figure(one.progress.failed),
          time(one.createdAt)
        ]),
        new Set([3, 4, 5])
      )
