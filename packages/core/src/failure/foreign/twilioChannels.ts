import type { Own, Same } from "../ForeignEntry.ts"
import * as Wait from "../Wait.ts"
import { days } from "../../policy/internal/spans.ts"
import { malformed, outage, unsettled } from "./judgements.ts"

const page = "twilio.com/docs/api/errors"
const documented = { page, standing: "documented" } as const
const unverified = { page, standing: "unverified" } as const

/** 63xxx come in status callbacks, and in answers where Twilio finds the fault at once. */
const both = { httpStatus: [400], seen: ["answer", "status"] } as const

const platform = {
  ...both,
  ...outage
} as const

const sender = {
  ...both,
  ...unsettled,
  scope: "phone_number"
} as const

const request = {
  ...both,
  ...malformed
} as const

/**
 * Twilio's codes about WhatsApp and other channels, 63xxx (SPEC SF-01; CLOUD_API 3.9).
 *
 * Twilio folds the platform's codes into fewer of its own: what it could not deliver is often 63024, whatever the platform said. The exact
 * reason is in `ChannelStatusMessage`, which adapters hand over as the underlying code where it holds one.
 */
export const twilioChannels: ReadonlyArray<Same | Own> = [
  {
    ...both,
    code: 63001,
    like: 190,
    title: "Channel could not authenticate the request",
    source: documented,
    remedy: "The channel no longer accepts the sender's connection. Connect the sender again in the Twilio console."
  },
  {
    ...sender,
    code: 63002,
    title: "Channel could not find the From address",
    source: documented,
    remedy: "The sender is not known to the channel. Check how it is written and that its registration is complete."
  },
  { ...both, code: 63003, like: 131026, title: "Channel could not find the To address", source: documented },
  {
    ...request,
    code: 63005,
    title: "Channel did not accept the given content",
    source: documented,
    remedy: "The channel does not take this content. Read the channel's own message on it and correct what it names."
  },
  {
    ...request,
    code: 63006,
    title: "Content could not be formatted for the channel",
    source: unverified,
    remedy: "The content has no form that the channel can show. Send another kind of message."
  },
  {
    ...sender,
    code: 63007,
    title: "No channel with the given From address",
    source: documented,
    remedy:
      "The sender belongs to no channel of this account, or is not approved yet. Check the sender and whose credentials are in use."
  },
  {
    ...sender,
    code: 63008,
    title: "Channel module misconfigured",
    source: documented,
    remedy: "The sender's channel is not set up completely. Correct its configuration in the Twilio console."
  },
  { ...both, code: 63009, like: 131000, title: "Channel provider returned an error", source: unverified },
  {
    ...platform,
    code: 63010,
    title: "Twilio met an internal error",
    source: documented,
    remedy: "Twilio failed on its own side. It is tried again by itself; look at Twilio's status page if it stays."
  },
  { ...both, code: 63011, like: 131000, title: "Capabilities of the recipient could not be had", source: documented },
  {
    ...platform,
    code: 63012,
    title: "Channel provider returned an internal service error",
    source: documented,
    remedy:
      "The platform failed on its own side. It is tried again by itself; look at the platform's status page if it stays."
  },
  {
    ...request,
    code: 63013,
    cause: "policy",
    reaction: "operator",
    title: "Message violates the channel provider's policy",
    source: documented,
    remedy:
      "The platform's policy forbids this message. Read the policy, change what is sent and stop what was planned like it."
  },
  {
    ...both,
    code: 63014,
    like: 131050,
    title: "Message blocked by an act of the recipient",
    source: documented,
    remedy: "The recipient blocked this sender or opted out. Send nothing more until they write again."
  },
  {
    ...both,
    code: 63015,
    like: 131030,
    title: "Recipient has not joined the sandbox",
    source: unverified,
    remedy: "The sandbox reaches only numbers that have joined it. Let the recipient join, or send from a real sender."
  },
  { ...both, code: 63016, like: 131047, title: "Outside the messaging window", source: documented },
  {
    ...both,
    httpStatus: [400, 429],
    code: 63017,
    like: 4,
    title: "Account exceeds its rate",
    source: documented,
    remedy: "The account with its subaccounts sends faster than Twilio allows. Let its senders slow down together."
  },
  {
    ...both,
    httpStatus: [400, 429],
    code: 63018,
    like: 130429,
    title: "Channel rate limit exceeded",
    source: documented
  },
  { ...both, code: 63019, like: 131053, title: "Media failed to download", source: documented },
  {
    ...both,
    code: 63020,
    like: 131042,
    title: "Business account error",
    source: documented,
    remedy:
      "The business account behind the sender is not in order. Check its payment method, its terms and its verification with the platform."
  },
  {
    ...request,
    code: 63021,
    title: "Channel found the content invalid",
    source: documented,
    remedy:
      "The content is not what the channel takes: media of a wrong type, or text over its length. Correct it and send it anew."
  },
  { ...both, code: 63022, like: 131045, title: "Certificate of the display name invalid", source: documented },
  { ...both, code: 63023, like: 1, title: "Channel reported a general error", source: documented },
  { ...both, code: 63024, like: 131026, title: "Invalid message recipient", source: documented },
  {
    ...request,
    code: 63025,
    cause: "media",
    scope: "media",
    reaction: "operator",
    title: "Media exists already",
    source: documented,
    remedy: "A file of that name is on the platform already. Refer to that file, or give the new one another name."
  },
  {
    ...both,
    code: 63030,
    like: 100,
    title: "Parameter not supported for this kind of message",
    source: documented,
    remedy: "A parameter does not belong to this kind of message. Correct the request."
  },
  { ...both, code: 63031, like: 131021, title: "Sender and recipient are the same", source: unverified },
  { ...both, code: 63032, like: 130472, title: "Message withheld by a limitation of the platform", source: documented },
  {
    ...both,
    code: 63033,
    like: 131050,
    title: "Recipient has blocked the business (retired code)",
    source: documented,
    remedy: "The recipient blocked this sender. Send nothing more until they write again."
  },
  {
    ...both,
    code: 63038,
    cause: "rate-limited",
    retry: "throttle_long",
    scope: "app",
    wait: Wait.steps(days(1)),
    reaction: "ledger",
    title: "Account exceeded its messages of a day",
    source: documented,
    remedy:
      "The account has used up what Twilio lets it send in 24 hours. It goes on by itself after that; ask Twilio for a higher limit."
  },
  { ...both, code: 63051, like: 131031, title: "Business account is locked", source: unverified },
  {
    ...sender,
    code: 63101,
    seen: ["answer"],
    scope: "waba",
    title: "Business account id not usable",
    source: documented,
    remedy: "Twilio has no access to this business account: deleted, not shared, or linked elsewhere. Connect it again."
  }
]
