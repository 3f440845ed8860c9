import type { Language } from "./Language.ts"

/** Numbers and times as a reader of a language writes them. */
export interface Format {
  readonly number: (value: number) => string
  /** A share, 0 to 1, as per cent with one digit. */
  readonly share: (value: number) => string
  /** Hours, minutes and seconds. */
  readonly time: (iso: string) => string
  /** Hours and minutes. */
  readonly minute: (at: Date) => string
  readonly moment: (iso: string) => string
  readonly day: (iso: string) => string
  /** "in 5 minutes", "3 hours ago": in the largest unit of which there is at least one. */
  readonly distance: (iso: string, nowMillis: number) => string
  readonly millis: (value: number) => string
}

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000]
] as const

/** @param timeZone IANA name; the reader's own where it is left out. */
export const make = (language: Language, timeZone?: string): Format => {
  const zone = timeZone === undefined ? {} : { timeZone }
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 })
  const millis = new Intl.NumberFormat(language, { style: "unit", unit: "millisecond", maximumFractionDigits: 0 })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" })
  const time = new Intl.DateTimeFormat(language, { timeStyle: "medium", hourCycle: "h23", ...zone })
  const minute = new Intl.DateTimeFormat(language, { timeStyle: "short", hourCycle: "h23", ...zone })
  const moment = new Intl.DateTimeFormat(language, {
    dateStyle: "medium",
    timeStyle: "medium",
    hourCycle: "h23",
    ...zone
  })
  const day = new Intl.DateTimeFormat(language, { dateStyle: "medium", ...zone })
  return {
    number: (value) => number.format(value),
    share: (value) => share.format(value),
    time: (iso) => time.format(new Date(iso)),
    minute: (at) => minute.format(at),
    moment: (iso) => moment.format(new Date(iso)),
    day: (iso) => day.format(new Date(iso)),
    distance: (iso, nowMillis) => {
      const away = Date.parse(iso) - nowMillis
      const [unit, length] = units.find(([, millis]) => Math.abs(away) >= millis) ?? (["second", 1_000] as const)
      return relative.format(Math.trunc(away / length), unit)
    },
    millis: (value) => millis.format(value)
  }
}
