import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import * as Told from "@sluice/core/standing/Told"
import { Array } from "effect"
import type { Sender } from "../ports/Directory.ts"
import type { Known } from "../ports/PlatformWords.ts"
import type { KeptStanding } from "../ports/SenderStandings.ts"

/** What is known of everything that the senders belong to. */
interface Words {
  readonly ofSender: (sender: Sender) => Told.State
  /** Of each of the platform's accounts that one of ours spans. */
  readonly ofWabas: (accountId: string) => ReadonlyMap<string, Told.State>
}

const index = (known: ReadonlyArray<Known>): Words => {
  const senders = new Map<string, Told.State>()
  const wabas = new Map<string, Map<string, Told.State>>()
  for (const { state, subject } of known) {
    if (subject.kind === "sender") senders.set(JSON.stringify([subject.accountId, subject.id]), state)
    else
      wabas.set(
        subject.accountId,
        (wabas.get(subject.accountId) ?? new Map<string, Told.State>()).set(subject.id, state)
      )
  }
  return {
    ofSender: ({ accountId, id }) => senders.get(JSON.stringify([accountId, id])) ?? Told.initial,
    ofWabas: (accountId) => wabas.get(accountId) ?? new Map()
  }
}

/**
 * Which businesses an account at the platform stands behind: those of whose numbers a callback has told that they belong to it; where ours has but one
 * business, that one.
 */
export const businessesOf = (
  senders: ReadonlyArray<Pick<Sender, "accountId" | "businessId" | "id">>,
  accountId: string,
  belongs: (senderId: string) => boolean
): ReadonlyArray<string> => {
  const own = senders.filter((sender) => sender.accountId === accountId)
  const all = Array.dedupe(own.map(({ businessId }) => businessId))
  return all.length === 1 ? all : Array.dedupe(own.filter(({ id }) => belongs(id)).map(({ businessId }) => businessId))
}

/** A number in coexistence stays so, whatever is told: that is how it is connected, and its pace is the lower one. */
const throughputOf = (sender: Sender, own: Told.State): Sender["throughput"] =>
  sender.throughput === "standard" && Told.text(own, "throughput") === "upgraded" ? "upgraded" : sender.throughput

/**
 * The senders of an accounts file as the platform speaks of them: what it has told stands above what was configured, which stays visible
 * (`Sender.told`). A messaging limit is the portfolio's: the newest word on any number of the business, or on an account behind it, is its limit
 * (CLOUD_API 3.4).
 */
export const over = (senders: ReadonlyArray<Sender>, known: ReadonlyArray<Known>): ReadonlyArray<Sender> => {
  if (known.length === 0) return senders
  const words = index(known)
  const wabaOf = (sender: Sender): string | null => Told.text(words.ofSender(sender), "wabaId")

  /** What was told of the accounts behind each business. */
  const behind = new Map(
    Object.entries(Array.groupBy(senders, ({ businessId }) => businessId)).map(([businessId, siblings]) => {
      const [{ accountId }] = siblings
      const accounts = [...words.ofWabas(accountId)].filter(([waba]) => {
        const belongs = new Set(siblings.filter((one) => wabaOf(one) === waba).map(({ id }) => id))
        return businessesOf(senders, accountId, (id) => belongs.has(id)).includes(businessId)
      })
      const states = accounts.map(([, state]) => state)
      const tier = Told.newest([...siblings.map(words.ofSender), ...states], "messagingTier")?.value ?? null
      return [businessId, { tier, account: states.reduce(Told.merge, Told.initial) }] as const
    })
  )

  return senders.map((sender) => {
    const number = words.ofSender(sender)
    const waba = wabaOf(sender)
    const business = behind.get(sender.businessId)
    const account = (waba === null ? business?.account : words.ofWabas(sender.accountId).get(waba)) ?? Told.initial
    const tier = business?.tier
    const nothing = Object.keys(number).length + Object.keys(account).length === 0
    if (nothing && typeof tier !== "string") return sender
    return {
      ...sender,
      throughput: throughputOf(sender, number),
      ...(typeof tier === "string" ? { messagingTier: tier } : {}),
      told: {
        configured: { throughput: sender.throughput, messagingTier: sender.messagingTier ?? null },
        number,
        account
      }
    }
  })
}

/** The senders with the limits that they have: raised or put back since the accounts file was written (SPEC ST-01, ST-02). */
export const standing = (senders: ReadonlyArray<Sender>, kept: ReadonlyArray<KeptStanding>): ReadonlyArray<Sender> => {
  if (kept.length === 0) return senders
  const states = new Map(kept.map(({ senderId, state }) => [senderId, state]))
  return senders.map((sender) => {
    const state = states.get(sender.id)
    return state === undefined ? sender : { ...sender, tier: SenderStanding.tier(state, sender.tier) }
  })
}
