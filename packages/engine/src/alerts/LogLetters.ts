import * as Letter from "@sluice/core/alert/Letter"
import { Effect } from "effect"
import type { Deliver } from "../ports/AlertChannels.ts"
import * as Wording from "./Wording.ts"

const level = (line: Letter.Line): ((...message: ReadonlyArray<unknown>) => Effect.Effect<void>) => {
  if (line.kind === "recovered" || line.severity === "info") return Effect.logInfo
  return line.severity === "critical" ? Effect.logError : Effect.logWarning
}

/** Alerts as lines of the log: what it means, what to do, and the fields to route by. Whoever collects logs can wake people with them. */
export const deliver: Deliver = ({ lines, omitted }) =>
  Effect.forEach(
    lines,
    (line) => {
      const { alertId, atMillis, key, kind, place, ruleId, severity, sinceMillis } = line
      const { means, remedy } = Wording.of(ruleId)
      return level(line)(kind === "recovered" ? `recovered: ${means}` : `alert: ${means} ${remedy}`).pipe(
        Effect.annotateLogs({ alert: ruleId, alertId, kind, severity, key, place, sinceMillis, atMillis, omitted })
      )
    },
    { discard: true }
  ).pipe(Effect.as({ _tag: "Taken", status: null }))
