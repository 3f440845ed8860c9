import type { Policy } from "./Policy.ts"
import { cloudApi } from "./cloudApi.ts"
import { days, hours, minutes, seconds } from "./internal/spans.ts"

/** The figures of SPEC.md; what the guide leaves to the platform follows `cloud-api`. */
export const guide: Policy = {
  ...cloudApi,
  name: "guide",
  templates: {
    ...cloudApi.templates,
    flagPercentDiscounts: true,
    flagEveryLinkRequest: true,
    // The guide speaks of no such window.
    serviceWindowMillis: null
  },
  media: {
    ...cloudApi.media,
    videoSecondsMax: 30,
    videoSecondsWarn: 15,
    callbackMediaMillis: hours(24)
  },
  pacing: {
    ...cloudApi.pacing,
    senderWindow: {
      windowMillis: minutes(1),
      initialUnits: 5,
      raisedUnits: 30,
      raisedPeakUnits: 50,
      peakHours: [
        { startMinute: 10 * 60, endMinute: 12 * 60 },
        { startMinute: 15 * 60, endMinute: 17 * 60 }
      ],
      textUnits: 1,
      mediaUnits: 1.8,
      reputationMin: 0.7,
      reputationMax: 1.3,
      reputationInitial: 1,
      reputationFallFactor: 0.9,
      reputationRiseStep: 0.05,
      reputationRiseMillis: hours(6),
      reputationNearShare: 0.8,
      warnShare: 0.8,
      pauseShare: 0.9,
      pauseMillis: seconds(10)
    },
    ladder: {
      burstMillis: minutes(1),
      burstLightFrom: 6,
      burstMediumAbove: 10,
      lightMillis: minutes(5),
      lightsToMedium: 3,
      lightRowMillis: hours(1),
      mediumMillis: hours(1),
      mediumsToSevere: 5,
      mediumDayMillis: hours(24),
      severeMillisMin: hours(24),
      severeMillisMax: hours(72),
      severeProbeMillis: hours(12),
      unexplainedMillis: hours(1),
      reviewMillis: hours(1)
    },
    continuousSending: { runMillis: minutes(10), cooldownMillis: hours(1), gapMillis: seconds(60) },
    throughput: null,
    pair: { intervalMillis: seconds(6), burst: 1, burstMillis: 0 },
    uniqueRecipients: null
  },
  receiving: { ...cloudApi.receiving, calibrationMillis: days(7) }
}
