import { Data, Either, Schema } from "effect"

/**
 * The approval of a template (SPEC TP-06).
 *
 * - `draft`: ours alone;
 * - `submitted`: the platform reviews it;
 * - `approved`: it can be sent;
 * - `rejected`: the review refused it, for a reason; it can be revised;
 * - `paused`: approved, and not sent for a while because recipients disliked it;
 * - `disabled`: it cannot be sent any more. Deleted and archived templates count as disabled.
 */
export const Status = Schema.Literal("draft", "submitted", "approved", "rejected", "paused", "disabled")
export type Status = typeof Status.Type

/** Why a template was rejected, paused or disabled, in the platform's words; null where it gave none. */
const Reason = Schema.Struct({
  /** Such as `INVALID_FORMAT`. */
  code: Schema.NullOr(Schema.String),
  details: Schema.NullOr(Schema.String),
  recommendation: Schema.NullOr(Schema.String)
})
/** What came with the status that stands, for people to read; another status brings its own, or none. */
export type Reason = typeof Reason.Type

/** Where the approval of one template stands. */
export const State = Schema.Struct({
  status: Status,
  /** When it came to this status. */
  sinceMillis: Schema.Number,
  /** How often it was submitted again after its first submission. */
  revisions: Schema.Int,
  /** Null unless rejected, paused or disabled. */
  reason: Schema.NullOr(Reason),
  /** When a pause ends by itself; null where there is none, or where it takes a hand. */
  pausedUntilMillis: Schema.NullOr(Schema.Number)
})
export type State = typeof State.Type

/** A template that has just been written. */
export const initial = (nowMillis: number): State => ({
  status: "draft",
  sinceMillis: nowMillis,
  revisions: 0,
  reason: null,
  pausedUntilMillis: null
})

/**
 * What happens to a template. We submit and revise; all else the platform reports (`ApprovalNotice.read`).
 *
 * A revision is submitted as it is made. `Paused` says when it ends, as far as the platform tells.
 */
export type Event = Data.TaggedEnum<{
  Submitted: {}
  Revised: {}
  Reviewing: {}
  Approved: {}
  Rejected: { readonly reason: Reason }
  Paused: { readonly reason: Reason; readonly forMillis: number | null }
  Disabled: { readonly reason: Reason }
}>
export const {
  /** The platform: it can be sent. */
  Approved,
  /** The platform: it cannot be sent any more. */
  Disabled,
  /** The platform: not for `forMillis`, or, where that is null, until somebody ends it. */
  Paused,
  /** The platform: its review refused it. */
  Rejected,
  /** The platform: its review began, perhaps after somebody submitted it elsewhere. */
  Reviewing,
  /** We: it was changed, and is with the review again. */
  Revised,
  /** We: for the first time. */
  Submitted
} = Data.taggedEnum<Event>()

/**
 * Every edge; what is not here is refused.
 *
 * What the platform reports leads to its status from everywhere that a template of the platform can be: it is evidence, and a template may
 * have been submitted, appealed or deleted elsewhere. Only a pause needs a template that was approved. What we do ourselves is bounded: a
 * template under review cannot be changed (code 2388039), and one that is disabled has to be written anew.
 */
export const edges: Readonly<Record<Status, Readonly<Partial<Record<Event["_tag"], Status>>>>> = {
  draft: {
    Submitted: "submitted",
    Reviewing: "submitted",
    Approved: "approved",
    Rejected: "rejected",
    Disabled: "disabled"
  },
  submitted: { Reviewing: "submitted", Approved: "approved", Rejected: "rejected", Disabled: "disabled" },
  approved: {
    Revised: "submitted",
    Reviewing: "submitted",
    Approved: "approved",
    Rejected: "rejected",
    Paused: "paused",
    Disabled: "disabled"
  },
  rejected: {
    Revised: "submitted",
    Reviewing: "submitted",
    Approved: "approved",
    Rejected: "rejected",
    Disabled: "disabled"
  },
  paused: {
    Revised: "submitted",
    Reviewing: "submitted",
    Approved: "approved",
    Rejected: "rejected",
    Paused: "paused",
    Disabled: "disabled"
  },
  disabled: { Reviewing: "submitted", Approved: "approved", Rejected: "rejected", Disabled: "disabled" }
}

/** The event has no edge from this status: nothing changes. For our own events the platform would answer 2388039. */
export class IllegalStep extends Data.TaggedError("IllegalStep")<{
  readonly status: Status
  readonly event: Event["_tag"]
}> {
  override get message(): string {
    return `a template that is ${this.status} cannot be ${this.event.toLowerCase()}`
  }
}

/** The event is older than the status that stands: callbacks may come late and out of order. Nothing changes. */
export class StaleEvent extends Data.TaggedError("StaleEvent")<{
  readonly atMillis: number
  readonly sinceMillis: number
}> {
  override get message(): string {
    return "a later event was heard already"
  }
}

/** Callbacks tell time in whole seconds, so an event of the same second is not older. */
const wholeSecond = (millis: number): number => Math.floor(millis / 1_000) * 1_000

const reasonOf = (event: Event): Reason | null => ("reason" in event ? event.reason : null)

const pauseEnd = (event: Event, atMillis: number): number | null =>
  event._tag === "Paused" && event.forMillis !== null ? atMillis + event.forMillis : null

/** The state after an event that happened at `atMillis`. A report of the status that stands keeps the time it began. */
export const step = (state: State, event: Event, atMillis: number): Either.Either<State, IllegalStep | StaleEvent> => {
  if (atMillis < wholeSecond(state.sinceMillis))
    return Either.left(new StaleEvent({ atMillis, sinceMillis: state.sinceMillis }))
  const status = edges[state.status][event._tag]
  if (status === undefined) return Either.left(new IllegalStep({ status: state.status, event: event._tag }))
  const stays = status === state.status && event._tag !== "Paused"
  return Either.right({
    status,
    sinceMillis: stays ? state.sinceMillis : Math.max(atMillis, state.sinceMillis),
    revisions: state.revisions + Number(event._tag === "Revised"),
    reason: reasonOf(event),
    pausedUntilMillis: pauseEnd(event, atMillis)
  })
}
