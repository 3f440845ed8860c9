import * as ApiVersions from "@sluice/core/access/ApiVersions"
import type { Place } from "@sluice/core/alert/AlertRule"
import type { Reading } from "@sluice/core/alert/Condition"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import * as FirstWeek from "@sluice/core/standing/FirstWeek"
import * as Told from "@sluice/core/standing/Told"
import * as Review from "@sluice/core/template/Review"
import * as SharedBudget from "@sluice/core/throttle/SharedBudget"
import * as UniqueRecipients from "@sluice/core/throttle/UniqueRecipients"
import { Option, Schema } from "effect"
import type { Account, Sender } from "../ports/Directory.ts"
import type { AccountCount } from "../ports/SendStats.ts"
import type { Facts } from "./Facts.ts"
import * as BulkStop from "../standing/BulkStop.ts"
import * as KeyWord from "./KeyWord.ts"
import { levelOf, type Taken } from "./SenderReadings.ts"
import * as TooFast from "./TooFast.ts"

const state = (word: string): Reading => ({ _tag: "State", state: word })
const moment = (atMillis: number | null): Reading => ({ _tag: "Moment", atMillis })
const count = (counts: ReadonlyArray<AccountCount>, accountId: string): Reading => ({
  _tag: "Count",
  count: counts.find((one) => one.accountId === accountId)?.count ?? 0
})

const titleOf = (code: number): string | null => Catalogue.lookup(code)?.title ?? null

/** What holds say by the title of the failure that placed them (CLOUD_API 3.3): paying, policies, a lock. */
const titles = { payment: titleOf(131_042), restricted: titleOf(368), locked: titleOf(131_031) } as const

const isHeldFor = ({ holds }: Facts, businessId: string, title: string | null): boolean =>
  title !== null && holds.some(({ hold }) => hold.key === businessId && hold.reason === title)

/** The worst that callbacks told of the platform's accounts behind ours, or that a failure told of this business. */
const statusOf = (facts: Facts, accountId: string, businessId: string): Reading => {
  const said = facts.words.flatMap(({ state: words, subject }) =>
    subject.kind === "waba" && subject.accountId === accountId ? [Told.accountStatus(words, facts.nowMillis)] : []
  )
  if (said.includes("disabled")) return state("disabled")
  if (isHeldFor(facts, businessId, titles.locked)) return state("locked")
  return state(said.includes("restricted") || isHeldFor(facts, businessId, titles.restricted) ? "restricted" : "good")
}

const budgetOf = Schema.decodeUnknownOption(SharedBudget.State)

/**
 * The share of the moving day's unique recipients that is used or leased to a lane (CLOUD_API 3.4). Leases are small slices, so it runs a little
 * ahead of what is used. No reading where the policy has no such limit, or the portfolio none.
 */
const uniqueShare = ({ nowMillis, uniqueBudgets }: Facts, sender: Sender): Reading | null => {
  const { leasing, uniqueRecipients } = sender.policy.pacing
  if (uniqueRecipients === null) return null
  const capacity = UniqueRecipients.capacity(uniqueRecipients, sender.messagingTier ?? null)
  const row = budgetOf(uniqueBudgets.get(sender.businessId))
  if (capacity === null || Option.isNone(row)) return null
  const terms = { capacity, windowMillis: uniqueRecipients.windowMillis, leasing }
  return { _tag: "Value", value: 1 - SharedBudget.free(terms, row.value, nowMillis) / capacity }
}

/** Complaints of the first week, while it is watched (ST-03). */
const firstWeek = ({ firstWeeks, nowMillis, senders, standings }: Facts, sender: Sender): Reading | null => {
  const { businessId, policy } = sender
  const others = senders.filter((other) => other.businessId === businessId && other.id !== sender.id)
  const known = BulkStop.factsOf([sender, ...others], standings)
  if (known === null) return null
  const state = BulkStop.stateOf(firstWeeks.get(businessId))
  const share = FirstWeek.watched(policy.standing, state, known, nowMillis)
  return share === null ? null : { _tag: "Value", value: share }
}

/** What is measured of one business, by one of its numbers. */
export const ofBusiness = (facts: Facts, sender: Sender, place: Place): ReadonlyArray<Taken> => {
  const { accountId, businessId } = sender
  return [
    { measure: "business.hold", place, reading: levelOf(facts.holds, "business", businessId) },
    { measure: "business.firstWeekComplaints", place, reading: firstWeek(facts, sender) },
    {
      measure: "business.payment",
      place,
      reading: state(isHeldFor(facts, businessId, titles.payment) ? "failed" : "good")
    },
    { measure: "business.status", place, reading: statusOf(facts, accountId, businessId) },
    { measure: "portfolio.uniqueShare", place, reading: uniqueShare(facts, sender) }
  ]
}

const templatesOf = (facts: Facts, sender: Sender | undefined, account: Account, place: Place): ReadonlyArray<Taken> =>
  facts.templates
    .filter(({ accountId }) => accountId === account.id)
    .flatMap(({ approval, draft: { language, name } }): ReadonlyArray<Taken> => {
      const at = { ...place, template: `${account.id}/${name}/${language}` }
      const review =
        sender === undefined || approval.status !== "submitted"
          ? null
          : Review.expected(sender.policy.templates, approval, facts.nowMillis)
      return [
        { measure: "template.status", place: at, reading: state(approval.status) },
        { measure: "template.decisionDue", place: at, reading: moment(review?.toMillis ?? null) }
      ]
    })

/** What is measured of one account. */
export const of = (
  facts: Facts,
  account: Account,
  senders: ReadonlyArray<Sender>,
  place: Place
): ReadonlyArray<Taken> => {
  const token = facts.tokens.find(({ accountId }) => accountId === account.id)?.standing
  const own = new Set(senders.map(({ id }) => id))
  const uncertain = facts.uncertain.reduce((sum, { count, senderId }) => (own.has(senderId) ? sum + count : sum), 0)
  const keyCheck = facts.keyChecks.get(account.id) ?? null
  return [
    { measure: "account.token", place, reading: token === undefined ? null : state(token.state) },
    { measure: "account.tokenExpires", place, reading: token === undefined ? null : moment(token.expiresMillis) },
    {
      measure: "account.keyCheck",
      place,
      reading: keyCheck === null ? null : state(KeyWord.of(TooFast.stateOf(keyCheck)))
    },
    { measure: "account.hold", place, reading: levelOf(facts.holds, "account", account.id) },
    {
      measure: "account.versionExpires",
      place,
      reading: account.provider === "cloud-api" ? moment(ApiVersions.endMillis(account.version)) : null
    },
    { measure: "send.uncertain", place, reading: { _tag: "Value", value: uncertain } },
    { measure: "send.deadLetters", place, reading: count(facts.deadLetters, account.id) },
    { measure: "callback.quarantined", place, reading: count(facts.quarantined, account.id) },
    { measure: "callback.last", place, reading: moment(facts.unheard.get(account.id) ?? null) },
    ...templatesOf(facts, senders[0], account, place)
  ]
}
