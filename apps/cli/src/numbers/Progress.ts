import { Clock, Effect } from "effect"
import { Output } from "../Output.ts"

/** A bar on stderr while a list is read, for a person who watches. */
export interface Progress {
  /** Takes note of more bytes, and of the rows so far; draws at most every `drawMillis`. */
  readonly advance: (bytes: number, rows: number) => Effect.Effect<void>
}

const drawMillis = 100
const width = 30

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })

/** The bar as text. Without a total, as on standard input, only what has been read can be shown. */
export const bar = (bytes: number, bytesTotal: number | null, rows: number, millis: number): string => {
  const rate = millis > 0 ? `, ${count.format((rows * 1_000) / millis)}/s` : ""
  const read = `${count.format(rows)} rows${rate}`
  if (bytesTotal === null || bytesTotal === 0) return read
  const share = Math.min(1, bytes / bytesTotal)
  const done = Math.round(share * width)
  return `[${"#".repeat(done)}${"-".repeat(width - done)}] ${String(Math.floor(share * 100)).padStart(3)} %  ${read}`
}

/** A bar that begins now. */
export const make = (bytesTotal: number | null): Effect.Effect<Progress, never, Output> =>
  Effect.gen(function* () {
    const output = yield* Output
    const startMillis = yield* Clock.currentTimeMillis
    let bytesRead = 0
    let drawnMillis = startMillis
    return {
      advance: (bytes, rows) =>
        Effect.flatMap(Clock.currentTimeMillis, (nowMillis) => {
          bytesRead += bytes
          if (nowMillis - drawnMillis < drawMillis) return Effect.void
          drawnMillis = nowMillis
          return output.progress(bar(bytesRead, bytesTotal, rows, nowMillis - startMillis))
        })
    }
  })
