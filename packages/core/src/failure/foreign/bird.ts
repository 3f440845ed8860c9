import type { Own, Same } from "../ForeignEntry.ts"
import { malformed, mayPass } from "./judgements.ts"

const api = { page: "bird.com/docs/errors", standing: "documented" } as const
const failures = {
  page: "docs.bird.com/api/channels-api/message-status-and-interactions/message-failure-codes",
  standing: "documented"
} as const

const answer = { seen: ["answer"] } as const
const status = { httpStatus: [], seen: ["status"] } as const

const request = {
  ...malformed
} as const

const attempt = {
  ...status,
  cause: "provider-outage",
  ...mayPass
} as const

/**
 * Bird's codes: words in the answers of its API, numbers on messages that failed (SPEC SF-01; CLOUD_API 3.9).
 *
 * Failure codes group what all its channels report; the platform's own code stands beside them (`failure.source`), and adapters hand it over
 * as the underlying one, which then decides. The groups without a page of their own are read by the range that Bird documents for them.
 */
export const bird: ReadonlyArray<Same | Own> = [
  {
    ...answer,
    httpStatus: [400],
    code: "invalid_request",
    like: 100,
    title: "Request is malformed",
    source: api,
    remedy: "The request is not valid JSON or has an unknown parameter. Correct it."
  },
  {
    ...answer,
    ...request,
    httpStatus: [422],
    cause: "bad-number",
    code: "invalid_recipient",
    title: "Recipient is not of the channel's form",
    source: api,
    remedy: "The recipient is not a phone number in international form. Correct it."
  },
  {
    ...answer,
    httpStatus: [400],
    code: "missing_required_field",
    like: 131008,
    title: "A required field is absent",
    source: api
  },
  {
    ...answer,
    httpStatus: [401],
    code: "authentication_failed",
    like: 190,
    title: "Access key not accepted",
    source: api,
    remedy:
      "The access key is missing, malformed or revoked. Put a valid one in place; its channels go on by themselves."
  },
  {
    ...answer,
    httpStatus: [403],
    code: "permission_denied",
    like: 10,
    title: "Access key lacks a permission",
    source: api,
    remedy: "The access key's role may not do this, or not for this sender. Give the role what the error names."
  },
  {
    ...answer,
    httpStatus: [404],
    code: "not_found",
    like: 803,
    title: "Resource not found",
    source: api,
    remedy: "The address names a workspace or a channel that this key cannot see. Check both ids."
  },
  {
    ...answer,
    ...request,
    httpStatus: [409],
    reaction: "operator",
    code: "conflict",
    title: "State does not allow this",
    source: api,
    remedy: "The resource is in a state in which this cannot be done. Look at its state, then decide."
  },
  {
    ...answer,
    ...attempt,
    seen: ["answer"],
    httpStatus: [409],
    code: "idempotency_key_in_use",
    title: "The same request is under way",
    source: api,
    remedy: "Another request with the same idempotency key has not ended. It is tried again shortly, by itself."
  },
  {
    ...answer,
    httpStatus: [429],
    code: "rate_limited",
    like: 4,
    title: "Too many requests",
    source: api,
    remedy: "The workspace makes too many requests at once. Its channels slow down together; spread the requests out."
  },
  {
    ...status,
    ...request,
    code: 11_000,
    codeMax: 11_999,
    title: "Message not valid for its channel",
    source: failures,
    remedy:
      "Bird found the message not valid after it had taken it. Read the reason that it gives, and correct the message."
  },
  {
    ...status,
    code: 11_001,
    like: 100,
    title: "Channel's configuration does not support the request",
    source: failures,
    remedy: "This channel cannot do what the message asks for. Send it in another form."
  },
  {
    ...status,
    code: 11_002,
    like: 100,
    title: "Invalid input",
    source: failures,
    remedy: "The message contains a value that is not allowed. Correct what the reason names."
  },
  {
    ...attempt,
    code: 12_000,
    codeMax: 12_999,
    title: "Service error at Bird",
    source: failures,
    remedy:
      "Bird failed to process the message, through no fault of yours. It is tried a few times; ask Bird if it stays."
  },
  {
    ...attempt,
    code: 12_001,
    title: "A service that Bird depends on failed",
    source: failures,
    remedy: "Bird could not reach one of its own services. It is tried a few times; ask Bird if it stays."
  },
  { ...status, code: 12_002, like: 131051, title: "Type of message not supported", source: failures },
  {
    ...status,
    code: 12_003,
    like: 130497,
    title: "Destination not allowed for this sender",
    source: failures,
    remedy: "This sender may not write to this destination. Use another sender, or ask Bird to open it."
  },
  {
    ...status,
    ...request,
    reaction: "operator",
    code: 12_004,
    codeMax: 12_005,
    title: "Unknown product or route",
    source: failures,
    remedy: "Bird has no route for this kind of message. Check the channel's configuration."
  },
  {
    ...status,
    ...request,
    code: 12_006,
    title: "Message refused for its form",
    source: failures,
    remedy: "The platform refused the message for a wrong property or type. Correct what the reason names."
  },
  {
    ...status,
    ...request,
    reaction: "operator",
    code: 14_000,
    codeMax: 14_999,
    title: "Refused for an act or a setting of the customer",
    source: failures,
    remedy:
      "The reason lies in the account or its settings. Read the reason that Bird gives before anything is sent anew."
  },
  {
    ...attempt,
    code: 15_000,
    codeMax: 15_999,
    title: "Error of the platform",
    source: failures,
    remedy:
      "The platform behind Bird reported an error. It is tried a few times; read the platform's own code beside it."
  },
  { ...status, code: 15_005, like: 131026, title: "Unknown subscriber", source: failures }
]
