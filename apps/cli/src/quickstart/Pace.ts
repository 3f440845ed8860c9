import { guide } from "@sluice/core/policy/guide"
import * as Seat from "../stack/Seat.ts"
import * as PaceChart from "./PaceChart.ts"
import * as Sandboxes from "./Sandboxes.ts"
import type { Outcome } from "./Stage.ts"

const window = guide.pacing.senderWindow

/** What the limit of a sender was; the lower one where the batch may have run in and out of peak hours (RL-01). */
const limitOf = (tier: "initial" | "raised"): number =>
  window === null ? 0 : tier === "initial" ? window.initialUnits : window.raisedUnits

/** The picture of a batch at the guide's pace: what the platform took in each minute, against the limit of each sender. */
export const picture = (outcome: Outcome): string => {
  const unitsOf = new Map(outcome.messages.map(({ id, units }) => [id, units]))
  const panels = Sandboxes.guide.senders.map((sender, index) => ({
    title: sender.id,
    limitUnits: limitOf(sender.tier),
    arrivals: outcome.entries
      .filter(({ phoneNumberId }) => phoneNumberId === Seat.phoneNumberId(index))
      .map(({ atMillis, subject }) => ({ atMillis, units: unitsOf.get(subject ?? "") ?? 1 }))
  }))
  return PaceChart.svg(
    panels,
    window?.windowMillis ?? 60_000,
    "Units that the platform took in the last minute, by its own record; the dashed line is the limit."
  )
}
