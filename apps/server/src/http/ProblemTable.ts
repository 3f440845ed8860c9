import * as SignatureVerdict from "@sluice/core/callback/signature/Verdict"
import type { Kind } from "@sluice/client/Problem"
import { Problem } from "@sluice/client/Problem"
import type { IllegalStep } from "@sluice/core/campaign/Lifecycle"
import type { ChecksOpen, StepIllegal } from "@sluice/core/onboarding/Onboarding"
import type { IllegalRaise } from "@sluice/core/standing/SenderStanding"
import type { StaleReview } from "@sluice/core/verification/BusinessDocuments"
import type { NotNow, StaleAnswer } from "@sluice/core/verification/NumberVerification"
import type { StillTooMany } from "@sluice/core/standing/FirstWeek"
import type { StartRefused } from "@sluice/core/campaign/Start"
import type { Finding } from "@sluice/engine/accept/Finding"
import type { IdempotencyConflict, MessageRefused } from "@sluice/engine/accept/Outcome"
import type { PreflightStopped } from "@sluice/engine/accept/Preflight"
import type { ApiKeyUnknown } from "@sluice/engine/access/KeyDesk"
import type { KeyRefused } from "@sluice/engine/access/Keys"
import type { AlertOver, AlertUnknown, ChannelUnknown } from "@sluice/engine/alerts/AlertDesk"
import type { SessionRefused } from "@sluice/engine/access/SignIn"
import type { CampaignInvalid, CampaignUnknown, ListClosed, ListElsewhere } from "@sluice/engine/campaigns/Refusals"
import type { ErasureUnknown } from "@sluice/engine/erasure/ErasureDesk"
import type { HoldUnread } from "@sluice/engine/holds/Evidence"
import type { HoldNotReviewable, HoldUnknown } from "@sluice/engine/holds/Review"
import type * as MediaServing from "@sluice/engine/media/Serving"
import type { MessageUnknown, StateConflict } from "@sluice/engine/messages/Messages"
import type { AccountUnknown, SenderUnknown } from "@sluice/engine/ports/Directory"
import type { ProviderUnwilling } from "@sluice/engine/ports/ProviderAnswer"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import type { VaultClosed } from "@sluice/engine/ports/Vault"
import type { ReportImplausible } from "@sluice/engine/standing/StandingDesk"
import type {
  SecretNotUsed,
  SubscriptionInvalid,
  SubscriptionsFull,
  SubscriptionUnknown
} from "@sluice/engine/subscriptions/Refusals"
import type { TemplateRefused } from "@sluice/engine/templates/Submission"
import type { TokenRefused } from "@sluice/engine/tokens/Tokens"
import { Cause, Match, Option } from "effect"
import type * as Refusals from "./Refusals.ts"

/** Every way in which a handler can end without a result. A new one does not compile until the table below knows it. */
export type Refusal =
  | AccountUnknown
  | Refusals.AccountRefused
  | Refusals.AddressUnknown
  | AlertOver
  | AlertUnknown
  | ApiKeyUnknown
  | CampaignInvalid
  | CampaignUnknown
  | ChannelUnknown
  | ChecksOpen
  | IdempotencyConflict
  | IllegalRaise
  | IllegalStep
  | KeyRefused
  | ListClosed
  | ListElsewhere
  | MediaServing.FileUnknown
  | MediaServing.MediaGone
  | MediaServing.MediaUnknown
  | MediaServing.MediaWaiting
  | MediaServing.ReferenceMalformed
  | MessageRefused
  | MessageUnknown
  | NotNow
  | PreflightStopped
  | ErasureUnknown
  | HoldNotReviewable
  | HoldUnknown
  | HoldUnread
  | Refusals.CallbackMalformed
  | Refusals.CallbackNotStored
  | Refusals.CallbackUnknown
  | Refusals.CsrfRefused
  | Refusals.HandshakeRefused
  | Refusals.IntakePaused
  | Refusals.KeyMissing
  | Refusals.NotReady
  | Refusals.OriginRefused
  | Refusals.PlainHttpRefused
  | Refusals.RequestInvalid
  | Refusals.RequestUnreadable
  | Refusals.RoleRefused
  | Refusals.SignatureRefused
  | Refusals.TooManyRequests
  | Refusals.TooManyTries
  | ReportImplausible
  | SessionRefused
  | SecretNotUsed
  | SenderUnknown
  | StaleAnswer
  | StaleReview
  | StartRefused
  | StateConflict
  | StepIllegal
  | StillTooMany
  | StoreUnavailable
  | SubscriptionInvalid
  | SubscriptionsFull
  | SubscriptionUnknown
  | ProviderUnwilling
  | TemplateRefused
  | TokenRefused
  | VaultClosed

/** When a store that is away is worth asking again: a restart takes about that long. */
const retryAfterSeconds = 1

interface Row {
  readonly kind: Kind
  readonly detail: string
  readonly findings?: ReadonlyArray<Finding>
  readonly retryAfterSeconds?: number
}

const row = (kind: Kind, detail: string, more: Omit<Row, "kind" | "detail"> = {}): Row => ({ kind, detail, ...more })

const plural = (count: number): string => (count === 1 ? "1 finding" : `${count} findings`)

/** The table: which problem each refusal is. Nothing of a cause, a query or a secret goes into a detail. */
const table = Match.type<Refusal>().pipe(
  Match.tagsExhaustive({
    AccountRefused: () => row("role-refused", "this is over all accounts; the key is bound to one"),
    AccountUnknown: (e) => row("account-unknown", e.message),
    AddressUnknown: ({ accountId, provider }) =>
      row(
        "account-unknown",
        `no account ${JSON.stringify(accountId)} is configured at ${provider}; the address is /callbacks/<provider>/<account>, with the provider and the id of the accounts file`
      ),
    AlertOver: (e) => row("alert-over", e.message),
    ApiKeyUnknown: (e) => row("api-key-unknown", e.message),
    AlertUnknown: (e) => row("alert-unknown", e.message),
    ChecksOpen: (e) => row("onboarding-conflict", `${e.message}; \`sluice onboarding show\` names them`),
    ChannelUnknown: (e) => row("alert-channel-unknown", e.message),
    CallbackMalformed: (e) => row("malformed-request", e.detail),
    CallbackNotStored: () => row("unavailable", "the callback could not be stored; repeat it", { retryAfterSeconds }),
    ErasureUnknown: (e) => row("erasure-unknown", e.message),
    HoldNotReviewable: (e) => row("hold-not-reviewable", e.message),
    HoldUnread: (e) => row("hold-unread", e.message),
    HoldUnknown: (e) => row("hold-unknown", e.message),
    CampaignInvalid: (e) => row("invalid-request", plural(e.findings.length), { findings: e.findings }),
    CampaignUnknown: (e) => row("campaign-unknown", e.message),
    CsrfRefused: () =>
      row("csrf-refused", "a change by session needs the header X-Sluice-Csrf, as /dashboard/session tells it"),
    HandshakeRefused: (e) => row("handshake-refused", e.detail),
    IntakePaused: ({ retryAfterSeconds }) =>
      row("unavailable", "malformed callbacks have paused the intake; repeat it", { retryAfterSeconds }),
    CallbackUnknown: (e) => row("callback-unknown", `no callback ${e.id} is stored`),
    IdempotencyConflict: (e) => row("idempotency-conflict", e.message),
    IllegalRaise: (e) => row("raise-conflict", e.message),
    IllegalStep: (e) => row("campaign-conflict", e.message),
    KeyMissing: () => row("key-missing", "present a key as Authorization: Bearer sluice_<id>_<secret>"),
    KeyRefused: (e) => row("key-refused", e.message),
    ListClosed: (e) => row("campaign-conflict", e.message),
    ListElsewhere: (e) => row("campaign-conflict", `${e.message}; look at its list.received, and go on with from`),
    MediaGone: (e) => row("media-gone", e.message),
    FileUnknown: (e) => row("media-unknown", e.message),
    MediaUnknown: (e) => row("media-unknown", e.message),
    ReferenceMalformed: (e) => row("invalid-request", e.message),
    MediaWaiting: (e) => row("media-waiting", e.message, { retryAfterSeconds: e.retryAfterSeconds }),
    MessageRefused: (e) =>
      row("message-refused", `nothing was queued: ${plural(e.findings.length)}`, { findings: e.findings }),
    MessageUnknown: (e) => row("message-unknown", e.message),
    NotNow: (e) => row("verification-conflict", e.message),
    NotReady: (e) => row("unavailable", e.detail, { retryAfterSeconds }),
    OriginRefused: () => row("csrf-refused", "sign in on the page of this server"),
    PlainHttpRefused: () =>
      row(
        "plain-http-refused",
        "send callbacks over HTTPS; a proxy that ends TLS is believed where SLUICE_TRUST_PROXY_HOPS counts it, and its X-Forwarded-Proto says https"
      ),
    PreflightStopped: (e) => row("preflight-stopped", `${e.message}; nothing was queued`, { findings: e.findings }),
    ProviderUnwilling: (e) => row("provider-unwilling", e.message),
    ReportImplausible: (e) => row("report-refused", e.message),
    RequestInvalid: (e) => row("invalid-request", plural(e.findings.length), { findings: e.findings }),
    RequestUnreadable: (e) => row(e.kind, e.detail),
    RoleRefused: (e) => row("role-refused", `the key's role is ${e.has}; this takes ${e.needs}`),
    SecretNotUsed: (e) => row("subscription-conflict", e.message),
    SenderUnknown: (e) => row("sender-unknown", e.message),
    SessionRefused: (e) => row("session-refused", e.message),
    SignatureRefused: (e) =>
      row("signature-refused", `the callback is not believed: ${SignatureVerdict.words[e.reason]}`),
    StaleAnswer: (e) => row("verification-conflict", e.message),
    StaleReview: (e) => row("verification-conflict", e.message),
    StartRefused: (e) => row("campaign-refused", e.message),
    StateConflict: (e) => row("state-conflict", e.message),
    StepIllegal: (e) => row("onboarding-conflict", e.message),
    StillTooMany: (e) => row("hold-reason-stands", e.message),
    SubscriptionInvalid: (e) => row("invalid-request", plural(e.findings.length), { findings: e.findings }),
    SubscriptionsFull: (e) => row("subscription-conflict", e.message),
    SubscriptionUnknown: (e) => row("subscription-unknown", e.message),
    TemplateRefused: (e) =>
      row("template-refused", `nothing was handed in: ${plural(e.findings.length)}`, { findings: e.findings }),
    TokenRefused: (e) => row("token-refused", e.message),
    TooManyRequests: ({ retryAfterSeconds }) =>
      row("too-many-requests", `wait ${retryAfterSeconds} s, and then ask less often`, { retryAfterSeconds }),
    TooManyTries: ({ retryAfterSeconds }) =>
      row("too-many-tries", `wait ${retryAfterSeconds} s before the next try`, { retryAfterSeconds }),
    VaultClosed: (e) => row("vault-closed", e.message),
    StoreUnavailable: () => row("unavailable", "the store does not answer; nothing was changed", { retryAfterSeconds })
  })
)

/** The problem that a refusal is. `instance` names this occurrence. */
export const problemOf = (refusal: Refusal, instance: string): Problem => {
  const { kind, detail, findings = [], retryAfterSeconds = null } = table(refusal)
  return new Problem({ kind, detail, instance, findings, retryAfterSeconds })
}

/** The problem of everything that is nobody's decision: told without a word of what happened. */
export const internal = (instance: string): Problem =>
  new Problem({
    kind: "internal",
    detail: "the failure has been logged under this instance",
    instance,
    findings: [],
    retryAfterSeconds: null
  })

/** The problem that a failed answer is: its refusal, or an internal failure. */
export const problemOfCause = (cause: Cause.Cause<Refusal>, instance: string): Problem =>
  Option.match(Cause.failureOption(cause), {
    onNone: () => internal(instance),
    onSome: (refusal) => problemOf(refusal, instance)
  })
