import { Schema } from "effect"
import type { Reply } from "./DeliveryPlan.ts"

/**
 * Whether a subscriber is told anything (DESIGN, telling others).
 *
 * States and edges:
 *
 * - `Enabled(failingSinceMillis)`: it is told. A try that is taken resets `failingSinceMillis`; one that is not sets it where it was null.
 * - `Enabled -> Disabled(failing)`: nothing was taken for five days in which something was tried.
 * - `Enabled -> Disabled(gone)`: it answered 410.
 * - `Disabled -> Enabled(null)`: by an operator, and by nothing else. Answers that come late change nothing.
 */
export const Standing = Schema.Union(
  Schema.Struct({ _tag: Schema.Literal("Enabled"), failingSinceMillis: Schema.NullOr(Schema.Number) }),
  Schema.Struct({
    _tag: Schema.Literal("Disabled"),
    sinceMillis: Schema.Number,
    because: Schema.Literal("failing", "gone")
  })
)
export type Standing = typeof Standing.Type

/** Five days without one event taken. */
const failingMillisMax = 5 * 86_400_000

/** A new subscriber, or one that has just taken an event. */
export const initial: Standing = { _tag: "Enabled", failingSinceMillis: null }

/** What the answers to tries that ended at the same time say together: one that was taken shows that the subscriber lives. */
export type Told = "alive" | "failing" | "gone" | "nothing"

/** A subscriber that is gone is gone, whatever it took at the same time. */
export const toldBy = (replies: ReadonlyArray<Reply>): Told => {
  if (replies.some(({ _tag }) => _tag === "Gone")) return "gone"
  if (replies.some(({ _tag }) => _tag === "Taken")) return "alive"
  return replies.length === 0 ? "nothing" : "failing"
}

/** The standing after what was told. The very same value where nothing changes, so that nothing need be written. */
export const evolve = (standing: Standing, told: Told, nowMillis: number): Standing => {
  if (standing._tag === "Disabled") return standing
  const { failingSinceMillis } = standing
  switch (told) {
    case "nothing":
      return standing
    case "gone":
      return { _tag: "Disabled", sinceMillis: nowMillis, because: "gone" }
    case "alive":
      return failingSinceMillis === null ? standing : initial
    case "failing":
      if (failingSinceMillis === null) return { _tag: "Enabled", failingSinceMillis: nowMillis }
      return nowMillis - failingSinceMillis >= failingMillisMax
        ? { _tag: "Disabled", sinceMillis: nowMillis, because: "failing" }
        : standing
  }
}
