import type { Context } from "effect"
import type { Vitals } from "../ports/Vitals.ts"
import type { State } from "./internal/State.ts"

/** What processes reported, of a memory store. */
export const make = ({ journal, vitals }: State): Context.Tag.Service<Vitals> => ({
  report: (report) => journal.step(() => vitals.put(report.source, report)),
  fresh: (sinceMillis) =>
    journal.step(() =>
      [...vitals.values()]
        .filter(({ atMillis }) => atMillis >= sinceMillis)
        .sort((a, b) => (a.source < b.source ? -1 : 1))
    ),
  forget: (beforeMillis) =>
    journal.step(() => {
      for (const { atMillis, source } of vitals.values()) if (atMillis < beforeMillis) vitals.remove(source)
    })
})
