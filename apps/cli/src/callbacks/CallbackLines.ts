import type { CallbackDetail, CallbackView, Replayed } from "@sluice/client/Callbacks"
import { DateTime } from "effect"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"
import * as FormLine from "./FormLine.ts"
import * as Report from "./Report.ts"

/** Stored callbacks, one a line. */
export const table = (found: ReadonlyArray<CallbackView>): string =>
  found.length === 0
    ? "no callbacks"
    : Table.plain(
        ["id", "received", "account", "provider", "bytes", "verdict"],
        found.map(({ accountId, bodyBytes, id, provider, receivedAt, verdict }) => [
          String(id),
          DateTime.formatIso(receivedAt),
          accountId,
          provider,
          String(bodyBytes),
          verdict
        ]),
        new Set([0, 4])
      )

/** One stored callback: what became of it, what it says, and how it came. */
export const page = (callback: CallbackDetail, style: Style): string => {
  const { accountId, body, bodyBytes, contentType, id, provider, receivedAt, report, verdict } = callback
  const head = [
    `callback ${id}: ${verdict}`,
    `  received ${DateTime.formatIso(receivedAt)} for ${accountId} from ${provider}, ${bodyBytes} bytes of ${contentType ?? "an unnamed type"}`,
    ...(report === null ? [] : [`  ${Shown.whole(JSON.stringify(report))}`])
  ]
  if (body.encoding === "base64") return [...head, "", "It is no text:", body.text].join("\n")
  const json = FormLine.orJson(body.text)
  const said = Report.of(provider, `callback ${id}`, { number: 1, json })
  return [...head, "", Report.lines(said, style), "", Shown.whole(body.text)].join("\n")
}

const plural = (count: number): string => `${count} callback${count === 1 ? "" : "s"}`

const causes: Readonly<Record<Replayed["leftOut"][number]["because"], string>> = {
  unknown: "there is none; `sluice callbacks ls` shows those that there are",
  pending: "it waits to be processed already",
  "bad-signature": "its signature was bad, and what was not believed is never processed"
}

/** What a replay did, or would do. */
export const replayed = (
  { appliedBefore, count, filesGone, leftOut }: Omit<Replayed, "next">,
  dryRun: boolean
): string => {
  const done = dryRun
    ? "would be processed again; nothing was changed"
    : count === 1
      ? "is processed again"
      : "are processed again"
  const before =
    appliedBefore === 0 ? "" : `; ${appliedBefore} of them were processed before, and tell nobody anything twice`
  const gone =
    filesGone === 0
      ? ""
      : `\nthe files that came in ${filesGone} of them are gone from the blob store: what they tell does not depend on them, but nobody can have them any more`
  const left = leftOut.map(({ because, id }) => `\nnot ${id}: ${causes[because]}`)
  return `${plural(count)} ${done}${before}${gone}${left.join("")}`
}
