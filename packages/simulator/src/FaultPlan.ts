import { Data } from "effect"
import type * as Behaviour from "./config/Behaviour.ts"
import * as Seeded from "./Seeded.ts"

/**
 * What goes wrong with one request, by the faults in force, its key and the time. Drawn like fates: the same request
 * meets the same fault in every run of the same seed and faults.
 */

/** Before anything is accepted. */
export type Before = Data.TaggedEnum<{
  Passes: {}
  /** Answered with an error code instead of being judged. */
  Errs: { readonly code: number }
  Drops: {}
  /** Never answered. */
  Hangs: {}
}>
const befores = Data.taggedEnum<Before>()
const { Passes, Errs, Drops, Hangs } = befores
/** What to do about each of them: a new one does not compile until something is done about it. */
export const matchBefore = befores.$match

/** After a message was accepted. */
export type After = Data.TaggedEnum<{
  Answers: {}
  Closes: {}
  Fails: {}
  /** The answer comes after this real time; null is never. */
  Delays: { readonly realMillis: number | null }
}>
const afters = Data.taggedEnum<After>()
const { Answers, Closes, Fails, Delays } = afters
/** The same for what comes after. */
export const matchAfter = afters.$match

/** An outage in force now, which every request meets whatever it asks for. */
export const outage = (faults: Behaviour.Faults, nowMillis: number): Before => {
  const found = faults.outages.find(({ fromMillis, untilMillis }) => fromMillis <= nowMillis && nowMillis < untilMillis)
  switch (found?.kind) {
    case undefined:
      return Passes()
    case "refuse":
      return Errs({ code: 131016 })
    case "drop":
      return Drops()
    case "silent":
      return Hangs()
  }
}

/** One draw decides, so that the shares of all kinds add up instead of overlapping. */
export const before = (faults: Behaviour.Faults, seed: string, key: string): Before => {
  if (faults.dropShare === 0 && faults.errors.length === 0) return Passes()
  let mark = Seeded.unit(seed, "fault before", key) - faults.dropShare
  if (mark < 0) return Drops()
  for (const { code, share } of faults.errors) {
    mark -= share
    if (mark < 0) return Errs({ code })
  }
  return Passes()
}

/** Whether the sender learns that its message was accepted. One draw decides here too. */
export const after = (faults: Behaviour.Faults, seed: string, key: string): After => {
  const { dropAfterAcceptShare, errorAfterAcceptShare, timeoutAfterAcceptShare } = faults
  if (dropAfterAcceptShare + errorAfterAcceptShare + timeoutAfterAcceptShare === 0) return Answers()
  let mark = Seeded.unit(seed, "fault after", key) - dropAfterAcceptShare
  if (mark < 0) return Closes()
  mark -= errorAfterAcceptShare
  if (mark < 0) return Fails()
  mark -= timeoutAfterAcceptShare
  return mark < 0 ? Delays({ realMillis: faults.timeoutAnswerRealMillis }) : Answers()
}

/** Real time from arrival to answer. */
export const latencyRealMillis = (faults: Behaviour.Faults, seed: string, key: string): number => {
  const { latencyRealMillisMax, latencyRealMillisMin } = faults
  return latencyRealMillisMin >= latencyRealMillisMax
    ? latencyRealMillisMin
    : Seeded.between(latencyRealMillisMin, latencyRealMillisMax, seed, "latency", key)
}
