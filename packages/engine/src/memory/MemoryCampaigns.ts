import * as MessageState from "@sluice/core/delivery/MessageState"
import type { Context } from "effect"
import { Effect, Option, Order } from "effect"
import {
  type Campaign,
  type CampaignChange,
  type CampaignRow,
  type Campaigns,
  type Count,
  fresh,
  type HandedOver,
  stretchRows,
  type Waiting
} from "../ports/Campaigns.ts"
import * as Messages from "./internal/Messages.ts"
import type { CountedStretch, State } from "./internal/State.ts"

type Service = Context.Tag.Service<Campaigns>

const keyOf = (campaignId: string, number: number): string => Messages.pair(campaignId, String(number))

const byNumber = Order.mapInput(Order.number, (row: { readonly number: number }) => row.number)

const countOrder: Order.Order<Count> = Order.combineAll([
  Order.mapInput(Order.string, (count: Count) => count.state),
  Order.mapInput(Order.string, (count: Count) => count.delivery ?? ""),
  Order.mapInput(Order.string, (count: Count) => count.cause ?? "")
])

/** Counts of the same kind as one, in one order. */
const summed = (counts: Iterable<Count>): ReadonlyArray<Count> => {
  const sums = new Map<string, Count>()
  for (const one of counts) {
    const key = JSON.stringify([one.state, one.delivery, one.cause])
    sums.set(key, { ...one, count: one.count + (sums.get(key)?.count ?? 0) })
  }
  return [...sums.values()].sort(countOrder)
}

/** The campaigns of a memory store. */
export const make = (state: State): Service => {
  const {
    campaignOpen,
    campaignPlaces,
    campaignReturned,
    campaignRows,
    campaigns,
    campaignStretches,
    journal,
    messages
  } = state

  const change = (id: string, f: (campaign: Campaign) => CampaignChange | null): boolean => {
    const campaign = campaigns.get(id)
    const changes = campaign === undefined ? null : f(campaign)
    if (campaign === undefined || changes === null) return false
    campaigns.put(id, { ...campaign, ...changes })
    return true
  }

  const found = (id: string): Option.Option<Campaign> => Option.fromNullable(campaigns.get(id))

  const add: Service["add"] = (id, rows, f) =>
    journal.transaction(
      journal.step(() => {
        if (!change(id, f)) return found(id)
        const campaign = campaigns.get(id)
        if (campaign === undefined) return Option.none()
        rows.forEach((row, index) => {
          const number = campaign.rows + index
          campaignRows.put(keyOf(id, number), { ...row, number })
          campaignPlaces.put(row.message.id, { campaignId: id, number })
        })
        campaigns.put(id, { ...campaign, rows: campaign.rows + rows.length })
        return found(id)
      })
    )

  /** The rows that wait, in the order of their numbers. */
  const waiting = (campaign: Campaign, limit: number): ReadonlyArray<CampaignRow> => {
    const returned = [...campaignReturned.values()]
      .filter(({ campaignId }) => campaignId === campaign.id)
      .sort(byNumber)
    const next = Array.from({ length: Math.min(limit, campaign.rows - campaign.handed) }, (_, index) => ({
      number: campaign.handed + index
    }))
    return [...returned, ...next]
      .slice(0, limit)
      .flatMap(({ number }) => campaignRows.get(keyOf(campaign.id, number)) ?? [])
  }

  const touch = (campaignId: string, number: number, touched: (stretch: CountedStretch) => CountedStretch): void => {
    const index = Math.floor(number / stretchRows)
    const key = keyOf(campaignId, index)
    const known = campaignStretches.get(key) ?? { campaignId, index, fedMillis: 0, dueMillis: null, counts: [] }
    campaignStretches.put(key, touched(known))
  }

  /** Writes down what became of the first of `rows`. */
  const handOver = (
    id: string,
    rows: ReadonlyArray<CampaignRow>,
    results: ReadonlyArray<HandedOver>,
    nowMillis: number
  ): number => {
    const campaign = campaigns.get(id)
    if (campaign === undefined) return 0
    let { handed, returned } = campaign
    const skipped = { ...campaign.skipped }
    const taken = rows.slice(0, results.length)
    taken.forEach(({ message, number }, index) => {
      const result = results[index]
      if (number < campaign.handed) {
        campaignReturned.remove(keyOf(id, number))
        returned--
      } else handed++
      if (result?._tag === "Queued") {
        campaignOpen.put(message.id, { campaignId: id, number })
        touch(id, number, (stretch) => ({ ...stretch, fedMillis: nowMillis, dueMillis: nowMillis }))
      } else if (result !== undefined) skipped[result.reason] = (skipped[result.reason] ?? 0) + 1
    })
    campaigns.put(id, { ...campaign, handed, returned, skipped })
    return taken.length
  }

  const feed: Service["feed"] = (id, limit, nowMillis, f) =>
    Effect.gen(function* () {
      const campaign = yield* journal.step(() => campaigns.get(id))
      if (campaign === undefined) return 0
      const rows = yield* journal.step(() => waiting(campaign, limit))
      const results = yield* f(campaign, rows)
      return yield* journal.step(() => handOver(id, rows, results, nowMillis))
    }).pipe(journal.transaction)

  const withdraw: Service["withdraw"] = (id, limit) =>
    journal.transaction(
      journal.step(() => {
        const campaign = campaigns.get(id)
        if (campaign === undefined) return 0
        const taken = [...campaignOpen.entries()]
          .filter(([messageId, { campaignId }]) => {
            const message = messages.table.get(messageId)
            return campaignId === id && message?.state === "queued" && message.attempts === 0
          })
          .sort(([a], [b]) => Order.string(a, b))
          .slice(0, limit)
        for (const [messageId, { number }] of taken) {
          messages.forget(messageId)
          campaignOpen.remove(messageId)
          campaignReturned.put(keyOf(id, number), { campaignId: id, number })
          touch(id, number, (stretch) => ({ ...stretch, dueMillis: stretch.fedMillis }))
        }
        campaigns.put(id, { ...campaign, returned: campaign.returned + taken.length })
        return taken.length
      })
    )

  const sweep: Service["sweep"] = journal.transaction(
    journal.step(() => {
      const sums = new Map<string, Waiting>()
      for (const [messageId, { campaignId }] of campaignOpen.entries()) {
        const message = messages.table.get(messageId)
        if (message === undefined || !MessageState.isOpen(message.state)) {
          campaignOpen.remove(messageId)
          continue
        }
        const { senderId, units } = message
        const key = Messages.pair(campaignId, senderId)
        const sum = sums.get(key) ?? { campaignId, senderId, messages: 0, units: 0 }
        sums.set(key, { ...sum, messages: sum.messages + 1, units: sum.units + units })
      }
      return [...sums].sort(([a], [b]) => Order.string(a, b)).map(([, sum]) => sum)
    })
  )

  /** What the messages of a stretch are now. */
  const countsOf = ({ campaignId, index }: CountedStretch): ReadonlyArray<Count> =>
    summed(
      Array.from({ length: stretchRows }).flatMap((_, offset) => {
        const row = campaignRows.get(keyOf(campaignId, index * stretchRows + offset))
        const message = row === undefined ? undefined : messages.table.get(row.message.id)
        if (message === undefined) return []
        const { delivery, failure, state } = message
        return [{ state, delivery, cause: failure?.cause ?? null, count: 1 }]
      })
    )

  const recount: Service["recount"] = ({ campaignId, limit, nowMillis }, next) =>
    journal.transaction(
      journal.step(() => {
        const due = [...campaignStretches.entries()]
          .filter(
            ([, stretch]) =>
              stretch.dueMillis !== null &&
              stretch.dueMillis <= nowMillis &&
              (campaignId === undefined || stretch.campaignId === campaignId)
          )
          .sort(([, a], [, b]) => (a.dueMillis ?? 0) - (b.dueMillis ?? 0))
          .slice(0, limit)
        for (const [key, stretch] of due) {
          const counts = countsOf(stretch)
          const dueMillis = next({ campaignId: stretch.campaignId, fedMillis: stretch.fedMillis, counts })
          campaignStretches.put(key, { ...stretch, counts, dueMillis })
        }
        return due.length
      })
    )

  const isActive = ({ id, lifecycle }: Campaign): boolean =>
    lifecycle._tag === "Scheduled" ||
    lifecycle._tag === "Running" ||
    lifecycle._tag === "Paused" ||
    [...campaignOpen.values()].some(({ campaignId }) => campaignId === id)

  const byId = Order.mapInput(Order.string, (campaign: Campaign) => campaign.id)

  return {
    create: (campaign) =>
      journal.step(() => {
        if (campaigns.get(campaign.id) === undefined) campaigns.put(campaign.id, fresh(campaign))
      }),
    find: (id) => journal.step(() => found(id)),
    list: ({ accountId, beforeId, limit }) =>
      journal.step(() =>
        [...campaigns.values()]
          .filter(
            (campaign) =>
              (accountId === undefined || campaign.accountId === accountId) &&
              (beforeId === undefined || campaign.id < beforeId)
          )
          .sort(Order.reverse(byId))
          .slice(0, limit)
      ),
    active: journal.step(() => [...campaigns.values()].filter(isActive).sort(byId)),
    modify: (id, f) =>
      journal.step(() => {
        change(id, f)
        return found(id)
      }),
    add,
    feed,
    withdraw,
    open: (id) =>
      journal.step(() =>
        [...campaignOpen.entries()].flatMap(([messageId, { campaignId }]) => {
          const message = messages.table.get(messageId)
          return campaignId === id && message !== undefined && MessageState.isOpen(message.state) ? [messageId] : []
        })
      ),
    openCount: (id) =>
      journal.step(() => [...campaignOpen.values()].filter(({ campaignId }) => campaignId === id).length),
    sweep,
    recount,
    counts: (id) =>
      journal.step(() =>
        summed([...campaignStretches.values()].flatMap(({ campaignId, counts }) => (campaignId === id ? counts : [])))
      )
  }
}
