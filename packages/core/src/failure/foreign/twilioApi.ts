import type { Own, Same } from "../ForeignEntry.ts"
import { malformed, outage, unsettled } from "./judgements.ts"

const page = "twilio.com/docs/api/errors"
const seen = { page, standing: "seen" } as const
const unverified = { page, standing: "unverified" } as const

const answer = { httpStatus: [400], seen: ["answer"] } as const

const request = {
  ...answer,
  ...malformed
} as const

const number = { ...request, cause: "bad-number" } as const

const platform = {
  seen: ["answer"],
  ...outage
} as const

/**
 * Twilio's codes about the account and the request, 2xxxx (SPEC SF-01; CLOUD_API 3.9).
 *
 * The scope `app` is the Twilio account: Twilio has no apps, and an account's limits bind all its senders as an app's do.
 */
export const twilioApi: ReadonlyArray<Same | Own> = [
  {
    ...answer,
    httpStatus: [401, 403],
    code: 20003,
    like: 0,
    title: "Credentials not accepted",
    source: seen,
    remedy:
      "Twilio does not accept the account SID with this auth token or key. Put the right ones in place; its senders go on by themselves."
  },
  {
    ...answer,
    httpStatus: [401, 403],
    ...unsettled,
    code: 20005,
    title: "Account not active",
    source: unverified,
    remedy: "The Twilio account is closed or suspended. Settle it with Twilio; what is queued waits."
  },
  {
    ...answer,
    httpStatus: [404],
    like: 803,
    code: 20404,
    title: "Resource not found",
    source: seen,
    remedy: "The address names an account or a message that is not there. Check the account SID."
  },
  {
    ...answer,
    httpStatus: [429],
    like: 4,
    code: 20429,
    title: "Too many requests",
    source: seen,
    remedy: "The account makes too many requests at once. Its senders slow down together; spread the requests out."
  },
  {
    ...platform,
    httpStatus: [500],
    code: 20500,
    title: "Internal server error",
    source: unverified,
    remedy: "Twilio failed on its own side. It is tried again by itself; look at Twilio's status page if it stays."
  },
  {
    ...platform,
    httpStatus: [503],
    code: 20503,
    title: "Service unavailable",
    source: unverified,
    remedy:
      "Twilio is out of service for a while. It is tried again by itself; look at Twilio's status page if it stays."
  },
  {
    ...number,
    code: 21211,
    title: "Invalid To number",
    source: seen,
    remedy: "The recipient is not a phone number. Correct it; numbers are written with + and the country code."
  },
  {
    ...answer,
    ...unsettled,
    scope: "phone_number",
    code: 21212,
    title: "Invalid From number",
    source: unverified,
    remedy: "The sender is not a number that Twilio can send from. Check how it is written, with whatsapp: in front."
  },
  {
    ...answer,
    code: 21408,
    like: 130497,
    title: "Sending to this region not permitted",
    source: unverified,
    remedy:
      "The account may not send to this country. Permit it in the geographic permissions of the Twilio console, then send anew."
  },
  {
    ...answer,
    ...unsettled,
    scope: "phone_number",
    code: 21606,
    title: "From number cannot send this message",
    source: unverified,
    remedy: "The sender is not of this account, or cannot send to this recipient. Choose a sender that can."
  },
  {
    ...answer,
    httpStatus: [400, 429],
    code: 21610,
    like: 131050,
    title: "Recipient has unsubscribed",
    source: seen,
    remedy: "The recipient answered STOP. Send nothing more until they answer START."
  },
  {
    ...answer,
    httpStatus: [400, 429],
    code: 21611,
    like: 130429,
    title: "Queue of the From number is full",
    source: unverified,
    remedy: "Too many messages wait at Twilio for this sender. It goes on as they leave; lower the sender's rate."
  },
  {
    ...number,
    code: 21614,
    title: "To number is not a mobile number",
    source: seen,
    remedy: "The recipient's number cannot receive messages. Check it, or use another channel."
  },
  {
    ...request,
    code: 21617,
    title: "Text over its length",
    source: unverified,
    remedy: "The text has more than 1600 characters. Shorten it or send it in parts."
  },
  {
    ...request,
    cause: "media",
    scope: "media",
    reaction: "operator",
    code: 21620,
    title: "Invalid media address",
    source: unverified,
    remedy: "The address of the file is not one that Twilio can open. Correct it and send it anew."
  },
  {
    ...answer,
    code: 21655,
    like: 132001,
    title: "Content SID is invalid",
    source: unverified,
    remedy: "There is no template of this content SID in the account. Check the SID and its approval."
  },
  {
    ...answer,
    code: 21656,
    like: 132012,
    title: "Content variables are invalid",
    source: unverified,
    remedy: "The template's variables are not written as an object of texts. Correct them."
  },
  {
    ...request,
    code: 21910,
    title: "From and To are of different channels",
    source: unverified,
    remedy: "Sender and recipient must both carry whatsapp: in front. Correct the one that does not."
  }
]
