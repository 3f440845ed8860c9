import * as Round from "@sluice/core/alert/Round"
import { Clock, Duration, Effect, Option } from "effect"
import { AlertBook } from "../ports/AlertBook.ts"
import { AlertChannels } from "../ports/AlertChannels.ts"
import { Directory } from "../ports/Directory.ts"
import { Vitals } from "../ports/Vitals.ts"
import * as AlertTidings from "./AlertTidings.ts"
import * as Facts from "./Facts.ts"
import * as Readings from "./Readings.ts"

/** Milliseconds of the engine's clock. */
export interface Options {
  /** Name of this process: while it leads, no other looks. */
  readonly holder: string
  /**
   * How long a process that died keeps the lead: longer than a look takes, and so short that what it would have told is told within its minute all
   * the same (GD-03).
   */
  readonly leaseMillis: number
  /** How long alerts that are over are kept, with their letters. */
  readonly keepMillis: number
  readonly maintainMillis: number
}

/** All but the name of the process. The lease is a third of the minute of GD-03, which leaves time for another process to take over and look. */
export const defaults: Omit<Options, "holder"> = {
  leaseMillis: 20_000,
  keepMillis: 90 * 86_400_000,
  maintainMillis: 3_600_000
}

/** What was seen just now, beside the looks at everything: its alerts fire at once. For whoever knows of something before the next look. */
export const see = Effect.fn("AlertWatch.see")(function* (seen: Round.Seen) {
  const book = yield* AlertBook
  const channels = yield* AlertChannels
  const nowMillis = yield* Clock.currentTimeMillis
  const turn = yield* book.turn(null, (known) => {
    const made = Round.look(known, [seen], channels, nowMillis)
    return [made, made]
  })
  yield* AlertTidings.tell(Option.match(turn, { onNone: () => [], onSome: ({ told }) => told }))
})

/** One look at everything, if this process leads: true when it did. */
export const look = Effect.fn("AlertWatch.look")(function* ({ holder, leaseMillis }: Options) {
  const book = yield* AlertBook
  const channels = yield* AlertChannels
  const beganMillis = yield* Clock.currentTimeMillis
  const leads = yield* book.lead({ holder, nowMillis: beganMillis, untilMillis: beganMillis + leaseMillis })
  if (!leads) return false
  const facts = yield* Facts.gather(beganMillis)
  const seen = Readings.of(facts)
  const nowMillis = yield* Clock.currentTimeMillis
  const turn = yield* book.turn(holder, (known) => {
    const rest = Round.unseen(known, seen, Readings.rulesOf(Facts.policyOf(facts.senders)))
    const made = Round.look(known, [...seen, rest], channels, nowMillis)
    return [made, made]
  })
  if (Option.isNone(turn)) return false
  yield* AlertTidings.tell(turn.value.told)
  return true
})

/** Gives the lead up, so that whoever follows looks at once. A store that is away keeps it until the lease is over. */
const yieldLead = Effect.fn("AlertWatch.yieldLead")(function* ({ holder }: Options) {
  const book = yield* AlertBook
  const nowMillis = yield* Clock.currentTimeMillis
  yield* book.lead({ holder, nowMillis, untilMillis: nowMillis })
}, Effect.ignore)

const forget = Effect.fnUntraced(function* ({ keepMillis }: Options) {
  const book = yield* AlertBook
  const vitals = yield* Vitals
  const nowMillis = yield* Clock.currentTimeMillis
  yield* book.forget(nowMillis - keepMillis)
  yield* vitals.forget(nowMillis - keepMillis)
})

/**
 * Looks at every alert rule, for as long as it runs (SPEC GD-03; `alerting.lookMillis`). Any number of processes may run it: one leads at a time,
 * and another takes over when it ends, or within `leaseMillis` of its death. States are in the store, so nothing begins anew with it.
 *
 * A look that fails is told in the log and tried again at its time: alerts are late then, and none is lost.
 */
export const run = Effect.fn("AlertWatch.run")(function* (options: Options) {
  const directory = yield* Directory
  let maintainedMillis = Number.NEGATIVE_INFINITY
  const maintained = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    if (nowMillis - maintainedMillis < options.maintainMillis) return
    maintainedMillis = nowMillis
    yield* forget(options)
  })
  let leads = false
  const looked = Effect.map(look(options), (led) => {
    leads = led
  })
  const round = Effect.zipRight(looked, maintained).pipe(
    Effect.catchAllCause((cause) => Effect.logError("alerts could not be looked at; tried again", cause))
  )
  return yield* Effect.forever(
    Effect.gen(function* () {
      yield* round
      const { alerting } = Facts.policyOf(yield* directory.senders)
      yield* Effect.sleep(Duration.millis(alerting.lookMillis))
    })
  ).pipe(Effect.ensuring(Effect.suspend(() => (leads ? yieldLead(options) : Effect.void))))
})
