import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"

/** A day of a test; it must exist. */
export const date = (text: string): BusinessDays.Day => {
  const day = BusinessDays.fromIso(text)
  if (day === null) throw new Error(`${text} is no date`)
  return day
}
