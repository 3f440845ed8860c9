import { Schema } from "effect"

/**
 * How long a failure asks to wait, as a value (SPEC SF-01, RT-01).
 *
 * - `None`: waiting changes nothing; the message is over, or something has to be fixed first.
 * - `Schedule`: the retry schedule of that name in the policy's `certainty` decides.
 * - `Steps`: the platform states the waits in milliseconds; the last one repeats.
 * - `InDetails`: the platform writes the wait into the error's details; `fallbackMillis` where it does not.
 */
export const Wait = Schema.Union(
  Schema.TaggedStruct("None", {}),
  Schema.TaggedStruct("Schedule", { name: Schema.Literal("transient", "transientLimited", "throttled", "deferred") }),
  Schema.TaggedStruct("Steps", { millis: Schema.NonEmptyArray(Schema.Int) }),
  Schema.TaggedStruct("InDetails", { fallbackMillis: Schema.Int })
)
export type Wait = typeof Wait.Type

/** Waiting changes nothing. */
export const none: Wait = { _tag: "None" }

/** The policy's schedule of that name. */
export const schedule = (name: "transient" | "transientLimited" | "throttled" | "deferred"): Wait => ({
  _tag: "Schedule",
  name
})

/** Stated waits in milliseconds, first to last; the last one repeats. */
export const steps = (first: number, ...rest: ReadonlyArray<number>): Wait => ({
  _tag: "Steps",
  millis: [first, ...rest]
})

/** The wait stands in the error's details. */
export const inDetails = (fallbackMillis: number): Wait => ({ _tag: "InDetails", fallbackMillis })

/**
 * The least that has to pass before another try, in milliseconds.
 *
 * `statedMillis` is what this very answer asked for (`Retry-After`, or a wait found in its details): the longer of the two
 * wins (SPEC RL-07). For `Schedule` the retry plan adds its own delay; here it counts as 0.
 *
 * @param failuresBefore how often the same failure came before this one on its scope, 0 at first.
 */
export const leastMillis = (wait: Wait, failuresBefore: number, statedMillis: number | null): number => {
  const stated = statedMillis ?? 0
  switch (wait._tag) {
    case "None":
    case "Schedule":
      return stated
    case "Steps": {
      const step = Math.min(Math.max(0, Math.trunc(failuresBefore)), wait.millis.length - 1)
      return Math.max(wait.millis[step] ?? 0, stated)
    }
    case "InDetails":
      return statedMillis ?? wait.fallbackMillis
  }
}

const unitMillis: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Matches "30 seconds", "5 minutes", "in 1 hour": a count and the first letter of its unit. */
const spanInText = /(\d{1,6})\s*(s(?:ec(?:ond)?s?)?|m(?:in(?:ute)?s?)?|h(?:(?:ou)?rs?)?|d(?:ays?)?)\b/i

/** The first span of time that a text names, in milliseconds; null where it names none. */
export const inText = (text: string): number | null => {
  const match = spanInText.exec(text)
  const count = match?.[1]
  const unit = match?.[2]?.charAt(0).toLowerCase()
  if (count === undefined || unit === undefined) return null
  return Number(count) * (unitMillis[unit] ?? 0)
}
