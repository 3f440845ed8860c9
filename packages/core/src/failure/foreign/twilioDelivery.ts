import type { Own, Same } from "../ForeignEntry.ts"
import * as Wait from "../Wait.ts"
import { malformed, mayPass, unsettled } from "./judgements.ts"

const page = "twilio.com/docs/api/errors"
const seen = { page, standing: "seen" } as const

/** They come in status callbacks alone: the request had been accepted. */
const status = { httpStatus: [], seen: ["status"] } as const

/** Twilio's codes of messages that were under way, 3xxxx: those of text messages, which Twilio uses on WhatsApp as well (SPEC SF-01; CLOUD_API 3.9). */
export const twilioDelivery: ReadonlyArray<Same | Own> = [
  {
    ...status,
    code: 30001,
    like: 130429,
    title: "Queue overflow",
    source: seen,
    remedy: "Messages came faster than Twilio could pass them on. It is tried again by itself; lower the sender's rate."
  },
  {
    ...status,
    code: 30002,
    ...unsettled,
    title: "Account suspended",
    source: seen,
    remedy: "Twilio suspended the account while messages were under way. Settle it with Twilio; what is queued waits."
  },
  {
    ...status,
    code: 30003,
    cause: "recipient-unavailable",
    ...mayPass,
    title: "Recipient's device out of reach",
    source: seen,
    remedy: "The device is off or without network. It is tried a few times; use another channel if it stays."
  },
  {
    ...status,
    code: 30004,
    like: 131050,
    title: "Message blocked",
    source: seen,
    remedy: "The recipient or their network blocks this sender. Send nothing more until they write again."
  },
  { ...status, code: 30005, like: 131026, title: "Recipient unknown", source: seen },
  { ...status, code: 30006, like: 131026, title: "Landline, or carrier out of reach", source: seen },
  {
    ...status,
    code: 30007,
    ...malformed,
    cause: "policy",
    reaction: "operator",
    title: "Message filtered",
    source: seen,
    remedy:
      "Twilio or a carrier took the message for unwanted. Change its content, and check that the recipients agreed to it."
  },
  { ...status, code: 30008, like: 1, title: "Unknown error", source: seen },
  {
    ...status,
    code: 30410,
    cause: "provider-outage",
    retry: "never",
    scope: "message",
    wait: Wait.none,
    reaction: "operator",
    title: "Provider timeout",
    source: seen,
    remedy:
      "What Twilio passed the message to did not answer in time, and it may have arrived all the same. Look before sending it anew."
  }
]
