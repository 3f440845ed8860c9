import type * as Policy from "@sluice/core/policy/Policy"
import { shipped } from "@sluice/core/policy/Policy"
import * as Credential from "@sluice/engine/directory/Credential"
import * as EndpointJudgement from "@sluice/engine/doctor/EndpointJudgement"
import * as Finding from "@sluice/engine/doctor/Finding"
import * as NumberJudgement from "@sluice/engine/doctor/NumberJudgement"
import * as TokenJudgement from "@sluice/engine/doctor/TokenJudgement"
import type { Account, Sender } from "@sluice/engine/ports/Directory"
import { ProviderInspection } from "@sluice/engine/ports/ProviderInspection"
import * as Inspection from "@sluice/engine/tokens/Inspection"
import { Clock, Effect } from "effect"
import type { Probe } from "../callbacks/verify/Probe.ts"
import * as EndpointFacts from "./EndpointFacts.ts"

/** An account, with what it takes to ask for it. */
export interface Subject {
  readonly account: Account
  readonly senders: ReadonlyArray<Sender>
  readonly source: TokenJudgement.Facts["source"]
}

const policyOf = ({ senders }: Subject): Policy.Policy => senders[0]?.policy ?? shipped.guide

/** How the account's token stands (SF-04), asked of the provider with the token itself. */
const token = Effect.fn("AccountChecks.token")(function* (subject: Subject) {
  const { account, senders, source } = subject
  const credential = Credential.of(account)
  if (credential === null) return [Finding.skipped("token", account.id, "the account presents none")]
  const inspection = yield* Inspection.of(account, senders, credential)
  return TokenJudgement.of(
    { accountId: account.id, senders: senders.map(({ id }) => id), source, ...inspection },
    { leadMillis: policyOf(subject).alerting.tokenLeadMillis, nowMillis: yield* Clock.currentTimeMillis }
  )
})

const endpoints = (probe: Probe, subject: Subject) =>
  Effect.map(EndpointFacts.collect(probe, subject.account), (all) =>
    all.flatMap((facts) => EndpointJudgement.of(facts, policyOf(subject).certainty))
  )

/** Numbers asked about at a time: each is three questions, which count against the account's own limit. */
const numbersAtOnce = 4

/** What the platform says of each number (CLOUD_API 3.4). */
const numbers = Effect.fn("AccountChecks.numbers")(function* ({ account, senders }: Subject) {
  const inspection = yield* ProviderInspection
  const found = yield* Effect.forEach(
    senders,
    (sender) =>
      Effect.match(inspection.number(account, sender), {
        onFailure: (unwilling) => [NumberJudgement.untold(sender, unwilling)],
        onSuccess: (report) => NumberJudgement.of(sender, report)
      }),
    { concurrency: numbersAtOnce }
  )
  return found.flat()
})

/** Everything about an account that its provider can be asked. */
export const run = (probe: Probe, subject: Subject) =>
  Effect.map(
    Effect.all([endpoints(probe, subject), token(subject), numbers(subject)], { concurrency: "unbounded" }),
    (found) => found.flat()
  )
