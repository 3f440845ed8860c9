import type * as Pacing from "@sluice/core/policy/Pacing"
import type { Hold } from "./Judge.ts"

/**
 * Continuous sending of one sender (RL-08): ten minutes without a pause of 60 s bring a cooldown of an hour.
 *
 * Only what was admitted counts as sent. A cooldown ends the run that brought it.
 */
export interface ContinuousRun {
  readonly cooldown: (atMillis: number) => Hold | null
  /** Whether a send now would carry the run past its ten minutes; if so the cooldown begins. */
  readonly exceeds: (atMillis: number) => boolean
  readonly admitted: (atMillis: number) => void
}

/**
 * A sender that has sent nothing, and rests from nothing.
 *
 * @param slackMillis forgiven on both figures, for spacing that the network has squeezed.
 */
export const make = (phoneNumberId: string, rule: Pacing.ContinuousSending, slackMillis: number): ContinuousRun => {
  let startMillis: number | null = null
  let lastMillis = 0
  let cooldownSinceMillis: number | null = null

  const goesOn = (atMillis: number): boolean => atMillis - lastMillis < rule.gapMillis - slackMillis

  return {
    cooldown: (atMillis) => {
      if (cooldownSinceMillis === null) return null
      const untilMillis = cooldownSinceMillis + rule.cooldownMillis
      if (atMillis >= untilMillis) return null
      const sinceMillis = cooldownSinceMillis
      return { level: "cooldown", scope: "sender", id: phoneNumberId, sinceMillis, untilMillis, awaitsReview: false }
    },
    exceeds: (atMillis) => {
      if (startMillis === null || !goesOn(atMillis)) return false
      if (atMillis - startMillis < rule.runMillis + slackMillis) return false
      cooldownSinceMillis = atMillis
      startMillis = null
      return true
    },
    admitted: (atMillis) => {
      if (startMillis === null || !goesOn(atMillis)) startMillis = atMillis
      lastMillis = atMillis
    }
  }
}
