import type { Event, Told } from "../../Event.ts"
import type { Message, MessageReceived, ReportedError } from "../../Message.ts"
import type { Dated } from "../../Origin.ts"
import type { StatusChanged } from "../../Status.ts"
import type { AccountChanged } from "../../notices/Account.ts"
import type { Destination } from "../../notices/Echo.ts"
import type { GroupChanged, Participant } from "../../notices/Group.ts"
import type { HistoryRead, PastMessage } from "../../notices/History.ts"
import { pairsOf } from "./pairs.ts"
import type { Pairs } from "./pairs.ts"
import * as Reading from "./Reading.ts"

const noteAll = (reading: Reading.Reading, path: string, pairs: Pairs): void => {
  for (const [suffix, value] of pairs) Reading.note(reading, path, suffix, value ?? null)
}

const noteCodes = (reading: Reading.Reading, path: string, errors: ReadonlyArray<ReportedError>): void =>
  errors.forEach(({ code }, position) => Reading.note(reading, `${path}[${position}]`, "code", code))

const noteMessage = (reading: Reading.Reading, path: string, message: Message, more: Pairs): void => {
  Reading.note(reading, path, "id", message.wamid)
  Reading.note(reading, path, "from", message.from)
  Reading.note(reading, path, "timestamp", message.timestampSeconds)
  noteAll(reading, path, more)
  noteCodes(reading, `${path}.errors`, message.errors)
  if (message.content.kind !== "order") return
  message.content.items.forEach((item, position) => {
    const at = `${path}.order.product_items[${position}]`
    Reading.note(reading, at, "product_retailer_id", item.productRetailerId)
    Reading.note(reading, at, "quantity", item.quantity)
    Reading.note(reading, at, "item_price", item.itemPrice)
    Reading.note(reading, at, "currency", item.currency)
  })
}

const noteReceived = (reading: Reading.Reading, event: MessageReceived): void => {
  noteMessage(reading, event.path, event, [])
  Reading.note(reading, event.path, "from_user_id", event.fromUserId)
}

const noteStatus = (reading: Reading.Reading, event: StatusChanged): void => {
  const { path, pricing } = event
  Reading.note(reading, path, "id", event.wamid)
  Reading.note(reading, path, "status", event.statusText)
  Reading.note(reading, path, "recipient_id", event.recipient)
  Reading.note(reading, path, "timestamp", event.timestampSeconds)
  Reading.note(reading, path, "biz_opaque_callback_data", event.opaque)
  if (pricing !== null) {
    Reading.note(reading, path, "pricing.billable", pricing.billable)
    Reading.note(reading, path, "pricing.pricing_model", pricing.model)
    Reading.note(reading, path, "pricing.type", pricing.type)
    Reading.note(reading, path, "pricing.category", pricing.category)
  }
  Reading.note(reading, path, "recipient_user_id", event.recipientUserId)
  noteCodes(reading, `${path}.errors`, event.errors)
}

const destination = ({ to }: Destination): Pairs => [["to", to]]

const notePast = (reading: Reading.Reading, message: PastMessage): void =>
  noteMessage(reading, message.path, message, [
    ...destination(message),
    ["history_context.status", message.status?.text]
  ])

const noteHistory = (reading: Reading.Reading, event: HistoryRead): void => {
  noteAll(reading, event.path, [
    ["metadata.phase", event.phase],
    ["metadata.chunk_order", event.chunkOrder],
    ["metadata.progress", event.progressPercent],
    ["timestamp", event.timestampSeconds]
  ])
  noteCodes(reading, `${event.path}.errors`, event.errors)
  for (const thread of event.threads) for (const message of thread.messages) notePast(reading, message)
}

const dated = ({ timestampSeconds }: Dated): Pairs => [["timestamp", timestampSeconds]]

const noteAccount = (reading: Reading.Reading, event: AccountChanged): void => {
  noteAll(reading, event.path, [
    ["phone_number", event.displayPhoneNumber],
    ["event", event.event?.text],
    ["country", event.country],
    ["waba_info.waba_id", event.shared?.wabaId],
    ["waba_info.owner_business_id", event.shared?.ownerBusinessId],
    ["waba_info.solution_id", event.shared?.solutionId],
    ["violation_info.violation_type", event.violation?.type],
    ["ban_info.waba_ban_state", event.ban?.state?.text],
    ["partner_client_certification_info.client_business_id", event.certification?.clientBusinessId],
    ["partner_client_certification_info.status", event.certification?.status?.text],
    ["volume_tier_info.tier", event.volumeTier?.tier],
    ...dated(event)
  ])
  event.restrictions.forEach((restriction, position) =>
    noteAll(reading, `${event.path}.restriction_info[${position}]`, [
      ["restriction_type", restriction.type?.text],
      ["expiration", restriction.expiresSeconds]
    ])
  )
}

const noteGroup = (reading: Reading.Reading, event: GroupChanged): void => {
  noteAll(reading, event.path, [
    ["group_id", event.groupId],
    ["type", event.change?.text],
    ["request_id", event.requestId],
    ...dated(event)
  ])
  const lists: ReadonlyArray<readonly [string, ReadonlyArray<Participant>]> = [
    ["added_participants", event.added],
    ["removed_participants", event.removed],
    ["failed_participants", event.failed]
  ]
  for (const [list, participants] of lists) {
    participants.forEach(({ input, waId }, position) =>
      noteAll(reading, `${event.path}.${list}[${position}]`, [
        ["input", input],
        ["wa_id", waId]
      ])
    )
  }
  noteCodes(reading, `${event.path}.errors`, event.errors)
}

const noteTold = (reading: Reading.Reading, event: Told): void => {
  switch (event._tag) {
    case "AccountChanged":
      return noteAccount(reading, event)
    case "GroupChanged":
      return noteGroup(reading, event)
    case "HistoryRead":
      return noteHistory(reading, event)
    case "HistoryMessageRead":
      return notePast(reading, event.message)
    case "MessageEchoed":
      return noteMessage(reading, event.path, event, destination(event))
  }
  noteAll(reading, event.path, pairsOf(event))
  noteAll(reading, event.path, dated(event))
  if ("errors" in event && event._tag !== "FlowChanged") noteCodes(reading, `${event.path}.errors`, event.errors)
}

/** The business fields of a callback as the decoder understood them. */
export const readEvents = (events: ReadonlyArray<Event>): Reading.Reading => {
  const reading = Reading.make()
  for (const event of events) {
    switch (event._tag) {
      case "StatusChanged":
        noteStatus(reading, event)
        break
      case "MessageReceived":
        noteReceived(reading, event)
        break
      case "AccountErrors":
        noteCodes(reading, event.path, event.errors)
        break
      case "Notice":
        break
      default:
        noteTold(reading, event)
    }
  }
  return reading
}
