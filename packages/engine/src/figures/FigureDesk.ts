import { Clock, Context, Effect, Layer } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { type Endings, type SendsOfStep, type Stepped, Traffic, type WaitsOfStep } from "../ports/Traffic.ts"
import * as Budgets from "./Budgets.ts"

const minuteMillis = 60_000

/** Figures with the span that they are of. */
export interface Spanned<A> extends Stepped {
  readonly figures: A
}

/**
 * The last `minutes` minutes in steps of one, the current one included: steps begin on the minute, so that a figure does not change with the moment
 * at which it is asked for.
 */
const lately = (minutes: number, nowMillis: number): Stepped => {
  const untilMillis = (Math.floor(nowMillis / minuteMillis) + 1) * minuteMillis
  return { fromMillis: untilMillis - minutes * minuteMillis, untilMillis, stepMillis: minuteMillis }
}

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const holds = yield* Holds
  const ledgers = yield* LedgerStore
  const traffic = yield* Traffic

  const sendersOf = (caller: Caller.Caller) =>
    Effect.map(directory.senders, (all) => all.filter(({ accountId }) => Caller.mayUse(caller, accountId)))

  const senderIdsOf = (caller: Caller.Caller) => Effect.map(sendersOf(caller), (all) => all.map(({ id }) => id))

  const spanned = <A>(minutes: number, of: (span: Stepped) => Effect.Effect<A, StoreUnavailable>) =>
    Effect.gen(function* () {
      const span = lately(minutes, yield* Clock.currentTimeMillis)
      const answer: Spanned<A> = { ...span, figures: yield* of(span) }
      return answer
    })

  const sends = Effect.fn("FigureDesk.sends")(function* (caller: Caller.Caller, minutes: number) {
    const senderIds = yield* senderIdsOf(caller)
    return yield* spanned(minutes, (span) => traffic.sends({ ...span, senderIds }))
  })

  const endings = Effect.fn("FigureDesk.endings")(function* (caller: Caller.Caller, minutes: number) {
    const senderIds = yield* senderIdsOf(caller)
    return yield* spanned(minutes, (span) => traffic.endings({ ...span, senderIds }))
  })

  const waits = Effect.fn("FigureDesk.waits")(function* (caller: Caller.Caller, minutes: number) {
    const accounts = yield* directory.accounts
    const accountIds = accounts.map(({ id }) => id).filter((id) => Caller.mayUse(caller, id))
    return yield* spanned(minutes, (span) => traffic.waits({ ...span, accountIds }))
  })

  const budgets = Effect.fn("FigureDesk.budgets")(function* (caller: Caller.Caller) {
    const nowMillis = yield* Clock.currentTimeMillis
    const active = yield* holds.active(nowMillis)
    return yield* Effect.forEach(yield* sendersOf(caller), (sender) =>
      Effect.map(ledgers.read("sender", sender.id), (ledger) => Budgets.of(sender, active, ledger, nowMillis))
    )
  })

  return { sends, endings, waits, budgets }
})

/** Figures for the people who watch a gateway: each sees those of the senders and accounts that their key may use. */
export class FigureDesk extends Context.Tag("@sluice/engine/FigureDesk")<
  FigureDesk,
  {
    readonly sends: (
      caller: Caller.Caller,
      minutes: number
    ) => Effect.Effect<Spanned<ReadonlyArray<SendsOfStep>>, StoreUnavailable>
    readonly endings: (caller: Caller.Caller, minutes: number) => Effect.Effect<Spanned<Endings>, StoreUnavailable>
    readonly waits: (
      caller: Caller.Caller,
      minutes: number
    ) => Effect.Effect<Spanned<ReadonlyArray<WaitsOfStep>>, StoreUnavailable>
    /** In the order of the directory. */
    readonly budgets: (caller: Caller.Caller) => Effect.Effect<ReadonlyArray<Budgets.Budget>, StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<FigureDesk, never, Directory | Holds | LedgerStore | Traffic> = Layer.effect(
    FigureDesk,
    make
  )
}
