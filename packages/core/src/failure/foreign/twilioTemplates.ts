import type { Own, Same } from "../ForeignEntry.ts"
import { mayPass, unsettled } from "./judgements.ts"

const page = "twilio.com/docs/api/errors"
const documented = { page, standing: "documented" } as const
const seen = { page, standing: "seen" } as const
const unverified = { page, standing: "unverified" } as const

const both = { httpStatus: [400], seen: ["answer", "status"] } as const

/** Twilio's codes about templates and marketing, among the 63xxx (SPEC SF-01; CLOUD_API 3.9). */
export const twilioTemplates: ReadonlyArray<Same | Own> = [
  { ...both, code: 63027, like: 132001, title: "Template does not exist for the language", source: documented },
  { ...both, code: 63028, like: 132000, title: "Template parameters do not match in number", source: documented },
  {
    ...both,
    code: 63029,
    cause: "recipient-unavailable",
    ...mayPass,
    title: "Recipient failed to download the template",
    source: documented,
    remedy:
      "The recipient's app could not fetch the template. It is tried a few times; use another channel if it stays."
  },
  {
    ...both,
    code: 63040,
    like: 132001,
    title: "Template rejected",
    source: unverified,
    remedy: "The platform refused this template. Correct it and submit it again, or send another."
  },
  { ...both, code: 63041, like: 132015, title: "Template paused", source: unverified },
  { ...both, code: 63042, like: 132016, title: "Template disabled", source: unverified },
  {
    ...both,
    code: 63049,
    like: 131049,
    title: "Marketing message not delivered by the platform's choice",
    source: seen
  },
  {
    ...both,
    code: 63062,
    ...unsettled,
    scope: "waba",
    title: "Terms of the Marketing Messages API not accepted",
    source: documented,
    remedy:
      "The business has not accepted the terms of the Marketing Messages API. Accept them in the WhatsApp manager."
  }
]
