import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import * as Complaints from "@sluice/core/standing/Complaints"
import * as FirstWeek from "@sluice/core/standing/FirstWeek"
import * as RaiseAdvice from "@sluice/core/standing/RaiseAdvice"
import * as SenderStanding from "@sluice/core/standing/SenderStanding"
import { Array, Clock, Context, Data, Effect, Either, Layer } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory, SenderUnknown } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Holds } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Traffic } from "../ports/Traffic.ts"
import * as BulkStop from "./BulkStop.ts"
import * as Counting from "./Counting.ts"
import * as Looking from "./Looking.ts"

/** How one sender stands, before people. */
export interface ShownStanding {
  readonly sender: Sender
  readonly state: SenderStanding.State
  readonly raise: SenderStanding.Raise
  /** Over the last seven days (ST-01). */
  readonly complaints: Complaints.Share
  /** The mean of the last seven whole days. */
  readonly dailyMessages: number
  /** Null where the sender's policy has no limit that is raised on request: the platform raises its limits by itself. */
  readonly advice: RaiseAdvice.Decision | null
  /** Of the whole business (ST-03); null before its first message. */
  readonly firstWeek: {
    readonly state: FirstWeek.State
    readonly liveMillis: number
    /** The end of the week; a stop outlives it. */
    readonly untilMillis: number
    /** Null where the rule does not watch any more, or nothing was sent. */
    readonly share: number | null
  } | null
}

/** Complaints of one UTC day, all of them so far. */
export interface Report {
  /** Counted from 1970-01-01. */
  readonly day: number
  readonly complaints: number
}

/** A day that has not begun, or is so long ago that no rule looks at it: it is a mistake of whoever reports. */
export class ReportImplausible extends Data.TaggedError("ReportImplausible")<{
  readonly day: number
  readonly firstDay: number
  readonly lastDay: number
}> {
  override get message(): string {
    const [day, first, last] = [this.day, this.firstDay, this.lastDay].map(BusinessDays.toIso)
    return `complaints of ${day} are not taken: days from ${first} to ${last} are (UTC)`
  }
}

const make = Effect.gen(function* () {
  const context = yield* Effect.context<Directory | Holds | LedgerStore | SenderStandings | Traffic>()
  const directory = yield* Directory
  const ledger = yield* LedgerStore
  const standings = yield* SenderStandings

  /** A sender of another account is told like one that does not exist. */
  const find = Effect.fnUntraced(function* (caller: Caller.Caller, senderId: string) {
    const sender = yield* directory.sender(senderId)
    return Caller.mayUse(caller, sender.accountId) ? sender : yield* new SenderUnknown({ senderId })
  })

  const shown = Effect.fnUntraced(function* (sender: Sender) {
    const nowMillis = yield* Clock.currentTimeMillis
    const known = yield* standings.list
    const state = known.find(({ senderId }) => senderId === sender.id)?.state ?? SenderStanding.initial
    const { pacing, standing: policy } = sender.policy
    const siblings = (yield* directory.senders).filter(({ businessId }) => businessId === sender.businessId)
    const facts = Array.isNonEmptyArray(siblings) ? BulkStop.factsOf(siblings, known) : null
    const week = BulkStop.stateOf(yield* ledger.read(BulkStop.scope, sender.businessId))
    const tier = SenderStanding.tier(state, sender.tier)
    const made: ShownStanding = {
      sender: { ...sender, tier },
      state,
      raise: SenderStanding.raise(state),
      complaints: Complaints.share(state.complaints, policy.raiseComplaintMillis, nowMillis),
      dailyMessages: Complaints.dailyMessages(state.complaints, policy.raiseComplaintMillis, nowMillis),
      advice:
        pacing.senderWindow === null
          ? null
          : RaiseAdvice.decide(
              policy,
              pacing.senderWindow,
              { senderId: sender.id, raised: tier === "raised", ...state },
              nowMillis
            ),
      firstWeek:
        facts === null
          ? null
          : {
              state: week,
              liveMillis: facts.liveMillis,
              untilMillis: FirstWeek.endMillis(policy, facts),
              share: FirstWeek.watched(policy, week, facts, nowMillis)
            }
    }
    return made
  })

  const change = Effect.fnUntraced(function* (
    sender: Sender,
    f: (state: SenderStanding.State) => SenderStanding.State
  ) {
    yield* standings.modify(sender.id, (known) => [undefined, f(known ?? SenderStanding.initial)])
    yield* Looking.at([sender], yield* directory.senders)
    return yield* shown(sender)
  }, Effect.provide(context))

  const list = Effect.fn("StandingDesk.list")(function* (caller: Caller.Caller) {
    const own = (yield* directory.senders).filter(({ accountId }) => Caller.mayUse(caller, accountId))
    return yield* Effect.forEach(own, shown)
  })

  const show = Effect.fn("StandingDesk.show")(function* (caller: Caller.Caller, senderId: string) {
    return yield* shown(yield* find(caller, senderId))
  })

  const report = Effect.fn("StandingDesk.report")(function* (
    caller: Caller.Caller,
    senderId: string,
    reports: ReadonlyArray<Report>
  ) {
    const sender = yield* find(caller, senderId)
    const policy = sender.policy.standing
    const lastDay = Complaints.dayOf(yield* Clock.currentTimeMillis)
    const firstDay = lastDay - Complaints.keptDays(policy) + 1
    const wrong = reports.find(({ day }) => day < firstDay || day > lastDay)
    if (wrong !== undefined) return yield* new ReportImplausible({ day: wrong.day, firstDay, lastDay })
    // What was sent comes first: complaints are judged as a share of it.
    yield* Effect.provide(Counting.upToNow(sender), context)
    return yield* change(sender, (state) =>
      reports.reduce((made, one) => SenderStanding.evolve(policy, made, { _tag: "Reported", ...one }), state)
    )
  })

  const describe = Effect.fn("StandingDesk.describe")(function* (
    caller: Caller.Caller,
    senderId: string,
    description: SenderStanding.Description
  ) {
    const sender = yield* find(caller, senderId)
    return yield* change(sender, (state) =>
      SenderStanding.evolve(sender.policy.standing, state, { _tag: "Described", description })
    )
  })

  const stepRaise = Effect.fn("StandingDesk.stepRaise")(function* (
    caller: Caller.Caller,
    senderId: string,
    event: SenderStanding.RaiseEvent
  ) {
    const sender = yield* find(caller, senderId)
    const nowMillis = yield* Clock.currentTimeMillis
    const outcome = yield* standings.modify(sender.id, (known) => {
      const state = known ?? SenderStanding.initial
      const isRaised = SenderStanding.tier(state, sender.tier) === "raised"
      const next = SenderStanding.stepRaise(sender.policy.standing, state, event, isRaised, nowMillis)
      return [next, Either.getOrNull(next)] as const
    })
    yield* outcome
    return yield* shown(sender)
  })

  return { list, show, report, describe, stepRaise }
})

/** How senders stand, before the people who look after them (SPEC ST-01 to ST-03). What they tell is judged at once, and counts in every process. */
export class StandingDesk extends Context.Tag("@sluice/engine/StandingDesk")<
  StandingDesk,
  {
    /** The caller's senders, in the directory's order. */
    readonly list: (caller: Caller.Caller) => Effect.Effect<ReadonlyArray<ShownStanding>, StoreUnavailable>
    readonly show: (
      caller: Caller.Caller,
      senderId: string
    ) => Effect.Effect<ShownStanding, SenderUnknown | StoreUnavailable>
    /** Complaints by day: each replaces what was told of its day before. Nothing is taken where one of them is implausible. */
    readonly report: (
      caller: Caller.Caller,
      senderId: string,
      reports: ReadonlyArray<Report>
    ) => Effect.Effect<ShownStanding, ReportImplausible | SenderUnknown | StoreUnavailable>
    readonly describe: (
      caller: Caller.Caller,
      senderId: string,
      description: SenderStanding.Description
    ) => Effect.Effect<ShownStanding, SenderUnknown | StoreUnavailable>
    readonly stepRaise: (
      caller: Caller.Caller,
      senderId: string,
      event: SenderStanding.RaiseEvent
    ) => Effect.Effect<ShownStanding, SenderStanding.IllegalRaise | SenderUnknown | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<StandingDesk, never, Directory | Holds | LedgerStore | SenderStandings | Traffic> =
    Layer.effect(StandingDesk, make)
}
