import type * as KeyCheck from "@sluice/core/guard/KeyCheck"

/** What the alert `key-check` is declared over: `counting`, `checking`, or what the newest check found wanting. */
export const of = (state: KeyCheck.State): string => {
  if (state._tag === "Checking") return "checking"
  const outcome = state.report?.outcome._tag
  return outcome === "Invalid" ? "invalid" : outcome === "Unreachable" ? "unreachable" : "counting"
}
