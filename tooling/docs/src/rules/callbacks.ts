import { elsewhere, inCore } from "../Rule.ts"
import type { Rule } from "../Rule.ts"

export const callbacks: ReadonlyArray<Rule> = [
  elsewhere(
    "WH-01",
    "Callbacks come over HTTPS, the handshake is answered, and each POST within its time",
    "apps/server",
    ["receiving.answerMillisAim", "receiving.answerMillisMax"],
    { fixed: "In production plain HTTP is refused (`SLUICE_ENV`)." }
  ),
  inCore("WH-02", "Signatures are checked over the raw bytes, in constant time, before anything is read", [], {
    fixed: "Each provider signs in its own way."
  }),
  inCore("WH-03", "Acknowledged when durable, doubles ignored, nothing ever moves backwards", [], {
    fixed: "The order of statuses is what they mean."
  }),
  inCore(
    "WH-04",
    "What statuses say, and when they usually come",
    [
      "receiving.deliveredMillisMin",
      "receiving.deliveredMillisMax",
      "receiving.deliveredAbroadMillisMax",
      "receiving.readLostShare"
    ],
    {
      pending: [
        { in: "packages/engine", what: "deliveries that take unusually long are seen", until: "deliveredMillisMax" }
      ]
    }
  ),
  elsewhere("WH-05", "A status that has not come is looked for", "packages/engine", [
    "receiving.looks",
    "receiving.lookMillis"
  ]),
  elsewhere("WH-06", "Media callbacks cost bounded memory, however many come at once", "apps/server", [
    "receiving.mediaBytesMax"
  ]),
  inCore("WH-07", "Unix seconds become timestamps that are unique and in order", [], {
    fixed: "Three digits more: the form is the rule."
  }),
  elsewhere(
    "WH-08",
    "Many callbacks go through a message log, and each is processed within its time",
    "packages/adapter-kafka",
    ["receiving.processedMillisMax", "receiving.logAdvisedPerSecond"]
  ),
  inCore(
    "WH-09",
    "What is not known in a callback is kept and reported, never dropped and never fatal",
    ["alerting.unknownPathsMin", "alerting.driftMillis"],
    {
      fixed: "Which fields are known is data of the decoder."
    }
  ),
  elsewhere(
    "WH-10",
    "Stored callbacks can be read again by a candidate decoder, and differences are reported",
    "packages/engine",
    ["receiving.calibrationMillis"]
  ),
  inCore("WH-11", "Fields that carry meaning are read twice, by two independent ways", ["alerting.quarantinedMin"], {
    fixed: "The fields are those that a decision rests on."
  })
]

export const guards: ReadonlyArray<Rule> = [
  inCore("GD-01", "A cached file goes when the platform's has expired", ["media.callbackMediaMillis"]),
  inCore("GD-02", "Malformed callbacks in a row pause the intake", [
    "receiving.malformedInRow",
    "receiving.malformedPauseMillis"
  ]),
  inCore("GD-03", "A bad signature is recorded and alerted in time", [
    "receiving.badSignatureAlertMillis",
    "alerting.lookMillis"
  ]),
  inCore("GD-04", "Errors of sending too fast call for a check of the key", [
    "receiving.tooFastCount",
    "receiving.tooFastMillis"
  ])
]
