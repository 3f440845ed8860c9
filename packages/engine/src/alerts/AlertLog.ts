import type { Notice } from "@sluice/core/alert/Watch"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import { shipped } from "@sluice/core/policy/Policy"
import { Effect, Layer } from "effect"
import { Alerts } from "../ports/Alerts.ts"

/** The words of the rules are the same under every policy. */
const words = Rulebook.fromPolicy(shipped.guide).byId

const level = ({ _tag, severity }: Notice): ((...message: ReadonlyArray<unknown>) => Effect.Effect<void>) => {
  if (_tag === "Recovered" || _tag === "Suppressed" || severity === "info") return Effect.logInfo
  return severity === "critical" ? Effect.logError : Effect.logWarning
}

/** Alerts as lines of the log: what it means, what to do, and the fields to route by. Whoever collects logs can wake people with them. */
export const layer: Layer.Layer<Alerts> = Layer.succeed(Alerts, {
  tell: (notice) => {
    const { _tag, atMillis, by, key, number, place, ruleId, severity, sinceMillis } = notice
    const { means, remedy } = words.get(ruleId) ?? { means: ruleId, remedy: "" }
    return level(notice)(_tag === "Recovered" ? `recovered: ${means}` : `alert: ${means} ${remedy}`).pipe(
      Effect.annotateLogs({ alert: ruleId, notice: _tag, severity, key, number, place, sinceMillis, atMillis, by })
    )
  }
})
