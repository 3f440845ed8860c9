import { elsewhere, inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const limits: ReadonlyArray<Rule> = [
  inCore("RL-01", "What a sender may send in a window: at first, once raised, and at peak hours", [
    "pacing.senderWindow.initialUnits",
    "pacing.senderWindow.raisedUnits",
    "pacing.senderWindow.raisedPeakUnits",
    "pacing.senderWindow.peakHours"
  ]),
  inCore("RL-02", "Messages weigh differently", ["pacing.senderWindow.textUnits", "pacing.senderWindow.mediaUnits"]),
  inCore("RL-03", "The limit is learned: refusals lower it, clean time near it raises it, over a sliding window", [
    "pacing.senderWindow.windowMillis",
    "pacing.senderWindow.reputationMin",
    "pacing.senderWindow.reputationMax",
    "pacing.senderWindow.reputationInitial",
    "pacing.senderWindow.reputationFallFactor",
    "pacing.senderWindow.reputationRiseStep",
    "pacing.senderWindow.reputationRiseMillis",
    "pacing.senderWindow.reputationNearShare"
  ]),
  inCore("RL-04", "Close to the limit there is a warning, closer a pause", [
    "pacing.senderWindow.warnShare",
    "pacing.senderWindow.pauseShare",
    "pacing.senderWindow.pauseMillis"
  ]),
  inCore(
    "RL-05",
    "Sends are spread evenly, and one recipient is not written to in a row",
    ["pacing.pair.intervalMillis"],
    {
      fixed: "The spacing follows from the window and the limit (RL-01, RL-03)."
    }
  ),
  inCore("RL-06", "Holds come in three levels, each wider and longer than the one before", [
    "pacing.ladder.burstMillis",
    "pacing.ladder.burstLightFrom",
    "pacing.ladder.burstMediumAbove",
    "pacing.ladder.lightMillis",
    "pacing.ladder.lightsToMedium",
    "pacing.ladder.lightRowMillis",
    "pacing.ladder.mediumMillis",
    "pacing.ladder.mediumsToSevere",
    "pacing.ladder.mediumDayMillis",
    "pacing.ladder.severeMillisMin",
    "pacing.ladder.severeMillisMax",
    "pacing.ladder.severeProbeMillis"
  ]),
  inCore(
    "RL-07",
    "During a hold nothing leaves, whoever asks; the longer wait wins, and the last hour is shown",
    ["pacing.ladder.unexplainedMillis", "pacing.ladder.reviewMillis"],
    { fixed: "A hold that could be forced would be none." }
  ),
  inCore("RL-08", "Sending rests before it has gone on for too long", ["pacing.continuousSending"]),
  elsewhere("RL-09", "What a limit stopped is sent again by itself, and none is lost", "packages/engine", [], {
    fixed: "A stopped message waits as long as its limit binds; only its retry plan (RT-01) may end it."
  }),
  inCore("RL-10", "Several senders take turns by what they have free, and a conversation stays with its sender", [
    "pacing.rotationSendersMin",
    "pacing.rotationSendersMax"
  ]),
  inCore(
    "RL-11",
    "Bulk traffic starts away from the top of the hour",
    ["pacing.topOfHourAvoidMillis", "pacing.topOfHourLoadFactor", "pacing.topOfHourTripFactor"],
    { pending: [{ in: "packages/engine", what: "campaigns are started by it", until: "routing/TopOfHour" }] }
  ),
  inCore("RL-12", "A campaign is lived through in virtual time before it starts", [], {
    fixed: "A forecast runs on the limits of the policy it is asked about."
  })
]
