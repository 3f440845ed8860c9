import type { Context } from "effect"
import type { TokenReports } from "../ports/TokenReports.ts"
import type { State } from "./internal/State.ts"

/** Reports on tokens of a memory store. */
export const make = ({ journal, tokenReports }: State): Context.Tag.Service<TokenReports> => ({
  put: (report) => journal.step(() => tokenReports.put(report.accountId, report)),
  list: journal.step(() => [...tokenReports.values()].sort((a, b) => (a.accountId < b.accountId ? -1 : 1)))
})
