import type { Policy } from "./Policy.ts"
import { days, hours, minutes, seconds } from "./internal/spans.ts"

const megabytes = (n: number): number => n * 1024 * 1024
const kilobytes = (n: number): number => n * 1024

/** The figures that Meta documents for the Cloud API (CLOUD_API.md); what it does not speak of follows SPEC.md. */
export const cloudApi: Policy = {
  name: "cloud-api",
  numbers: {
    digitsMin: 8,
    digitsMax: 15,
    nationalDigitsMin: 8,
    nationalDigitsMax: 12,
    judgementMillisMax: 300,
    judgementIncidentMillis: seconds(1),
    preflightRowsMin: 1000,
    preflightShare: 0.1,
    verificationFailuresMax: 3,
    verificationBlockMillis: hours(8),
    verificationMillisMin: minutes(2),
    verificationMillisMax: minutes(3)
  },
  templates: {
    flagPercentDiscounts: false,
    flagEveryLinkRequest: false,
    reviewMillisMin: hours(24),
    reviewMillisMax: hours(72),
    reviewMillisPerRevision: hours(12),
    approvalOddsFirst: 0.65,
    approvalOddsRevised: 0.9,
    approvalRevisions: 3,
    serviceWindowMillis: hours(24)
  },
  media: {
    image: { bytesMax: megabytes(5), bytesWarn: megabytes(3) },
    video: { bytesMax: megabytes(16), bytesWarn: null },
    audio: { bytesMax: megabytes(16), bytesWarn: null },
    document: { bytesMax: megabytes(100), bytesWarn: null },
    stickerStatic: { bytesMax: kilobytes(100), bytesWarn: null },
    stickerAnimated: { bytesMax: kilobytes(500), bytesWarn: null },
    videoSecondsMax: null,
    videoSecondsWarn: null,
    breakerFailures: 5,
    breakerMillis: hours(2),
    callbackMediaMillis: days(7)
  },
  consent: { stopWords: [], stopMarketingWords: [], startWords: [], ignoredWords: [] },
  pacing: {
    senderWindow: null,
    ladder: null,
    continuousSending: null,
    throughput: { perSecond: 80, upgradedPerSecond: 1000, coexistencePerSecond: 20 },
    // A send that is not answered within 3 s is uncertain (SF-03): what leaves in the first half of the interval arrives within it.
    pair: { intervalMillis: seconds(6), burst: 45, burstMillis: seconds(3) },
    uniqueRecipients: {
      windowMillis: hours(24),
      tiers: { TIER_250: 250, TIER_2K: 2_000, TIER_10K: 10_000, TIER_100K: 100_000, TIER_UNLIMITED: null }
    },
    sharedCalls: { business: null, account: null, app: null },
    usage: { slowShare: 0.8, spacingMillisMax: seconds(10), spentMillis: minutes(5), windowMillis: hours(1) },
    leasing: { sliceShare: 0.05, leaseMillis: minutes(1), graceMillis: minutes(1) },
    senderBackoff: { baseMillis: seconds(1), factor: 2, capMillis: hours(1) },
    pairBackoff: { baseMillis: seconds(1), factor: 4, capMillis: hours(1) },
    rotationSendersMin: 3,
    rotationSendersMax: 5,
    topOfHourAvoidMillis: minutes(5),
    topOfHourLoadFactor: 1.4,
    topOfHourTripFactor: 1.25
  },
  standing: {
    raiseSteadyMillis: days(30),
    raiseRegisteredMillisMin: days(30),
    raiseAdviceDailyMessages: 1_000,
    raiseUrgentDailyMessages: 3_000,
    raiseComplaintShareMax: 0.002,
    raiseComplaintMillis: days(7),
    raiseForecastMonths: 3,
    raiseApprovalOdds: 0.6,
    observationMillis: days(7),
    observationComplaintShareMax: 0.003,
    firstWeekMillis: days(7),
    firstWeekComplaintShareMax: 0.005,
    firstWeekAlertShare: 0.5,
    refusedForBlocksShare: 0.25,
    refusedForBusinessTypeShare: 0.4
  },
  certainty: {
    healthyMillis: 500,
    answerMillisMax: seconds(3),
    endpoints: {
      smoothMillis: seconds(5),
      answerShareMax: 0.25,
      slowRow: 3,
      gainShare: 0.3,
      stayMillis: seconds(30),
      coolMillis: seconds(15),
      coolMillisMax: minutes(5),
      probeMillis: seconds(15)
    },
    tokens: { checkMillis: hours(6), recheckMillis: minutes(5) },
    reactionMillisMax: seconds(1),
    uncertainMillis: seconds(90),
    uncertainMillisMax: hours(6),
    uncertainThen: "resend",
    uncertainResendsMax: 2,
    orderMillisMax: minutes(5),
    transient: {
      baseMillis: seconds(1),
      factor: 2,
      capMillis: minutes(5),
      jitterShare: 0.5,
      attemptsMax: 8,
      deadlineMillis: hours(24)
    },
    transientLimited: {
      baseMillis: seconds(2),
      factor: 2,
      capMillis: minutes(1),
      jitterShare: 0.5,
      attemptsMax: 3,
      deadlineMillis: hours(1)
    },
    throttled: {
      baseMillis: seconds(1),
      factor: 2,
      capMillis: hours(1),
      jitterShare: 0.2,
      attemptsMax: 100,
      deadlineMillis: days(7)
    },
    deferred: {
      baseMillis: hours(24),
      factor: 2,
      capMillis: days(7),
      jitterShare: 0.1,
      // A day, two, a week, and no more (CLOUD_API 3.3, code 131049); a day is left for the answers between them.
      attemptsMax: 4,
      deadlineMillis: days(11)
    },
    idempotencyMillis: days(1)
  },
  receiving: {
    answerMillisAim: 500,
    answerMillisMax: seconds(1),
    bodyBytesMax: megabytes(3),
    batchUpdatesMax: 1000,
    deliveredMillisMin: seconds(3),
    deliveredMillisMax: seconds(7),
    deliveredAbroadMillisMax: seconds(15),
    readLostShare: 0.08,
    // The platform names no figures; what doubles its waits is usual, and slower than that it could not get to 7 days in a few tries.
    repeatMillis: seconds(30),
    repeatFactor: 2,
    looks: 3,
    lookMillis: seconds(30),
    mediaBytesMax: megabytes(50),
    processedMillisMax: 200,
    logAdvisedPerSecond: 1000,
    calibrationMillis: days(7),
    malformedInRow: 5,
    malformedPauseMillis: seconds(30),
    badSignatureAlertMillis: minutes(1),
    tooFastCount: 10,
    tooFastMillis: hours(1)
  },
  alerting: {
    lookMillis: seconds(10),
    pendingMillis: minutes(2),
    recoveringMillis: minutes(5),
    repeatCriticalMillis: hours(1),
    repeatWarningMillis: hours(24),
    recoverShare: 0.8,
    windowMillis: minutes(5),
    failureShareMax: 0.07,
    failureSamplesMin: 50,
    outageShareMin: 0.5,
    outageSamplesMin: 20,
    outagePendingMillis: minutes(1),
    sendMillisMax: seconds(5),
    queueLagMillisMax: minutes(5),
    uncertainMax: 20,
    deadLettersMin: 1,
    deadLettersMillis: hours(1),
    uniqueShareMax: 0.8,
    callbackSilenceMillis: minutes(15),
    unknownPathsMin: 1,
    quarantinedMin: 1,
    driftMillis: days(1),
    tokenLeadMillis: days(7),
    versionLeadMillis: days(60)
  },
  onboarding: {
    developerAccount: { daysMin: 1, daysMax: 2 },
    developerAccountRefusedShare: 0.4,
    integration: { daysMin: 3, daysMax: 5 },
    productionTest: { daysMin: 2, daysMax: 2 },
    productionTestNumbersMin: 5,
    productionTestNumbersMax: 10,
    live: { daysMin: 7, daysMax: 10 }
  },
  cost: {
    plans: {
      twilio: { perMessageUsd: 0.005, perMonthUsd: null, messagesIncluded: null },
      messagebird: { perMessageUsd: null, perMonthUsd: 50, messagesIncluded: 1000 },
      zendesk: { perMessageUsd: null, perMonthUsd: null, messagesIncluded: null },
      "meta-direct": { perMessageUsd: null, perMonthUsd: null, messagesIncluded: null }
    },
    perMessageAdvisedPerDay: 5_000,
    perMessageSavesShare: 0.3
  }
}
