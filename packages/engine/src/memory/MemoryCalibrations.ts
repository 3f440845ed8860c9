import type { Context } from "effect"
import { reportsMax } from "../ports/Calibrations.ts"
import type { Calibrations } from "../ports/Calibrations.ts"
import type { State } from "./internal/State.ts"

/** Calibration reports of a memory store. */
export const make = ({ calibrations, journal, nextCalibration }: State): Context.Tag.Service<Calibrations> => ({
  put: (report) =>
    journal.step(() => {
      const number = nextCalibration()
      calibrations.put(number, report)
      for (const [old] of calibrations.entries()) if (old <= number - reportsMax) calibrations.remove(old)
    }),
  newest: (limit) =>
    journal.step(() =>
      [...calibrations.entries()]
        .sort(([a], [b]) => b - a)
        .slice(0, limit)
        .map(([, report]) => report)
    )
})
