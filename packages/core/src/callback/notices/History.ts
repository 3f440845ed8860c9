import { readErrors } from "../internal/errors.ts"
import type * as Log from "../internal/Log.ts"
import * as Messages from "../internal/message.ts"
import * as Notice from "../internal/notice.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import { readStatus } from "../internal/status.ts"
import type { Message, ReportedError } from "../Message.ts"
import type { Dated } from "../Origin.ts"
import type { StatusChanged } from "../Status.ts"
import * as Word from "../Word.ts"
import { readDestination } from "./Echo.ts"
import type { Destination } from "./Echo.ts"

/** How far a message of the history had come. */
export const statuses = Word.list("PENDING", "SENT", "DELIVERED", "READ", "PLAYED", "ERROR")

/** A message of the past, from either side; `path` is its own. */
export interface PastMessage extends Message, Destination {
  readonly path: string
  readonly status: Word.In<typeof statuses> | null
  readonly fromMe: boolean | null
}

/** One conversation with one customer, named by number or by user id. */
export interface Thread {
  readonly id: string | null
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly username: string | null
  readonly messages: ReadonlyArray<PastMessage>
}

/**
 * A part of what was written before the number came to us: chats of the platform's own app, when its owner shares them. Phases go from
 * the newest (0) to the oldest (2); `progressPercent` is 100 in the last part. With `errors`, nothing is shared.
 */
export interface HistoryRead extends Dated {
  readonly _tag: "HistoryRead"
  readonly phase: number | null
  readonly chunkOrder: number | null
  readonly progressPercent: number | null
  readonly threads: ReadonlyArray<Thread>
  readonly errors: ReadonlyArray<ReportedError>
}

/** A message of the past whose file comes after the part that held its place. */
export interface HistoryMessageRead extends Dated {
  readonly _tag: "HistoryMessageRead"
  readonly message: PastMessage
  /** The customer as `contacts` names them; null where the callback has none. */
  readonly waId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
}

const known = new Set(["messaging_product", "metadata", "contacts", "history", "messages", "statuses"])
const knownPart = new Set(["metadata", "threads", "errors"])
const knownProgress = new Set(["phase", "chunk_order", "progress"])
const knownThread = new Set(["id", "context", "messages"])
const knownThreadContext = new Set(["wa_id", "user_id", "parent_user_id", "username"])
const knownMessageContext = new Set(["status", "from_me"])

const readMessageContext = (log: Log.Log, value: Read.Fields, path: string): Pick<PastMessage, "status" | "fromMe"> => {
  Read.onlyKnown(log, value, knownMessageContext, path)
  return {
    status: Read.word(log, value, "status", path, statuses),
    fromMe: Read.flag(log, value, "from_me", path)
  }
}

const contextless = { status: null, fromMe: null }

const readPast = (log: Log.Log, item: Read.Fields, path: string): PastMessage | null => {
  const message = Messages.readPast(log, item, path)
  if (message === null) return null
  return {
    path,
    ...message,
    ...readDestination(log, item, path),
    ...(Read.record(log, item, "history_context", path, readMessageContext) ?? contextless)
  }
}

const readThreadContext = (
  log: Log.Log,
  value: Read.Fields,
  path: string
): Pick<Thread, "waId" | "userId" | "parentUserId" | "username"> => {
  Read.onlyKnown(log, value, knownThreadContext, path)
  return {
    waId: Read.text(log, value, "wa_id", path),
    userId: Read.text(log, value, "user_id", path),
    parentUserId: Read.text(log, value, "parent_user_id", path),
    username: Read.text(log, value, "username", path)
  }
}

const nameless = { waId: null, userId: null, parentUserId: null, username: null }

const readThread = (log: Log.Log, thread: Read.Fields, path: string): Thread => {
  Read.onlyKnown(log, thread, knownThread, path)
  const messages: Array<PastMessage> = []
  Read.each(log, thread, "messages", path, (item, at) => {
    const message = readPast(log, item, at)
    if (message !== null) messages.push(message)
  })
  return {
    id: Read.text(log, thread, "id", path),
    ...(Read.record(log, thread, "context", path, readThreadContext) ?? nameless),
    messages
  }
}

const readProgress = (
  log: Log.Log,
  value: Read.Fields,
  path: string
): Pick<HistoryRead, "phase" | "chunkOrder" | "progressPercent"> => {
  Read.onlyKnown(log, value, knownProgress, path)
  return {
    phase: Read.number(log, value, "phase", path),
    chunkOrder: Read.number(log, value, "chunk_order", path),
    progressPercent: Read.number(log, value, "progress", path)
  }
}

const placeless = { phase: null, chunkOrder: null, progressPercent: null }

const readPart = (log: Log.Log, part: Read.Fields, path: string, dated: Dated): HistoryRead => {
  Read.onlyKnown(log, part, knownPart, path)
  return {
    _tag: "HistoryRead",
    ...dated,
    ...(Read.record(log, part, "metadata", path, readProgress) ?? placeless),
    threads: Read.records(log, part, "threads", path, readThread),
    errors: readErrors(log, part, path)
  }
}

/** `history` */
export const readUpdate: Notice.Reader<HistoryRead | HistoryMessageRead | StatusChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const datedAt = (at: string): Dated => ({ ...origin, path: at, timestampSeconds: place.timestampSeconds })
  const people = People.readPeople(log, value, path)
  const found: Array<HistoryRead | HistoryMessageRead | StatusChanged> = []
  Read.each(log, value, "history", path, (part, at) => {
    found.push(readPart(log, part, at, datedAt(at)))
  })
  Read.each(log, value, "messages", path, (item, at) => {
    const message = readPast(log, item, at)
    if (message === null) return
    const person = People.find(people, message.from, message.fromUserId)
    found.push({ _tag: "HistoryMessageRead", ...datedAt(at), message, ...People.namesOf(person) })
  })
  Read.each(log, value, "statuses", path, (item, at) => {
    const status = readStatus(log, item, at, origin, people)
    if (status !== null) found.push(status)
  })
  People.reportUnnamed(log, people, value, path)
  return found
}
