import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What can happen to the ownership of a conversation; one thing, so far. */
export const types = Word.list("control_passed")

/** In which role an owner has a conversation: the platform's own agent, or whoever it hands over to. */
export const roles = Word.list("ai_agent", "escalation")

/** Who a conversation belongs to changed: between the platform's own agent and us. */
export interface HandoverChanged extends Dated {
  readonly _tag: "HandoverChanged"
  readonly type: Word.In<typeof types> | null
  /** The customer of the conversation. */
  readonly from: string | null
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
  readonly passed: {
    readonly previousAppId: string | null
    readonly previousAppRole: string | null
    readonly previousBusinessId: string | null
    readonly previousRole: Word.In<typeof roles> | null
    readonly newRole: Word.In<typeof roles> | null
    readonly metadata: string | null
    /** What was said so far, for whoever takes over: kept as it came. */
    readonly conversation: unknown
  } | null
}

const known = new Set(["messaging_product", "recipient", "sender", "timestamp", "type", "control_passed", "contacts"])
const knownSender = new Set(["phone_number", "wa_id", "user_id", "parent_user_id"])
const knownPassed = new Set([
  "previous_owner_app_id",
  "previous_owner_app_role",
  "previous_owner_business_id",
  "previous_owner_role",
  "new_owner_role",
  "metadata",
  "conversation_context"
])

type Sender = Pick<HandoverChanged, "from" | "waId" | "userId" | "parentUserId">

const nobody: Sender = { from: null, waId: null, userId: null, parentUserId: null }

const readSender = (log: Log.Log, value: Read.Fields, path: string): Sender => {
  Read.onlyKnown(log, value, knownSender, path)
  return {
    from: Read.id(log, value, "phone_number", path),
    waId: Read.text(log, value, "wa_id", path),
    userId: Read.text(log, value, "user_id", path),
    parentUserId: Read.text(log, value, "parent_user_id", path)
  }
}

const readPassed = (log: Log.Log, value: Read.Fields, path: string): NonNullable<HandoverChanged["passed"]> => {
  Read.onlyKnown(log, value, knownPassed, path)
  return {
    previousAppId: Read.id(log, value, "previous_owner_app_id", path),
    previousAppRole: Read.text(log, value, "previous_owner_app_role", path),
    previousBusinessId: Read.id(log, value, "previous_owner_business_id", path),
    previousRole: Read.word(log, value, "previous_owner_role", path, roles),
    newRole: Read.word(log, value, "new_owner_role", path, roles),
    metadata: Read.text(log, value, "metadata", path),
    conversation: Read.raw(value, "conversation_context")
  }
}

/** `messaging_handovers`. It names our number as `recipient`, where other fields say `metadata`. */
export const readUpdate: Notice.Reader<HandoverChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId, "recipient")
  const people = People.readPeople(log, value, path)
  const sender = Read.record(log, value, "sender", path, readSender) ?? nobody
  const person = People.find(people, sender.waId ?? sender.from, sender.userId)
  People.reportUnnamed(log, people, value, path)
  return [
    {
      _tag: "HandoverChanged",
      ...Notice.datedItem(log, origin, place, value, path),
      ...People.namesOf(person),
      type: Notice.needed(log, Read.word(log, value, "type", path, types), value, path, "type"),
      from: sender.from,
      waId: People.idOf(log, sender.waId, person, "waId", `${path}.sender`, "wa_id"),
      userId: People.idOf(log, sender.userId, person, "userId", `${path}.sender`, "user_id"),
      parentUserId: People.idOf(log, sender.parentUserId, person, "parentUserId", `${path}.sender`, "parent_user_id"),
      passed: Read.record(log, value, "control_passed", path, readPassed)
    }
  ]
}
