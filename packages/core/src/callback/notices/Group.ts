import { readErrors } from "../internal/errors.ts"
import type * as Log from "../internal/Log.ts"
import * as Notice from "../internal/notice.ts"
import * as People from "../internal/people.ts"
import * as Read from "../internal/read.ts"
import type { ReportedError } from "../Message.ts"
import type { Dated } from "../Origin.ts"
import * as Word from "../Word.ts"

/** What can happen to a group (CLOUD_API 3.6): its life, its people, its settings, its standing. */
export const changes = Word.list(
  "group_create",
  "group_delete",
  "group_participants_add",
  "group_participants_remove",
  "group_join_request_created",
  "group_join_request_revoked",
  "group_settings_update",
  "group_suspend",
  "group_suspend_cleared"
)

/** Whether somebody who asks to join has to be let in, or is in at once. */
export const approvalModes = Word.list("approval_required", "auto_approve")

/** Who brought a change about: we, or somebody in the group. */
export const initiators = Word.list("business", "participant")

/** Somebody in a group; `input` is how they were named when they were asked for. */
export interface Participant {
  readonly input: string | null
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly username: string | null
  readonly errors: ReadonlyArray<ReportedError>
}

/** One setting of a group and whether its change took; a text for subject and description, a file's facts for the picture. */
export interface Setting {
  readonly text: string | null
  readonly mimeType: string | null
  readonly sha256: string | null
  readonly succeeded: boolean | null
  readonly errors: ReadonlyArray<ReportedError>
}

/** Something became of a group, or failed to: then `errors` say why. Parts that a change does not have are null or empty. */
export interface GroupChanged extends Dated {
  readonly _tag: "GroupChanged"
  readonly change: Word.In<typeof changes> | null
  readonly groupId: string | null
  readonly requestId: string | null
  readonly subject: string | null
  readonly description: string | null
  readonly inviteLink: string | null
  readonly approvalMode: Word.In<typeof approvalModes> | null
  readonly reason: string | null
  readonly initiatedBy: Word.In<typeof initiators> | null
  /** Who asks to join, and the id to answer them by. */
  readonly joinRequestId: string | null
  readonly waId: string | null
  readonly userId: string | null
  readonly parentUserId: string | null
  readonly profileName: string | null
  readonly username: string | null
  readonly identityKeyHash: string | null
  readonly added: ReadonlyArray<Participant>
  readonly removed: ReadonlyArray<Participant>
  readonly failed: ReadonlyArray<Participant>
  readonly newPicture: Setting | null
  readonly newSubject: Setting | null
  readonly newDescription: Setting | null
  readonly errors: ReadonlyArray<ReportedError>
}

const known = new Set(["messaging_product", "metadata", "contacts", "groups"])
const knownGroup = new Set([
  "timestamp",
  "group_id",
  "type",
  "request_id",
  "subject",
  "description",
  "invite_link",
  "join_approval_mode",
  "reason",
  "initiated_by",
  "join_request_id",
  "wa_id",
  "user_id",
  "parent_user_id",
  "added_participants",
  "removed_participants",
  "failed_participants",
  "profile_picture",
  "group_subject",
  "group_description",
  "errors"
])
const knownParticipant = new Set(["input", "wa_id", "user_id", "parent_user_id", "username", "errors"])
const knownSetting = new Set(["text", "mime_type", "sha256", "update_successful", "errors"])

const readParticipant = (log: Log.Log, value: Read.Fields, path: string): Participant => {
  Read.onlyKnown(log, value, knownParticipant, path)
  return {
    input: Read.id(log, value, "input", path),
    waId: Read.id(log, value, "wa_id", path),
    userId: Read.text(log, value, "user_id", path),
    parentUserId: Read.text(log, value, "parent_user_id", path),
    username: Read.text(log, value, "username", path),
    errors: readErrors(log, value, path)
  }
}

const readSetting = (log: Log.Log, value: Read.Fields, path: string): Setting => {
  Read.onlyKnown(log, value, knownSetting, path)
  return {
    text: Read.text(log, value, "text", path),
    mimeType: Read.text(log, value, "mime_type", path),
    sha256: Read.text(log, value, "sha256", path),
    succeeded: Read.flag(log, value, "update_successful", path),
    errors: readErrors(log, value, path)
  }
}

const readGroup = (
  log: Log.Log,
  group: Read.Fields,
  path: string,
  dated: Dated,
  people: People.People
): GroupChanged => {
  Read.onlyKnown(log, group, knownGroup, path)
  const waId = Read.id(log, group, "wa_id", path)
  const userId = Read.text(log, group, "user_id", path)
  const parentUserId = Read.text(log, group, "parent_user_id", path)
  const person = waId === null && userId === null ? null : People.find(people, waId, userId)
  return {
    _tag: "GroupChanged",
    ...dated,
    ...People.namesOf(person),
    change: Notice.needed(log, Read.word(log, group, "type", path, changes), group, path, "type"),
    groupId: Read.text(log, group, "group_id", path),
    requestId: Read.text(log, group, "request_id", path),
    subject: Read.text(log, group, "subject", path),
    description: Read.text(log, group, "description", path),
    inviteLink: Read.text(log, group, "invite_link", path),
    approvalMode: Read.word(log, group, "join_approval_mode", path, approvalModes),
    reason: Read.text(log, group, "reason", path),
    initiatedBy: Read.word(log, group, "initiated_by", path, initiators),
    joinRequestId: Read.text(log, group, "join_request_id", path),
    waId: People.idOf(log, waId, person, "waId", path, "wa_id"),
    userId: People.idOf(log, userId, person, "userId", path, "user_id"),
    parentUserId: People.idOf(log, parentUserId, person, "parentUserId", path, "parent_user_id"),
    added: Read.records(log, group, "added_participants", path, readParticipant),
    removed: Read.records(log, group, "removed_participants", path, readParticipant),
    failed: Read.records(log, group, "failed_participants", path, readParticipant),
    newPicture: Read.record(log, group, "profile_picture", path, readSetting),
    newSubject: Read.record(log, group, "group_subject", path, readSetting),
    newDescription: Read.record(log, group, "group_description", path, readSetting),
    errors: readErrors(log, group, path)
  }
}

/** `group_lifecycle_update`, `group_participants_update`, `group_settings_update`, `group_status_update` */
export const readUpdate: Notice.Reader<GroupChanged> = (log, value, place) => {
  const { path } = place
  Read.onlyKnown(log, value, known, path)
  const origin = Notice.originOf(log, value, path, place.wabaId)
  const people = People.readPeople(log, value, path)
  const found: Array<GroupChanged> = []
  Read.each(log, value, "groups", path, (group, at) => {
    found.push(readGroup(log, group, at, Notice.datedItem(log, origin, place, group, at), people))
  })
  People.reportUnnamed(log, people, value, path)
  return found
}
