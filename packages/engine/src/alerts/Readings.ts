import type { Place } from "@sluice/core/alert/AlertRule"
import type { Reading } from "@sluice/core/alert/Condition"
import type { Seen } from "@sluice/core/alert/Round"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import type { Provider } from "@sluice/core/failure/Provider"
import type { Policy } from "@sluice/core/policy/Policy"
import type { Account, Sender } from "../ports/Directory.ts"
import * as AccountReadings from "./AccountReadings.ts"
import { type Facts, policyOf } from "./Facts.ts"
import * as SenderReadings from "./SenderReadings.ts"
import type { Taken } from "./SenderReadings.ts"
import * as VitalReadings from "./VitalReadings.ts"

/** There is one; the key of what belongs to no account. */
const installation: Place = { installation: "here" }

const books = new WeakMap<Policy, Rulebook.Rulebook>()

/** The rules of a policy, made once. */
export const rulesOf = (policy: Policy): Rulebook.Rulebook => {
  const known = books.get(policy)
  if (known !== undefined) return known
  const made = Rulebook.fromPolicy(policy)
  books.set(policy, made)
  return made
}

const slowest = (values: ReadonlyArray<number | null>): Reading | null => {
  const known = values.flatMap((value) => (value === null ? [] : [value]))
  return known.length === 0 ? null : { _tag: "Value", value: Math.max(...known) }
}

/** What is measured of one provider, over all accounts with it. */
const ofProvider = (facts: Facts, provider: Provider, senders: ReadonlyArray<Sender>): ReadonlyArray<Taken> => {
  const place = { ...installation, provider }
  const stats = senders.flatMap(({ id }) => facts.stats.get(id) ?? [])
  let [part, whole] = [0, 0]
  for (const one of stats) {
    const { causes, ended, uncertain } = SenderReadings.endings(provider, one)
    whole += ended + uncertain
    part += uncertain
    for (const [cause, count] of causes) if (SenderReadings.isOutage(cause)) part += count
  }
  const paths = new Set(
    facts.drifted.flatMap((one) => (one.provider === provider && one.kind === "unknown" ? [one.path] : []))
  )
  return [
    { measure: "provider.outageAnswers", place, reading: { _tag: "Part", part, whole } },
    { measure: "provider.answerMillisP95", place, reading: slowest(stats.map((one) => one.answerMillisP95)) },
    { measure: "send.endToEndMillisP95", place, reading: slowest(stats.map((one) => one.deliveryMillisP95)) },
    { measure: "callback.unknownPaths", place, reading: { _tag: "Count", count: paths.size } }
  ]
}

const ofInstallation = (facts: Facts): ReadonlyArray<Taken> => {
  const { calibratedMillis, nowMillis, oldestPendingMillis, vitals, waitedMillis } = facts
  const waiting = oldestPendingMillis === null ? null : nowMillis - oldestPendingMillis
  return [
    { measure: "decoder.calibrated", place: installation, reading: { _tag: "Moment", atMillis: calibratedMillis } },
    { measure: "callback.processedMillisP95", place: installation, reading: slowest([waitedMillis, waiting]) },
    ...VitalReadings.of(vitals, installation)
  ]
}

const ofAccount = (facts: Facts, account: Account): ReadonlyArray<Taken> => {
  const senders = facts.senders.filter(({ accountId }) => accountId === account.id)
  const place = { ...installation, provider: account.provider, account: account.id }
  const businesses = new Map(senders.map((sender) => [sender.businessId, sender]))
  const at = (sender: Sender): Place => ({ ...place, business: sender.businessId, portfolio: sender.businessId })
  const codes = new Set(
    senders.flatMap(({ id }) => {
      const stats = facts.stats.get(id)
      return stats === undefined ? [] : SenderReadings.unknownCodes(account.provider, stats)
    })
  )
  return [
    ...AccountReadings.of(facts, account, senders, place),
    ...[...businesses.values()].flatMap((sender) => AccountReadings.ofBusiness(facts, sender, at(sender))),
    ...senders.flatMap((sender) =>
      SenderReadings.of(facts, sender, account.provider, { ...at(sender), sender: sender.id })
    ),
    ...[...codes].map((code): Taken => ({
      measure: "failure.unknownCode",
      place: { ...place, code },
      reading: { _tag: "State", state: "seen" }
    }))
  ]
}

/**
 * Everything that the facts say, by the policy that judges it: an account's by the policy of its numbers, what belongs to none by that of the
 * first number there is. Pure.
 */
export const of = (facts: Facts): ReadonlyArray<Seen> => {
  const whole = rulesOf(policyOf(facts.senders))
  const seen = (rules: Rulebook.Rulebook, taken: ReadonlyArray<Taken>): Seen => ({
    rules,
    measured: VitalReadings.forRules(rules, taken)
  })
  const providers = [...new Set(facts.accounts.map(({ provider }) => provider))]
  const accountsOf = (provider: Provider) =>
    new Set(facts.accounts.flatMap((account) => (account.provider === provider ? [account.id] : [])))
  return [
    // Those first that explain others: an outage, before what it makes of every account.
    ...providers.map((provider) => {
      const ids = accountsOf(provider)
      return seen(
        whole,
        ofProvider(
          facts,
          provider,
          facts.senders.filter(({ accountId }) => ids.has(accountId))
        )
      )
    }),
    seen(whole, ofInstallation(facts)),
    ...facts.accounts.map((account) =>
      seen(
        rulesOf(policyOf(facts.senders.filter(({ accountId }) => accountId === account.id))),
        ofAccount(facts, account)
      )
    )
  ]
}
