import type * as Templates from "@sluice/client/Templates"
import { DateTime } from "effect"
import type { Style } from "../Output.ts"
import * as Percent from "../Percent.ts"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"

type View = Templates.TemplateView

const day = (moment: DateTime.Utc): string => DateTime.formatIso(moment).slice(0, 16).replace("T", " ")

const marked = (status: View["status"], style: Style): string => {
  switch (status) {
    case "approved":
      return style.good(status)
    case "submitted":
    case "draft":
      return style.quiet(status)
    case "paused":
      return style.doubt(status)
    case "rejected":
    case "disabled":
      return style.bad(status)
  }
}

/** When the review is expected to end, and how likely well (TP-06). */
const review = ({ review: expected }: View): string =>
  expected === null
    ? ""
    : `expected from ${day(expected.from)} to ${day(expected.to)}, approved with ${Percent.of(expected.approvalOdds)}`

/** Templates, one a line. */
export const table = (templates: ReadonlyArray<View>, style: Style): string =>
  templates.length === 0
    ? "no templates; `sluice templates sync` fetches them"
    : Table.render(
        ["name", "language", "category", "status", "since", "quality", "note"],
        templates.map((template) => [
          Shown.whole(template.name),
          Shown.whole(template.language),
          Shown.whole(template.category.toLowerCase()),
          marked(template.status, style),
          day(template.since),
          Shown.whole(template.quality?.toLowerCase() ?? ""),
          Shown.whole(template.reason ?? review(template))
        ])
      )

/** Everything about one template, a line a fact. */
export const page = (template: View, style: Style): string => {
  const facts: ReadonlyArray<readonly [string, string]> = [
    [
      "template",
      Shown.whole(
        `${template.name} (${template.language}), ${template.category.toLowerCase()}, of ${template.accountId}`
      )
    ],
    ["status", `${marked(template.status, style)} since ${day(template.since)}`],
    ["reason", Shown.whole(template.reason ?? "")],
    ["review", review(template)],
    ["revisions", template.revisions === 0 ? "" : String(template.revisions)],
    ["quality", Shown.whole(template.quality?.toLowerCase() ?? "")],
    ["platform id", template.platformId ?? ""]
  ]
  return facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(13)}${value}`)
    .join("\n")
}
