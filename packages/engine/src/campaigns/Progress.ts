import * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import * as Rate from "@sluice/core/campaign/Rate"
import * as Recount from "@sluice/core/campaign/Recount"
import * as MessageState from "@sluice/core/delivery/MessageState"
import { backlog, type Campaign, type Count, type Stretch } from "../ports/Campaigns.ts"

/** Where the rows of a campaign are: the figures below `rows` add up to it. */
export interface Progress {
  readonly rows: number
  /** Still in the list. */
  readonly remaining: number
  /** Handed over, and not begun or to be tried again. */
  readonly queued: number
  /** On their way, or without an outcome yet. */
  readonly underway: number
  /** The platform has them, and has told nothing else yet. */
  readonly sent: number
  readonly delivered: number
  readonly read: number
  /** Over without having arrived, whatever for; those that ran out of attempts among them. */
  readonly failed: number
  /** Taken back, or never to leave since the campaign was. */
  readonly cancelled: number
  /** Passed over when their turn came. */
  readonly skipped: number
  /** The failed ones, by the catalogue's cause (SF-01). */
  readonly failures: Readonly<Record<string, number>>
  /** Messages a minute lately; null while it does not run, or has only begun to. */
  readonly perMinute: number | null
  /** When the rest will have left at that rate; before it is known, as it was foreseen. Null when it is over, or does not run. */
  readonly finishMillis: number | null
}

const sum = (counts: Iterable<number>): number => {
  let total = 0
  for (const count of counts) total += count
  return total
}

/** Rows of which nothing waits any more, neither in the list nor in the outbox. */
export const left = (campaign: Campaign, open: number): number => campaign.handed - campaign.returned - open

type Kind = "delivered" | "read" | "failed" | "cancelled" | "underway" | "other"

const kindOf = ({ delivery, state }: Count): Kind => {
  switch (state) {
    case "failed":
    case "dead":
      return "failed"
    case "cancelled":
      return "cancelled"
    case "sending":
    case "uncertain":
      return "underway"
    case "queued":
      return "other"
    case "accepted":
      break
  }
  switch (delivery) {
    case "read":
    case "played":
      return "read"
    case "delivered":
      return "delivered"
    case "failed":
      return "failed"
    case "sent":
    case null:
      return "other"
  }
}

const failuresOf = (counts: ReadonlyArray<Count>): Readonly<Record<string, number>> => {
  const failures: Record<string, number> = {}
  for (const one of counts) {
    if (kindOf(one) !== "failed") continue
    const cause = one.cause ?? "unknown"
    failures[cause] = (failures[cause] ?? 0) + one.count
  }
  return failures
}

const finishOf = (campaign: Campaign, perMinute: number | null, waiting: number, nowMillis: number): number | null => {
  if (!Lifecycle.feeds(campaign.lifecycle) && campaign.lifecycle._tag !== "Scheduled") return null
  const byRate = Rate.finishMillis(perMinute, waiting, nowMillis)
  const foreseen = campaign.outlook?.finishMillis ?? null
  return byRate ?? (foreseen === null ? null : Math.max(foreseen, nowMillis))
}

/**
 * What there is to say about a campaign now.
 *
 * What waits and what has left is known to the message. How the ones that left fare is as old as their last count, and those that nothing
 * is known of yet count as sent.
 *
 * @param open messages in the outbox that are not over.
 */
export const of = (campaign: Campaign, open: number, counts: ReadonlyArray<Count>, nowMillis: number): Progress => {
  const kinds = new Map<Kind, number>()
  for (const one of counts) kinds.set(kindOf(one), (kinds.get(kindOf(one)) ?? 0) + one.count)
  const of = (kind: Kind): number => kinds.get(kind) ?? 0
  const waiting = backlog(campaign)
  const isCancelled = campaign.lifecycle._tag === "Cancelled"
  const skipped = sum(Object.values(campaign.skipped))
  const underway = Math.min(open, of("underway"))
  const told = of("delivered") + of("read") + of("failed") + of("cancelled")
  const gone = left(campaign, open)
  const perMinute = Lifecycle.feeds(campaign.lifecycle) ? Rate.perMinute(campaign.marks, gone, nowMillis) : null
  return {
    rows: campaign.rows,
    remaining: isCancelled ? 0 : waiting,
    queued: open - underway,
    underway,
    sent: Math.max(0, gone - skipped - told),
    delivered: of("delivered"),
    read: of("read"),
    failed: of("failed"),
    cancelled: of("cancelled") + (isCancelled ? waiting : 0),
    skipped,
    failures: failuresOf(counts),
    perMinute,
    finishMillis: finishOf(campaign, perMinute, waiting + open, nowMillis)
  }
}

/** Whether nothing more can come of messages that were counted so. */
const isSettled = (counts: ReadonlyArray<Count>): boolean =>
  counts.length > 0 && counts.every((one) => kindOf(one) === "read" || kindOf(one) === "cancelled")

const isOpen = (counts: ReadonlyArray<Count>): boolean => counts.some(({ state }) => MessageState.isOpen(state))

/** When a stretch is counted next. */
export const recounted =
  (nowMillis: number) =>
  ({ counts, fedMillis }: Stretch): number | null =>
    Recount.nextMillis(fedMillis, isSettled(counts), nowMillis, isOpen(counts))
