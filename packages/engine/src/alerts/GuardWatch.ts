import type { Reading } from "@sluice/core/alert/Condition"
import * as Rulebook from "@sluice/core/alert/Rulebook"
import * as Watch from "@sluice/core/alert/Watch"
import * as IntakeGuard from "@sluice/core/guard/IntakeGuard"
import * as SignatureAlarm from "@sluice/core/guard/SignatureAlarm"
import type { Policy } from "@sluice/core/policy/Policy"
import { Clock, Duration, Effect } from "effect"
import { type Address, Intake } from "../intake/Intake.ts"
import * as RecentCount from "../intake/RecentCount.ts"
import { Alerts } from "../ports/Alerts.ts"

/** How often the guards are looked at; milliseconds of the clock. */
export interface Options {
  readonly everyMillis: number
}

/** Often enough that a bad signature is told of long before its minute is over (GD-03). */
export const defaults: Options = { everyMillis: 5_000 }

/** What the guards of one address show, by the rules that watch them. */
const readings = ({ guards, policy }: Address, nowMillis: number): ReadonlyArray<readonly [string, Reading]> => {
  const windowMillis = policy.receiving.badSignatureAlertMillis
  const paused = IntakeGuard.admits(guards.intake, nowMillis)._tag === "Refused"
  return [
    ["bad-signature", { _tag: "Count", count: RecentCount.within(guards.badSignatures, windowMillis, nowMillis) }],
    ["intake-paused", { _tag: "State", state: paused ? "paused" : "open" }]
  ]
}

/**
 * Raises the alerts of the guards on callbacks (SPEC GD-02, GD-03) in the process that takes them in. A bad signature is told of at the next
 * look; every one of them is in a report, with how many came and from when to when, a minute after the one before.
 *
 * The states live as long as the process: one that starts again tells anew of what still stands.
 */
export const run = Effect.fn("GuardWatch.run")(function* (options: Options) {
  const intake = yield* Intake
  const alerts = yield* Alerts
  const books = new Map<Policy, Rulebook.Rulebook>()
  let states: Watch.States = new Map()

  const bookOf = (policy: Policy): Rulebook.Rulebook => {
    const book = books.get(policy) ?? Rulebook.fromPolicy(policy)
    books.set(policy, book)
    return book
  }

  const look = Effect.fnUntraced(function* (address: Address, nowMillis: number) {
    const { accountId, policy } = address
    const place = { intake: accountId, account: accountId }
    const measured = readings(address, nowMillis).map(([ruleId, reading]) => ({ ruleId, place, reading }))
    const outcome = Watch.look(bookOf(policy), states, measured, nowMillis)
    states = outcome.states
    yield* Effect.forEach(outcome.notices, alerts.tell, { discard: true })
  })

  const report = Effect.fnUntraced(function* ({ accountId, guards, policy }: Address, nowMillis: number) {
    const decision = SignatureAlarm.decide(policy.receiving, guards.alarm, nowMillis)
    if (decision._tag !== "Raises") return
    const { alert } = decision
    yield* Effect.logWarning(`${alert.count} callbacks came with a bad signature`).pipe(
      Effect.annotateLogs({ account: accountId, ...alert })
    )
    yield* intake.update(accountId, (before) => ({
      ...before,
      alarm: SignatureAlarm.raised(before.alarm, alert, nowMillis)
    }))
  })

  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    for (const address of yield* intake.addresses) {
      yield* look(address, nowMillis)
      yield* report(address, nowMillis)
    }
  })

  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("the guards could not be looked at; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
