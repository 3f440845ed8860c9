import type { Alert, Silence } from "@sluice/core/alert/Alert"
import type { Act, Turn } from "@sluice/core/alert/Round"
import * as Round from "@sluice/core/alert/Round"
import { Clock, Context, Data, Effect, Either, Layer, Option } from "effect"
import * as Caller from "../access/Caller.ts"
import { AlertBook } from "../ports/AlertBook.ts"
import type { ChannelReport, Filter } from "../ports/AlertBook.ts"
import { AlertChannels } from "../ports/AlertChannels.ts"
import { Feed } from "../ports/Feed.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as AlertTidings from "./AlertTidings.ts"

/** No alert of that id, or none that the caller may see. */
export class AlertUnknown extends Data.TaggedError("AlertUnknown")<{ readonly id: number }> {
  override get message(): string {
    return `no alert ${this.id}`
  }
}

/** The alert has recovered: there is nothing left to do about it. */
export class AlertOver extends Data.TaggedError("AlertOver")<{ readonly id: number }> {
  override get message(): string {
    return `alert ${this.id} is over`
  }
}

/** No channel of that name is configured. */
export class ChannelUnknown extends Data.TaggedError("ChannelUnknown")<{
  readonly name: string
  readonly known: ReadonlyArray<string>
}> {
  override get message(): string {
    const known = this.known.length === 0 ? "none is configured" : `there are ${this.known.join(", ")}`
    return `no alert channel ${JSON.stringify(this.name)}; ${known}`
  }
}

/** An alert as it is shown. */
export interface ShownAlert {
  readonly alert: Alert
  /** In force now; null where its notices are told. */
  readonly silence: Silence | null
}

/** A channel with how it goes; of one that was never written to, nothing is known. */
export interface ShownChannel {
  readonly name: string
  readonly kind: string
  readonly least: Round.Channel["least"]
  readonly report: ChannelReport | null
}

const make = Effect.gen(function* () {
  const book = yield* AlertBook
  const channels = yield* AlertChannels
  const feed = yield* Feed

  const shown = Effect.fn("AlertDesk.shown")(function* (alerts: ReadonlyArray<Alert>) {
    const nowMillis = yield* Clock.currentTimeMillis
    const kept = yield* book.kept([...new Set(alerts.map(({ key }) => key))])
    return alerts.map((alert): ShownAlert => {
      const silence = kept.get(alert.key)?.silence ?? null
      return { alert, silence: silence !== null && silence.untilMillis > nowMillis ? silence : null }
    })
  })

  const list = Effect.fn("AlertDesk.list")(function* (caller: Caller.Caller, filter: Omit<Filter, "accountId">) {
    return yield* shown(yield* book.list({ ...filter, accountId: caller.accountId }))
  })

  /** An alert of another account, or of none, is told like one that does not exist. */
  const find = Effect.fn("AlertDesk.find")(function* (caller: Caller.Caller, id: number) {
    const found = Option.getOrNull(yield* book.find(id))
    const own = found !== null && (caller.accountId === null || found.place.account === caller.accountId)
    return own ? found : yield* new AlertUnknown({ id })
  })

  const show = Effect.fn("AlertDesk.show")(function* (caller: Caller.Caller, id: number) {
    const [one] = yield* shown([yield* find(caller, id)])
    return one ?? (yield* new AlertUnknown({ id }))
  })

  const act = Effect.fn("AlertDesk.act")(function* (caller: Caller.Caller, id: number, what: Act) {
    yield* find(caller, id)
    const nowMillis = yield* Clock.currentTimeMillis
    const done = yield* book.turn(null, (all): readonly [Turn | null, Turn | null] => {
      const turn = Either.getOrNull(Round.act(all, id, what, caller.name, channels, nowMillis))
      return [turn, turn]
    })
    const turn = Option.getOrNull(done)
    if (turn === null) return yield* new AlertOver({ id })
    yield* Effect.provideService(AlertTidings.tell(turn.told), Feed, feed)
    return yield* show(caller, id)
  })

  const listChannels = Effect.gen(function* () {
    const reports = new Map((yield* book.channels).map((report) => [report.channel, report]))
    return channels.map(({ kind, least, name }): ShownChannel => ({
      name,
      kind,
      least,
      report: reports.get(name) ?? null
    }))
  }).pipe(Effect.withSpan("AlertDesk.channels"))

  const test = Effect.fn("AlertDesk.test")(function* (name: string) {
    const known = channels.map((channel) => channel.name)
    if (!known.includes(name)) return yield* new ChannelUnknown({ name, known })
    const nowMillis = yield* Clock.currentTimeMillis
    yield* book.turn(null, (all) => [undefined, Round.probe(all, name, nowMillis)])
  })

  return { list, show, act, channels: listChannels, test }
})

/** Alerts before people: what stands and stood, who looks after it, and whether those who are to be told can be. */
export class AlertDesk extends Context.Tag("@sluice/engine/AlertDesk")<
  AlertDesk,
  {
    /** Newest first; of the caller's account, or of all and of what belongs to none. */
    readonly list: (
      caller: Caller.Caller,
      filter: Omit<Filter, "accountId">
    ) => Effect.Effect<ReadonlyArray<ShownAlert>, StoreUnavailable>
    readonly show: (caller: Caller.Caller, id: number) => Effect.Effect<ShownAlert, AlertUnknown | StoreUnavailable>
    /** Who acts, and when, stays with the alert. */
    readonly act: (
      caller: Caller.Caller,
      id: number,
      what: Act
    ) => Effect.Effect<ShownAlert, AlertOver | AlertUnknown | StoreUnavailable>
    /** In the order of their configuration. */
    readonly channels: Effect.Effect<ReadonlyArray<ShownChannel>, StoreUnavailable>
    /** Sends a letter through a channel that says that it is a test. What came of it is in `channels` a moment later. */
    readonly test: (name: string) => Effect.Effect<void, ChannelUnknown | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<AlertDesk, never, AlertBook | AlertChannels | Feed> = Layer.effect(AlertDesk, make)
}
