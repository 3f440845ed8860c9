import { readErrors } from "../internal/errors.ts"
import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import type { AccountErrors, ReportedError } from "../Message.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** Whether a call begins or ends. */
export const events = Word.list("connect", "terminate")

/** Who calls: it decides which of `from` and `to` is the customer. */
export const directions = Word.list("USER_INITIATED", "BUSINESS_INITIATED")

/** How a call went, told with its end under the key `status`. */
export const outcomes = Word.list("COMPLETED", "FAILED")

/** What becomes of a call that we place, until it is taken or refused. */
export const statuses = Word.list("RINGING", "ACCEPTED", "REJECTED")

/** The other end of a call, as `contacts` names it; null where the callback has none. */
interface Caller {
  readonly waId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
}

/** A call begins or ends. Descriptions of sessions are SDP text; `outcome`, start, end and duration come with the end. */
export interface CallChanged extends Dated, Caller {
  readonly _tag: "CallChanged"
  readonly callId: string | null
  readonly event: Word.In<typeof events> | null
  readonly direction: Word.In<typeof directions> | null
  readonly outcome: Word.In<typeof outcomes> | null
  readonly from: string | null
  readonly fromUserId: string | null
  readonly fromParentUserId: string | null
  readonly to: string | null
  readonly toUserId: string | null
  readonly toParentUserId: string | null
  readonly session: { readonly type: string | null; readonly sdp: string | null } | null
  readonly webrtcSdp: string | null
  readonly startSeconds: number | null
  readonly endSeconds: number | null
  readonly durationSeconds: number | null
  /** What we sent along with the call, what its link carried, and what its button carried. */
  readonly opaque: string | null
  readonly linkPayload: string | null
  readonly buttonPayload: string | null
  readonly errors: ReadonlyArray<ReportedError>
}

/** A call that we place rings, or was taken or refused. */
export interface CallStatusChanged extends Dated, Caller {
  readonly _tag: "CallStatusChanged"
  readonly callId: string | null
  readonly status: Word.In<typeof statuses> | null
  readonly type: string | null
  readonly recipient: string | null
  readonly recipientUserId: string | null
  readonly recipientParentUserId: string | null
  readonly opaque: string | null
  readonly errors: ReadonlyArray<ReportedError>
}

const known = new Set(["messaging_product", "metadata", "contacts", "calls", "statuses", "errors"])
const knownCall = new Set([
  "id",
  "event",
  "direction",
  "status",
  "from",
  "from_user_id",
  "from_parent_user_id",
  "to",
  "to_user_id",
  "to_parent_user_id",
  "timestamp",
  "session",
  "connection",
  "start_time",
  "end_time",
  "duration",
  "biz_opaque_callback_data",
  "deeplink_payload",
  "cta_payload",
  "errors"
])
const knownSession = new Set(["sdp_type", "sdp"])
const knownConnection = new Set(["webrtc"])
const knownWebrtc = new Set(["sdp"])
const knownStatus = new Set([
  "id",
  "type",
  "status",
  "timestamp",
  "recipient_id",
  "recipient_user_id",
  "recipient_parent_user_id",
  "biz_opaque_callback_data",
  "errors"
])

const readSession = (log: Log.Log, value: Read.Fields, path: string): NonNullable<CallChanged["session"]> => {
  Read.onlyKnown(log, value, knownSession, path)
  return { type: Read.text(log, value, "sdp_type", path), sdp: Read.text(log, value, "sdp", path) }
}

const readWebrtc = (log: Log.Log, value: Read.Fields, path: string): string | null => {
  Read.onlyKnown(log, value, knownWebrtc, path)
  return Read.text(log, value, "sdp", path)
}

const readConnection = (log: Log.Log, value: Read.Fields, path: string): string | null => {
  Read.onlyKnown(log, value, knownConnection, path)
  return Read.record(log, value, "webrtc", path, readWebrtc)
}

const readCall = (log: Log.Log, call: Read.Fields, path: string, dated: Dated, people: People.People): CallChanged => {
  Read.onlyKnown(log, call, knownCall, path)
  const direction = Read.word(log, call, "direction", path, directions)
  const from = Read.text(log, call, "from", path)
  const fromUserId = Read.text(log, call, "from_user_id", path)
  const fromParentUserId = Read.text(log, call, "from_parent_user_id", path)
  const to = Read.text(log, call, "to", path)
  const toUserId = Read.text(log, call, "to_user_id", path)
  const toParentUserId = Read.text(log, call, "to_parent_user_id", path)
  const placed = direction !== null && direction.word === "BUSINESS_INITIATED"
  const person = placed ? People.find(people, to, toUserId) : People.find(people, from, fromUserId)
  const [caller, callee] = placed ? [null, person] : [person, null]
  return {
    _tag: "CallChanged",
    ...dated,
    ...People.namesOf(person),
    callId: Notice.needed(log, Read.text(log, call, "id", path), call, path, "id"),
    event: Notice.needed(log, Read.word(log, call, "event", path, events), call, path, "event"),
    direction,
    outcome: Read.word(log, call, "status", path, outcomes),
    from,
    fromUserId: People.idOf(log, fromUserId, caller, "userId", path, "from_user_id"),
    fromParentUserId: People.idOf(log, fromParentUserId, caller, "parentUserId", path, "from_parent_user_id"),
    to,
    toUserId: People.idOf(log, toUserId, callee, "userId", path, "to_user_id"),
    toParentUserId: People.idOf(log, toParentUserId, callee, "parentUserId", path, "to_parent_user_id"),
    session: Read.record(log, call, "session", path, readSession),
    webrtcSdp: Read.record(log, call, "connection", path, readConnection),
    startSeconds: Read.seconds(log, call, "start_time", path),
    endSeconds: Read.seconds(log, call, "end_time", path),
    durationSeconds: Read.number(log, call, "duration", path),
    opaque: Read.text(log, call, "biz_opaque_callback_data", path),
    linkPayload: Read.text(log, call, "deeplink_payload", path),
    buttonPayload: Read.text(log, call, "cta_payload", path),
    errors: readErrors(log, call, path)
  }
}

const readStatus = (
  log: Log.Log,
  status: Read.Fields,
  path: string,
  dated: Dated,
  people: People.People
): CallStatusChanged => {
  Read.onlyKnown(log, status, knownStatus, path)
  const recipient = Read.text(log, status, "recipient_id", path)
  const userId = Read.text(log, status, "recipient_user_id", path)
  const parentUserId = Read.text(log, status, "recipient_parent_user_id", path)
  const person = People.find(people, recipient, userId)
  return {
    _tag: "CallStatusChanged",
    ...dated,
    ...People.namesOf(person),
    callId: Notice.needed(log, Read.text(log, status, "id", path), status, path, "id"),
    status: Notice.needed(log, Read.word(log, status, "status", path, statuses), status, path, "status"),
    type: Read.text(log, status, "type", path),
    recipient,
    recipientUserId: People.idOf(log, userId, person, "userId", path, "recipient_user_id"),
    recipientParentUserId: People.idOf(log, parentUserId, person, "parentUserId", path, "recipient_parent_user_id"),
    opaque: Read.text(log, status, "biz_opaque_callback_data", path),
    errors: readErrors(log, status, path)
  }
}

/** `calls` */
export const readUpdate: Notice.Reader<CallChanged | CallStatusChanged | AccountErrors> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const people = People.readPeople(log, value, path)
  const found: Array<CallChanged | CallStatusChanged | AccountErrors> = []
  Read.each(log, value, "calls", path, (call, at) => {
    found.push(readCall(log, call, at, Notice.datedItem(log, origin, place, call, at), people))
  })
  Read.each(log, value, "statuses", path, (status, at) => {
    found.push(readStatus(log, status, at, Notice.datedItem(log, origin, place, status, at), people))
  })
  const errors = readErrors(log, value, path)
  if (errors.length > 0) found.push({ _tag: "AccountErrors", ...origin, path: `${path}.errors`, errors })
  People.reportUnnamed(log, people, value, path)
  return found
}
