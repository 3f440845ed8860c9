import type { Own, Same } from "../ForeignEntry.ts"
import { malformed, outage, unsettled } from "./judgements.ts"

const rest = { page: "developers.messagebird.com/api", standing: "documented" } as const
const conversations = {
  page: "developers.messagebird.com/quickstarts/conversations/troubleshooting",
  standing: "documented"
} as const

const answer = { httpStatus: [422], seen: ["answer"] } as const
const status = { httpStatus: [], seen: ["status"] } as const

const request = {
  ...answer,
  ...malformed
} as const

/**
 * MessageBird's codes before it became Bird: of the REST API (1 to 3 digits), and of messages on WhatsApp (3xx, 470) (SPEC SF-01; CLOUD_API 3.9).
 *
 * The scope `app` is the MessageBird account, as its key and its balance serve all channels.
 */
export const messagebird: ReadonlyArray<Same | Own> = [
  {
    ...answer,
    httpStatus: [401, 422],
    code: 2,
    like: 190,
    title: "Request not allowed",
    source: rest,
    remedy:
      "The access key is wrong or has been revoked. Put a valid live key in place; its channels go on by themselves."
  },
  { ...answer, code: 9, like: 131008, title: "Missing parameters", source: rest },
  {
    ...answer,
    code: 10,
    like: 131009,
    title: "Invalid parameters",
    source: rest,
    remedy: "The error names a parameter whose value is not allowed. Correct the request."
  },
  {
    ...answer,
    httpStatus: [404],
    code: 20,
    like: 803,
    title: "Not found",
    source: rest,
    remedy: "The address names a channel, a conversation or a message that is not there. Check the channel id."
  },
  {
    ...answer,
    httpStatus: [400],
    code: 21,
    like: 100,
    title: "Bad request",
    source: rest,
    remedy: "The request could not be read. Correct it before it is sent anew."
  },
  {
    ...answer,
    httpStatus: [402, 422],
    code: 25,
    ...unsettled,
    title: "Not enough balance",
    source: rest,
    remedy: "The account's balance is used up. Add to it; what is queued waits until then."
  },
  {
    ...request,
    httpStatus: [404],
    reaction: "operator",
    code: 98,
    title: "No such endpoint",
    source: rest,
    remedy: "The address of the request does not exist. Check the configured endpoint."
  },
  {
    httpStatus: [500],
    seen: ["answer"],
    code: 99,
    ...outage,
    title: "Internal error",
    source: rest,
    remedy: "MessageBird failed on its own side. It is tried again by itself; look at its status page if it stays."
  },
  {
    ...request,
    code: 101,
    title: "Duplicate entry",
    source: { ...rest, standing: "unverified" },
    remedy: "The same was created before. Look for the first one before sending anew."
  },
  {
    ...status,
    code: 301,
    like: 1,
    title: "Message failed to send",
    source: conversations,
    remedy:
      "The platform did not take the message. It is tried a few times; check its content and its media if it stays."
  },
  { ...status, code: 302, like: 131026, title: "Contact not registered on WhatsApp", source: conversations },
  {
    ...status,
    seen: ["answer", "status"],
    code: 470,
    like: 131047,
    title: "Outside the support window",
    source: conversations
  },
  {
    ...answer,
    httpStatus: [401],
    code: 1001,
    like: 190,
    title: "Invalid credential",
    source: conversations,
    remedy:
      "The access key is wrong or has been revoked. Put a valid live key in place; its channels go on by themselves."
  }
]
