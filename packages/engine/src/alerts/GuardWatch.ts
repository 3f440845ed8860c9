import * as IntakeGuard from "@sluice/core/guard/IntakeGuard"
import * as RefusedCallbacks from "@sluice/core/guard/RefusedCallbacks"
import { shipped } from "@sluice/core/policy/Policy"
import { Clock, Duration, Effect } from "effect"
import { type Address, Intake } from "../intake/Intake.ts"
import * as KeptRefusals from "../intake/KeptRefusals.ts"
import * as RecentCount from "../intake/RecentCount.ts"
import type { Report, Unkept } from "../intake/RefusalBook.ts"
import * as Refused from "../metrics/Refused.ts"
import { Vitals } from "../ports/Vitals.ts"
import type { Vital } from "../ports/Vitals.ts"
import * as Gauges from "./Gauges.ts"

/** How often the guards are looked at; milliseconds of the clock. */
export interface Options {
  /** Name of this process; no other that runs has it. */
  readonly source: string
  readonly everyMillis: number
}

/** Often enough that a bad signature is told of long before its minute is over (GD-03). */
export const everyMillis = 5_000

/** What the guards of one address show, by what is measured of them. */
const ofAddress = ({ accountId, guards, policy }: Address, nowMillis: number): ReadonlyArray<Vital> => {
  const place = { intake: accountId, account: accountId }
  const windowMillis = policy.receiving.badSignatureAlertMillis
  const paused = IntakeGuard.admits(guards.intake, nowMillis)._tag === "Refused"
  return [
    {
      measure: "callback.badSignatures",
      place,
      reading: { _tag: "Count", count: RecentCount.within(guards.badSignatures, windowMillis, nowMillis) }
    },
    { measure: "intake.guard", place, reading: { _tag: "State", state: paused ? "paused" : "open" } }
  ]
}

const ofProcess = (gauge: Gauges.Gauge): ReadonlyArray<Vital> => {
  const reading = Gauges.reading(gauge)
  return reading === null ? [] : [{ measure: gauge, place: {}, reading }]
}

/**
 * Reports what the process that takes callbacks in knows alone: what its guards show (SPEC GD-02, GD-03), how fast it answers (WH-01), and how fast
 * it judges numbers (PH-07). The alerts on it are for the one that watches (`AlertWatch`), which puts the reports of all processes together.
 *
 * Everything that is refused at the doors is in a line of the log besides, with how many came, why, and from when to when, a minute after the line before
 * of the same account; and on record, where `sluice callbacks refused` shows it: also where nobody watches.
 */
export const run = Effect.fn("GuardWatch.run")(function* (options: Options) {
  const intake = yield* Intake
  const vitals = yield* Vitals
  const { refusals } = intake

  const tell = ({ accountId, alert, tallies }: Report) =>
    Effect.logWarning(
      `${RefusedCallbacks.count(tallies)} callbacks were refused: ${tallies.map(RefusedCallbacks.line).join("; ")}`
    ).pipe(Effect.annotateLogs({ account: accountId ?? Refused.unknown, ...alert }))

  const keep = (unkept: Unkept) =>
    Effect.onError(KeptRefusals.add(unkept), () => Effect.sync(() => refusals.putBack(unkept)))

  /** Each, also where another fails; a process that ends writes down what it has begun with. */
  const keepAll = Effect.suspend(() => Effect.partition(refusals.take(), keep)).pipe(
    Effect.flatMap(([[failure]]) => (failure === undefined ? Effect.void : Effect.fail(failure))),
    Effect.uninterruptible
  )

  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const addresses = yield* intake.addresses
    const apart = new Map(
      addresses.map(({ accountId, policy }) => [accountId, policy.receiving.badSignatureAlertMillis])
    )
    const apartMillisOf = (accountId: string | null) =>
      apart.get(accountId ?? "") ?? shipped.guide.receiving.badSignatureAlertMillis
    yield* Effect.forEach(refusals.due(apartMillisOf, nowMillis), tell, { discard: true })
    yield* keepAll
    yield* vitals.report({
      source: options.source,
      atMillis: nowMillis,
      vitals: [
        ...addresses.flatMap((address) => ofAddress(address, nowMillis)),
        ...ofProcess("callback.answerMillisP99"),
        ...ofProcess("numbers.judgementMillisMax")
      ]
    })
  })

  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("the guards could not be looked at; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever,
    Effect.onInterrupt(() => Effect.ignore(keepAll))
  )
})
