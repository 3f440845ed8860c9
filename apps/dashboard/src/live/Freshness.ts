import type { EventType } from "@sluice/core/subscription/EventType"

/** The parts of the page that are read apart from one another. */
export const parts = [
  "sends",
  "budgets",
  "holds",
  "standing",
  "queue",
  "campaigns",
  "failures",
  "callbacks",
  "messages",
  "alerts"
] as const
export type Part = (typeof parts)[number]

const messages: ReadonlyArray<Part> = ["sends", "budgets", "queue", "messages", "campaigns"]
const failures: ReadonlyArray<Part> = [...messages, "failures"]
const limits: ReadonlyArray<Part> = ["holds", "budgets"]

/** The events of the feed that are listened to, with the parts that each makes old; everything is read again now and then anyway. */
export const touched = {
  "message.accepted": messages,
  "message.sent": messages,
  "message.delivered": messages,
  "message.read": messages,
  "message.undelivered": failures,
  "message.uncertain": messages,
  "message.deferred": messages,
  "message.failed": failures,
  "message.dead": failures,
  "message.cancelled": messages,
  "message.replayed": messages,
  "number.quality": limits,
  "account.changed": limits,
  "account.alert": limits,
  "account.errors": limits
} as const satisfies Partial<Record<EventType, ReadonlyArray<Part>>>

/** How often a part is read again without any event: milliseconds. */
export const pollMillis: Readonly<Record<Part, number>> = {
  sends: 10_000,
  budgets: 5_000,
  holds: 5_000,
  standing: 30_000,
  queue: 5_000,
  campaigns: 5_000,
  failures: 30_000,
  callbacks: 15_000,
  messages: 15_000,
  alerts: 10_000
}

/** However many events come, a part is read again no sooner than this after the last time. */
export const calmMillis = 2_000
