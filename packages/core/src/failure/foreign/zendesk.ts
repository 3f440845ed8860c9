import type { Own, Same } from "../ForeignEntry.ts"
import { malformed } from "./judgements.ts"

const page = "docs.smooch.io/rest"
const documented = { page, standing: "documented" } as const
const unverified = { page, standing: "unverified" } as const

const answer = { seen: ["answer"] } as const

const request = {
  seen: ["answer", "status"],
  ...malformed
} as const

const forbidden = {
  ...answer,
  httpStatus: [403],
  like: 10,
  remedy: "The key may not act for this app. Check that the key belongs to the app and has its full scope."
} as const

const unauthorized = {
  httpStatus: [401],
  like: 190,
  remedy: "The key id and its secret are not accepted. Put valid ones in place; its conversations go on by themselves."
} as const

const busy = {
  ...answer,
  httpStatus: [429],
  like: 4,
  remedy: "The app makes too many requests at once. Its conversations slow down together; spread the requests out."
} as const

/**
 * Codes of Zendesk's Sunshine Conversations, which are words, and statuses where an answer has none (SPEC SF-01; CLOUD_API 3.9).
 *
 * A failed delivery carries the platform's own error as `underlyingError`; adapters hand its code over as the underlying one, which then
 * decides. The words are documented by example only: all but one are marked as not verified.
 */
export const zendesk: ReadonlyArray<Same | Own> = [
  {
    ...unauthorized,
    seen: ["answer", "status"],
    code: "unauthorized",
    title: "Authorization is required",
    source: documented
  },
  { ...unauthorized, ...answer, code: 401, by: "status", title: "Authorization is required", source: documented },
  { ...forbidden, code: "forbidden", title: "Not permitted", source: unverified },
  { ...forbidden, code: 403, by: "status", title: "Not permitted", source: documented },
  {
    ...request,
    httpStatus: [400],
    code: "bad_request",
    title: "Request or content not valid",
    source: unverified,
    remedy: "The request or the message's content is not valid for the channel. Correct what the error names."
  },
  {
    ...request,
    ...answer,
    httpStatus: [400],
    code: 400,
    by: "status",
    title: "Request or content not valid",
    source: documented,
    remedy: "The request or the message's content is not valid for the channel. Correct what the error names."
  },
  {
    ...answer,
    httpStatus: [404],
    like: 803,
    code: "not_found",
    title: "Resource not found",
    source: unverified,
    remedy: "The app, the conversation or the user is not there. Check the app id, and open the conversation anew."
  },
  {
    ...answer,
    httpStatus: [404],
    like: 803,
    code: 404,
    by: "status",
    title: "Resource not found",
    source: documented,
    remedy: "The app, the conversation or the user is not there. Check the app id, and open the conversation anew."
  },
  {
    ...request,
    ...answer,
    httpStatus: [413],
    code: 413,
    by: "status",
    title: "Message or file too large",
    source: documented,
    remedy: "The message or its file is larger than Zendesk takes. Make it smaller."
  },
  { ...busy, code: "too_many_requests", title: "Too many requests", source: unverified },
  { ...busy, code: 429, by: "status", title: "Too many requests", source: documented },
  {
    seen: ["status"],
    httpStatus: [],
    like: 1,
    code: "uncategorized_error",
    title: "Error without a category",
    source: unverified,
    remedy:
      "The channel reported an error that Zendesk has no word for. It is tried a few times; read the error beneath it."
  }
]
