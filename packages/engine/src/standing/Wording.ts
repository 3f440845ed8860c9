import * as Complaints from "@sluice/core/standing/Complaints"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import type * as RaiseAdvice from "@sluice/core/standing/RaiseAdvice"

/** How a sender stands, in words for people. */

const isoDay = (atMillis: number): string => BusinessDays.toIso(Complaints.dayOf(atMillis))

const percent = (share: number): string => `${Math.round(share * 100_000) / 1_000} %`

const from = (atMillis: number | null, otherwise: string): string =>
  atMillis === null ? otherwise : `the clock meets it on ${isoDay(atMillis)}`

/** A condition that fails, and what meets it (ST-01). */
export const failing = (one: RaiseAdvice.Failing): string => {
  switch (one._tag) {
    case "NotRegisteredLongEnough":
      return `not registered for long enough: ${from(one.fromMillis, "say since when with `sluice standing set`")}`
    case "NotUsedLongEnough":
      return `not used for long enough: ${from(one.fromMillis, "nothing was sent yet")}`
    case "NotUsedSteadily":
      return `not used steadily: nothing was sent for ${one.gapDays} days in a row`
    case "TooManyComplaints":
      return one.share === null
        ? "complaints are not known: nothing was sent in the last seven days"
        : `complaints are ${percent(one.share)} of what was sent, and have to be below ${percent(one.shareMax)}`
    case "ForecastMissing":
      return `the forecast has ${one.months} of ${one.monthsMin} months: give it with \`sluice standing set\``
    case "ForecastImplausible":
      return `month ${one.month + 1} of the forecast is no positive whole number`
  }
}

/** The request as it is handed in, with its figures (ST-01). */
export const request = (asked: RaiseAdvice.Request, number: string): string =>
  [
    `We ask for a higher sending limit for ${number}: from ${asked.fromUnits} to ${asked.toUnits} messages a minute.`,
    `The number was registered on ${isoDay(asked.registeredMillis)}, and has been used steadily since.`,
    `It sends ${Math.round(asked.dailyMessages)} messages a day. Complaints over the last seven days are ${percent(asked.complaintShare)} of them.`,
    `We expect ${asked.forecastMonthly.join(", ")} messages in the coming ${asked.forecastMonthly.length} months.`
  ].join("\n")
