import type { Line } from "@sluice/core/alert/Letter"
import { Clock, Effect } from "effect"
import { Feed } from "../ports/Feed.ts"
import type { Tidings } from "../ports/Feed.ts"

/** What listeners are told of an alert; who sees no account but its own is told of that account's alone. */
const of = (line: Line, atMillis: number): Tidings => ({
  type: line.kind === "recovered" ? "alert.recovered" : "alert.fired",
  accountId: line.place.account ?? "",
  atMillis,
  data: {
    alertId: line.alertId,
    ruleId: line.ruleId,
    severity: line.severity,
    place: line.place,
    sinceMillis: line.sinceMillis
  }
})

/**
 * Tells listeners (`/v1/events`, subscriptions) that alerts fired or recovered. A hint, and not the delivery: letters are that. Where the store
 * is away just then, nobody is told, and whoever asks sees the alert all the same.
 */
export const tell = Effect.fn("AlertTidings.tell")(function* (lines: ReadonlyArray<Line>) {
  if (lines.length === 0) return
  const feed = yield* Feed
  const nowMillis = yield* Clock.currentTimeMillis
  yield* feed
    .append(lines.map((line) => of(line, nowMillis)))
    .pipe(Effect.catchAll((error) => Effect.logWarning("listeners were not told of alerts", error)))
})
