import type { DeliveryStatus } from "../delivery/Delivery.ts"
import type { State } from "../delivery/MessageState.ts"
import type { Event } from "../callback/Event.ts"

/**
 * What subscribers can be told of (DESIGN, telling others). A name never changes its meaning; new ones come.
 *
 * `message.*` of what was sent, but for `message.received`; `alert.*` of our own alerts; the others are the platform's notices. `notice` is whatever the platform told that no
 * other type covers, as it came. `contact.stopped` and `contact.resumed` tell what a person said, or the platform for them,
 * about being written to; each time that they say it.
 */
export const all = [
  "message.accepted",
  "message.sent",
  "message.delivered",
  "message.read",
  "message.played",
  "message.undelivered",
  "message.uncertain",
  "message.deferred",
  "message.failed",
  "message.dead",
  "message.cancelled",
  "message.replayed",
  "message.received",
  "message.echoed",
  "template.status",
  "template.quality",
  "template.components",
  "template.category",
  "number.quality",
  "number.name",
  "number.security",
  "number.settings",
  "account.changed",
  "account.alert",
  "account.review",
  "account.errors",
  "account.capability",
  "account.payment",
  "account.solution",
  "flow.changed",
  "call.changed",
  "call.status",
  "history.read",
  "history.message",
  "contact.synced",
  "contact.preference",
  "contact.tracked",
  "contact.conversion",
  "contact.stopped",
  "contact.resumed",
  "group.changed",
  "handover.changed",
  "alert.fired",
  "alert.recovered",
  "notice"
] as const

/**
 * A callback came and was believed; `data` names it. It is what subscriptions of the platform's own shape are told of, and nobody else can ask for
 * it: whoever reads our events has what the callback says as the events above. So it is not in `all`.
 */
export const callback = "callback.received"

/** Names what an event is about. */
export type EventType = (typeof all)[number] | typeof callback

/** Where a message stands, as far as subscribers are told. */
export interface Standpoint {
  readonly state: State
  readonly delivery: DeliveryStatus | null
}

const ofDelivery: Readonly<Record<DeliveryStatus, EventType>> = {
  sent: "message.sent",
  delivered: "message.delivered",
  read: "message.read",
  played: "message.played",
  failed: "message.undelivered"
}

const over = (state: State): boolean => state === "failed" || state === "dead" || state === "cancelled"

/**
 * What a step of a message is told as; null for a step that is nobody's business outside: a request that is on its way.
 *
 * One step is told once, by what it says most: a status that also shows that the platform has the message is told as the status.
 */
export const ofStep = (before: Standpoint, after: Standpoint): EventType | null => {
  const status = after.delivery === null || after.delivery === before.delivery ? null : ofDelivery[after.delivery]
  if (after.state === before.state) return after.state === "accepted" ? status : null
  switch (after.state) {
    case "sending":
      return null
    case "accepted":
      return status ?? "message.accepted"
    case "queued":
      return over(before.state) ? "message.replayed" : "message.deferred"
    case "uncertain":
      return "message.uncertain"
    case "failed":
      return "message.failed"
    case "dead":
      return "message.dead"
    case "cancelled":
      return "message.cancelled"
  }
}

/** Statuses are told by the step that they take their message. */
const ofTag: Readonly<Record<Event["_tag"], EventType | null>> = {
  StatusChanged: null,
  MessageReceived: "message.received",
  MessageEchoed: "message.echoed",
  TemplateStatusChanged: "template.status",
  TemplateQualityChanged: "template.quality",
  TemplateComponentsChanged: "template.components",
  TemplateCategoryChanged: "template.category",
  NumberQualityChanged: "number.quality",
  NumberNameReviewed: "number.name",
  NumberSecurityChanged: "number.security",
  NumberSettingsChanged: "number.settings",
  AccountChanged: "account.changed",
  AccountAlerted: "account.alert",
  AccountReviewed: "account.review",
  AccountErrors: "account.errors",
  CapabilityChanged: "account.capability",
  PaymentConfigurationChanged: "account.payment",
  SolutionChanged: "account.solution",
  FlowChanged: "flow.changed",
  CallChanged: "call.changed",
  CallStatusChanged: "call.status",
  HistoryRead: "history.read",
  HistoryMessageRead: "history.message",
  ContactSynced: "contact.synced",
  PreferenceChanged: "contact.preference",
  ActionTracked: "contact.tracked",
  ConversionDetected: "contact.conversion",
  GroupChanged: "group.changed",
  HandoverChanged: "handover.changed",
  Notice: "notice"
}

/** What an event of a callback is told as; null where a message's step tells it. */
export const ofCallback = (event: Event): EventType | null => ofTag[event._tag]
