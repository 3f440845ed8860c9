import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import { LineType, Risk } from "@sluice/core/phone/LineType"
import { Kind } from "@sluice/core/verification/BusinessDocuments"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import { Day } from "./Day.ts"
import * as Problem from "./Problem.ts"

const Moment = Schema.NullOr(Schema.DateTimeUtc)

/** One paper of a number, by its newest submission (NV-02). */
const DocumentView = Schema.Struct({
  document: Kind,
  state: Schema.Literal("missing", "in-review", "accepted", "refused", "expired"),
  /** Which submission this is; reviews name it. 0 before the first. */
  submission: Schema.Int,
  /** Where the paper is kept; null while there is none. */
  reference: Schema.NullOr(Schema.String),
  /** When it came to this state; null while there is none. */
  since: Moment,
  /** The end of its validity; null where it has none, or is not accepted. */
  validUntil: Moment,
  /** Why it was refused; null where it was not. */
  reason: Schema.NullOr(Schema.String)
}).annotations({ identifier: "NumberDocument" })

/** A number of ours, and what proves it (SPEC NV-01, NV-02). */
export const VerificationView = Schema.Struct({
  senderId: Schema.String,
  accountId: Schema.String,
  number: Schema.String,
  lineType: LineType,
  risk: Risk,
  /** The extra verification by SMS (NV-01); `not-needed` for a line without that risk. */
  sms: Schema.Literal("not-needed", "needed", "under-way", "verified", "blocked"),
  /** Number of the newest attempt; answers name it. 0 before the first. */
  attempt: Schema.Int,
  /** Failures in a row; three block the number for eight hours. */
  failuresInRow: Schema.Int,
  /** When the attempt under way is over, or the block; null where neither is. */
  until: Moment,
  documents: Schema.Array(DocumentView),
  /** Both papers are accepted, and valid still (NV-02). */
  documented: Schema.Boolean
}).annotations({ identifier: "NumberVerification" })
export type VerificationView = typeof VerificationView.Type

const submission = Limit.whole(1, 1_000_000)

/** What somebody does for a number. */
export const VerificationAct = Schema.Union(
  Schema.Struct({ act: Schema.Literal("begin") }),
  Schema.Struct({
    act: Schema.Literal("answer"),
    /** Which attempt ended so. */
    attempt: submission,
    answer: Schema.Literal("passed", "wrong-code", "undelivered")
  }),
  Schema.Struct({
    act: Schema.Literal("hand-in"),
    document: Kind,
    /** Where the paper is kept: an address or a file number, and nothing personal. */
    reference: Limit.filled(300)
  }),
  Schema.Struct({
    act: Schema.Literal("accept"),
    document: Kind,
    submission,
    /** The first day on which the paper is not valid any more; left out where it names no end. */
    validUntil: Schema.optionalWith(Day, { exact: true })
  }),
  Schema.Struct({
    act: Schema.Literal("refuse"),
    document: Kind,
    submission,
    reason: Limit.filled(1_000)
  })
).annotations({ identifier: "NumberVerificationAct" })

const Path = Schema.Struct({ id: Limit.Name })

/** Every number of the caller, in the order of the accounts file. */
export const list = HttpApiEndpoint.get("list", "/v1/verification")
  .addSuccess(Schema.Struct({ numbers: Schema.Array(VerificationView) }))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "What proves each number: the verification by SMS, and its papers")

/** 404 (`sender-unknown`) for one that the caller may not use. */
export const show = HttpApiEndpoint.get("show", "/v1/verification/:id")
  .setPath(Path)
  .addSuccess(VerificationView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "viewer")
  .annotate(OpenApi.Summary, "What proves a number, by the sender's id")

/**
 * What was done at the provider or with a paper is written down (SPEC NV-01, NV-02).
 *
 * 409 (`verification-conflict`) where the number is blocked or verified, and where an answer or a review is of an older attempt or submission.
 */
export const act = HttpApiEndpoint.post("act", "/v1/verification/:id")
  .setPath(Path)
  .setPayload(VerificationAct)
  .addSuccess(VerificationView)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(409))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "operator")
  .annotate(OpenApi.Summary, "Begin or answer a verification; hand in or review a paper")

/** What proves the numbers that send. */
export class Verification extends HttpApiGroup.make("verification")
  .add(list)
  .add(show)
  .add(act)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "verification")
  .annotate(OpenApi.Description, "What proves the numbers that send: SMS for virtual lines, papers of the business") {}
