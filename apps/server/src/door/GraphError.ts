import type { Finding } from "@sluice/engine/accept/Finding"
import type { IdempotencyConflict, MessageRefused } from "@sluice/engine/accept/Outcome"
import type { KeyRefused } from "@sluice/engine/access/Keys"
import * as PlatformCode from "@sluice/engine/door/PlatformCode"
import type * as DoorRefusals from "@sluice/engine/door/Refusals"
import type { AccountUnknown, SenderUnknown } from "@sluice/engine/ports/Directory"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import { Cause, Match, Option } from "effect"
import type * as Refusals from "../http/Refusals.ts"

/** Every way in which the door refuses. A new one does not compile until the table below knows it. */
export type DoorRefusal =
  | AccountUnknown
  | DoorRefusals.BodyRefused
  | DoorRefusals.FeatureUnsupported
  | DoorRefusals.NumberHeld
  | DoorRefusals.ObjectUnknown
  | DoorRefusals.PlatformRefused
  | DoorRefusals.PlatformSilent
  | DoorRefusals.TemplateRefused
  | IdempotencyConflict
  | KeyRefused
  | MessageRefused
  | Refusals.KeyMissing
  | Refusals.RequestInvalid
  | Refusals.RequestUnreadable
  | Refusals.RoleRefused
  | Refusals.TooManyRequests
  | SenderUnknown
  | StoreUnavailable

/** An error before it is written down: a code of the platform, and where it differs from the code's usual form, how (CLOUD_API 3.2). */
interface GraphError {
  readonly code: number
  readonly subcode?: number
  /** Instead of `(#code) title`. */
  readonly message?: string
  readonly type?: "OAuthException" | "GraphMethodException"
  /** Instead of the status that the catalogue has for the code. */
  readonly status?: number
  /** What is wrong with this very request, for people. */
  readonly details?: string
  /** Asking again may help; after so many seconds. */
  readonly retryAfterSeconds?: number
}

/** What goes out: a status and a body, in the platform's form. */
export interface Written {
  readonly status: number
  readonly body: unknown
  readonly retryAfterSeconds: number | null
}

const titleOf = (code: number): string => Catalogue.lookup(code)?.title ?? "Unknown error"

const told = (finding: Finding): string => {
  const place = PlatformCode.placeOf(finding)
  const suggestion = finding.suggestion === null ? "" : ` (${finding.suggestion})`
  return `${place === "" ? "the request" : place}: ${finding.message}${suggestion}`
}

/** The first finding decides over the code, as the platform stops at the first; the details tell all of them. */
const ofFindings = (findings: ReadonlyArray<Finding>): GraphError => {
  const [first] = findings
  return { code: first === undefined ? 100 : PlatformCode.of(first), details: findings.map(told).join("; ") }
}

/** One error for what is not there and what the key may not see, so that ids cannot be probed. */
const unknownObject = (id: string): GraphError => ({
  code: 100,
  subcode: 33,
  type: "GraphMethodException",
  message:
    `Unsupported request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, ` +
    "or does not support this operation."
})

const unsupported = ({ feature, path }: DoorRefusals.FeatureUnsupported): GraphError => ({
  code: 131051,
  message: `(#131051) Unsupported: ${feature}`,
  details: `${path === "" ? "" : `${path}: `}${feature} is not supported by Sluice's compatible door yet`
})

const isGraphError = (json: unknown): json is Readonly<Record<"error", unknown>> =>
  typeof json === "object" && json !== null && "error" in json

const keySubcodes = { malformed: 467, unknown: 467, revoked: 467, expired: 463 } as const

/** A template's faults have subcodes of their own; the first decides, and all are told (CLOUD_API 3.3). */
const ofTemplate = ({ findings }: DoorRefusals.TemplateRefused): GraphError => {
  const foreseen = findings[0]?.foresees
  return {
    code: 100,
    message: "(#100) Invalid parameter",
    details: findings.map(({ component, message }) => `${component}: ${message}`).join("; "),
    ...(typeof foreseen === "number" && foreseen > 1_000 ? { subcode: foreseen } : {})
  }
}

/** When a store that is away is worth asking again: a restart takes about that long. */
const storeSeconds = 1

const secondsUntil = (untilMillis: number | null, nowMillis: number): number | null =>
  untilMillis === null ? null : Math.max(1, Math.ceil((untilMillis - nowMillis) / 1_000))

/** The table: what the platform would say in our place (CLOUD_API 3.3). Nothing of a cause or a secret goes into it. */
const errorOf = (nowMillis: number) =>
  Match.type<Exclude<DoorRefusal, DoorRefusals.PlatformRefused>>().pipe(
    Match.tagsExhaustive({
      AccountUnknown: ({ accountId }): GraphError => unknownObject(accountId),
      BodyRefused: ({ findings }) => ofFindings(findings),
      FeatureUnsupported: unsupported,
      IdempotencyConflict: () => ({
        code: 131009,
        details: "Idempotency-Key: the key was used for another request; use a new key for a new request"
      }),
      KeyMissing: () => ({
        code: 104,
        status: 401,
        message: "An access token is required to request this resource.",
        details: "present an API key as Authorization: Bearer sluice_<id>_<secret>"
      }),
      KeyRefused: ({ message, reason }) => ({
        code: 190,
        subcode: keySubcodes[reason],
        message: `Error validating access token: ${message}`
      }),
      MessageRefused: ({ findings }) => ofFindings(findings),
      NumberHeld: ({ reason, untilMillis }) => {
        const seconds = secondsUntil(untilMillis, nowMillis)
        return {
          code: 130429,
          status: 429,
          details: `the number is held: ${reason}`,
          ...(seconds === null ? {} : { retryAfterSeconds: seconds })
        }
      },
      ObjectUnknown: ({ id }) => unknownObject(id),
      PlatformSilent: ({ detail }) => ({
        code: 2,
        details: `the platform did not answer (${detail}); ask again`,
        retryAfterSeconds: storeSeconds
      }),
      RequestInvalid: ({ findings }) => ofFindings(findings),
      RequestUnreadable: ({ detail }) => ({ code: 100, details: detail }),
      RoleRefused: ({ has, needs }) => ({
        code: 200,
        status: 403,
        message: `(#200) The key's role is ${has}; this takes ${needs}`
      }),
      SenderUnknown: ({ senderId }) => unknownObject(senderId),
      StoreUnavailable: () => ({
        code: 2,
        details: "the store does not answer; nothing was changed",
        retryAfterSeconds: storeSeconds
      }),
      TemplateRefused: ofTemplate,
      TooManyRequests: ({ retryAfterSeconds }) => ({
        code: 130429,
        status: 429,
        details: `the key asks too often; wait ${retryAfterSeconds} s`,
        retryAfterSeconds
      })
    })
  )

/** An error as the platform writes it. @param trace names this occurrence; it is in `X-Request-Id` too. */
const written = (error: GraphError, trace: string): Written => {
  const { code, details, message, retryAfterSeconds, status, subcode, type = "OAuthException" } = error
  return {
    status: status ?? Catalogue.lookup(code)?.httpStatus[0] ?? 400,
    retryAfterSeconds: retryAfterSeconds ?? null,
    body: {
      error: {
        message: message ?? `(#${code}) ${titleOf(code)}`,
        type,
        code,
        ...(subcode === undefined ? {} : { error_subcode: subcode }),
        ...(details === undefined ? {} : { error_data: { messaging_product: "whatsapp", details } }),
        ...(retryAfterSeconds === undefined ? {} : { is_transient: true }),
        fbtrace_id: trace
      }
    }
  }
}

/** What is nobody's decision, told without a word of what happened. */
const internal: GraphError = { code: 131000, details: "the failure has been logged under the trace id" }

/** What a failed answer goes out as: the platform's own words where it was the platform that refused. */
export const ofCause = (cause: Cause.Cause<DoorRefusal>, trace: string, nowMillis: number): Written => {
  const refusal = Option.getOrNull(Cause.failureOption(cause))
  if (refusal === null) return written(internal, trace)
  if (refusal._tag !== "PlatformRefused") return written(errorOf(nowMillis)(refusal), trace)
  const { json, status } = refusal
  if (isGraphError(json)) return { status, body: json, retryAfterSeconds: null }
  return written({ code: 2, details: `the platform answered ${status} without an error of its own` }, trace)
}
