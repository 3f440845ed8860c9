import * as HttpApiSchema from "@effect/platform/HttpApiSchema"
import { Data, Schema, Struct } from "effect"

/**
 * Every way in which the server refuses, with the HTTP status of each (RFC 9457).
 *
 * The kind is the end of the problem's `type`: `urn:sluice:problem:message-refused`. A kind never changes its meaning; its
 * title is for people and may.
 */
export const kinds = {
  "malformed-request": { status: 400, title: "The request cannot be read" },
  "invalid-request": { status: 400, title: "The request has not the expected shape" },
  "key-missing": { status: 401, title: "An API key is needed" },
  "key-refused": { status: 401, title: "The API key is not accepted" },
  "session-refused": { status: 401, title: "The session is over" },
  "signature-refused": { status: 401, title: "The signature does not match the body" },
  "role-refused": { status: 403, title: "The API key may not do this" },
  "csrf-refused": { status: 403, title: "The request does not come from the page that signed in" },
  "handshake-refused": { status: 403, title: "The handshake is not confirmed" },
  "plain-http-refused": { status: 403, title: "Callbacks must come over HTTPS" },
  "route-unknown": { status: 404, title: "There is nothing at this address" },
  "sender-unknown": { status: 404, title: "No such sender" },
  "message-unknown": { status: 404, title: "No such message" },
  "alert-unknown": { status: 404, title: "No such alert" },
  "alert-channel-unknown": { status: 404, title: "No such alert channel" },
  "hold-unknown": { status: 404, title: "No such hold" },
  "account-unknown": { status: 404, title: "No such account" },
  "callback-unknown": { status: 404, title: "No such callback" },
  "api-key-unknown": { status: 404, title: "No such API key" },
  "erasure-unknown": { status: 404, title: "No such erasure" },
  "media-unknown": { status: 404, title: "No such file" },
  "subscription-unknown": { status: 404, title: "No such subscription" },
  "campaign-unknown": { status: 404, title: "No such campaign" },
  "idempotency-conflict": { status: 409, title: "The idempotency key was used for another request" },
  "state-conflict": { status: 409, title: "The message is past the point where this is possible" },
  "campaign-conflict": { status: 409, title: "The campaign is not where this is possible" },
  "subscription-conflict": { status: 409, title: "The subscription does not allow this" },
  "alert-over": { status: 409, title: "The alert has recovered" },
  "hold-reason-stands": { status: 409, title: "What the hold stands for is not over" },
  "onboarding-conflict": { status: 409, title: "The step is not where this is possible" },
  "verification-conflict": { status: 409, title: "The number is not where this is possible" },
  "raise-conflict": { status: 409, title: "The raise is not where this is possible" },
  "hold-unread": { status: 409, title: "What the hold is judged by was not read" },
  "hold-not-reviewable": { status: 409, title: "The hold ends by the clock" },
  "media-gone": { status: 410, title: "There is no copy of the file any more" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "media-type-refused": { status: 415, title: "The body is not of a type that is read here" },
  "message-refused": { status: 422, title: "The message cannot be sent as it is" },
  "report-refused": { status: 422, title: "The report cannot be true" },
  "token-refused": { status: 422, title: "The token cannot be used" },
  "preflight-stopped": { status: 422, title: "Too much of the list would be refused" },
  "campaign-refused": { status: 422, title: "The campaign cannot start as it is" },
  "template-refused": { status: 422, title: "The template would be refused as it is" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "too-many-tries": { status: 429, title: "Sign-in was tried too often" },
  internal: { status: 500, title: "Something failed inside the server" },
  "provider-unwilling": { status: 502, title: "The provider did not do it" },
  "media-waiting": { status: 503, title: "The file has not been fetched yet" },
  "vault-closed": { status: 503, title: "There is no key to seal secrets with" },
  unavailable: { status: 503, title: "The server cannot answer right now" }
} as const

/** One way in which the server refuses: stable, and meant for programs to act on. */
export type Kind = keyof typeof kinds

const prefix = "urn:sluice:problem:"

/** One reason among all of those that a request was refused for. */
export const Finding = Schema.Struct({
  /** Where, dotted, list positions in brackets: `content.interactive.action.buttons[2].title`; empty for the whole. */
  path: Schema.String,
  /** Stable and meant for programs. */
  code: Schema.String,
  /** The rule behind it (`PH-02`), where one is written down. */
  rule: Schema.NullOr(Schema.String),
  /** For people. */
  message: Schema.String,
  /** A value or an act that would put it right, where one is known. */
  suggestion: Schema.NullOr(Schema.String)
}).annotations({ identifier: "Finding", description: "One reason among all of those that a request was refused for" })
export type Finding = typeof Finding.Type

/** What the server answers instead of a result. */
export class Problem extends Data.TaggedError("Problem")<{
  readonly kind: Kind
  /** For people: what is wrong with this very request. */
  readonly detail: string
  /** Names this occurrence, for a question to whoever runs the server; also in the answer's `X-Request-Id`. */
  readonly instance: string
  readonly findings: ReadonlyArray<Finding>
  /** When it is worth trying again; null where trying again changes nothing. */
  readonly retryAfterSeconds: number | null
}> {
  get status(): number {
    return kinds[this.kind].status
  }
  get title(): string {
    return kinds[this.kind].title
  }
  override get message(): string {
    return `${this.title}: ${this.detail}`
  }
}

const Wire = Schema.Struct({
  type: Schema.TemplateLiteralParser(prefix, Schema.Literal(...Struct.keys(kinds))),
  title: Schema.String,
  status: Schema.Int,
  detail: Schema.String,
  instance: Schema.String,
  findings: Schema.optionalWith(Schema.Array(Finding), { default: () => [] }),
  retryAfterSeconds: Schema.optionalWith(Schema.NullOr(Schema.Int), { default: () => null })
}).annotations({ identifier: "Problem", description: "Why the server refused (RFC 9457)" })

/** The problem as it travels: `application/problem+json`. */
export const ProblemJson = Schema.transform(Wire, Schema.instanceOf(Problem), {
  strict: true,
  decode: ({ type: [, kind], detail, instance, findings, retryAfterSeconds }) =>
    new Problem({ kind, detail, instance, findings, retryAfterSeconds }),
  encode: ({ kind, title, status, detail, instance, findings, retryAfterSeconds }) => ({
    type: [prefix, kind] as const,
    title,
    status,
    detail,
    instance,
    findings,
    retryAfterSeconds
  })
})

/** The problem of one HTTP status, for the description of an endpoint. */
export const at = (status: (typeof kinds)[Kind]["status"]): typeof ProblemJson =>
  ProblemJson.annotations(HttpApiSchema.annotations({ status }))
