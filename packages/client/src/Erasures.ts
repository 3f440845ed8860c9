import * as HttpApiEndpoint from "@effect/platform/HttpApiEndpoint"
import * as HttpApiGroup from "@effect/platform/HttpApiGroup"
import * as OpenApi from "@effect/platform/OpenApi"
import * as Limit from "@sluice/core/message/Limit"
import * as E164 from "@sluice/core/phone/E164"
import { Schema } from "effect"
import * as Access from "./Access.ts"
import * as Problem from "./Problem.ts"

/** What was erased of a person, or would be. */
export const ErasureCounts = Schema.Struct({
  /** Messages that say nothing of anybody any more: they stay, and count. */
  messages: Schema.Int,
  /** Of those, how many were queued and will not be sent. */
  cancelled: Schema.Int,
  campaignRows: Schema.Int,
  /** Stored callbacks of which something was taken out. */
  callbacks: Schema.Int,
  /** Opt-outs that stand on, under a keyed digest of the number. */
  optOuts: Schema.Int,
  windows: Schema.Int,
  earlyStatuses: Schema.Int,
  /** Events of the feed, and what waited for subscribers. */
  events: Schema.Int,
  deliveries: Schema.Int,
  /** Files that the person sent. */
  files: Schema.Int,
  /** Notes of reviewers that named the number, and one for an onboarding that had it among its test numbers. */
  notes: Schema.Int
}).annotations({ identifier: "ErasureCounts" })
export type ErasureCounts = typeof ErasureCounts.Type

/** An erasure. It does not say whose. */
export const Erasure = Schema.Struct({
  id: Schema.String,
  accountId: Schema.String,
  openedAt: Schema.DateTimeUtc,
  /** Null while it is under way. */
  endedAt: Schema.NullOr(Schema.DateTimeUtc),
  counts: ErasureCounts
}).annotations({ identifier: "Erasure" })
export type Erasure = typeof Erasure.Type

/** Whose data are to go. In the body, since addresses are written into the logs of everything on the way. */
export const ErasureRequest = Schema.Struct({
  accountId: Schema.optionalWith(Limit.Name, { exact: true }),
  recipient: E164.E164
}).annotations({ identifier: "ErasureRequest" })

/** Which erasure. */
export const ErasurePath = Schema.Struct({ id: Limit.Name })

/** Counts, and changes nothing. */
export const preview = HttpApiEndpoint.post("preview", "/v1/erasures/preview")
  .setPayload(ErasureRequest)
  .addSuccess(Schema.Struct({ counts: ErasureCounts }))
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "What an erasure would find")
  .annotate(
    OpenApi.Description,
    "Counts what can be counted without reading the logs; what lies in stored callbacks and in events is found as it is erased."
  )

/** Begins an erasure. */
export const open = HttpApiEndpoint.post("open", "/v1/erasures")
  .setPayload(ErasureRequest)
  .addSuccess(Erasure, { status: 202 })
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .addError(Problem.at(413))
  .addError(Problem.at(415))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "Erase a recipient's data")
  .annotate(
    OpenApi.Description,
    "It cannot be undone. What is queued to them is cancelled; what is in flight is erased once it has ended. One that is under way is answered again."
  )

/** One erasure. */
export const get = HttpApiEndpoint.get("get", "/v1/erasures/:id")
  .setPath(ErasurePath)
  .addSuccess(Erasure)
  .addError(Problem.at(400))
  .addError(Problem.at(404))
  .annotate(Access.RoleNeeded, "admin")
  .annotate(OpenApi.Summary, "How far an erasure has come")

/** Erasing what is known of a person. */
export class Erasures extends HttpApiGroup.make("erasures")
  .add(preview)
  .add(open)
  .add(get)
  .addError(Problem.at(401))
  .addError(Problem.at(403))
  .addError(Problem.at(500))
  .addError(Problem.at(503))
  .middleware(Access.ApiKeyNeeded)
  .annotate(OpenApi.Title, "erasures")
  .annotate(OpenApi.Description, "Erasing what is known of a recipient") {}
