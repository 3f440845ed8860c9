import type { RefusedView } from "@sluice/client/Callbacks"
import { DateTime } from "effect"
import * as Table from "../Table.ts"

const header = (had: boolean | null): string => (had === null ? "-" : had ? "there" : "missing")

/** What was refused, a reason a line, and what each reason means. Nothing in it was chosen by whoever called. */
export const of = (refused: ReadonlyArray<RefusedView>): string => {
  if (refused.length === 0) return "no callback was refused at the door in the last 30 days"
  const table = Table.plain(
    ["account", "door", "reason", "count", "since", "last", "last header", "last bytes"],
    refused.map(({ accountId, count, firstAt, lastAt, lastBodyBytes, lastHadProof, provider, reason }) => [
      accountId ?? "(unknown)",
      provider ?? "(unknown)",
      reason,
      String(count),
      DateTime.formatIso(firstAt),
      DateTime.formatIso(lastAt),
      header(lastHadProof),
      lastBodyBytes === null ? "-" : String(lastBodyBytes)
    ]),
    new Set([3, 7])
  )
  const meanings = new Map(refused.map(({ means, reason }) => [reason, means]))
  return [table, "", ...[...meanings].map(([reason, means]) => `${reason}: ${means}`)].join("\n")
}
