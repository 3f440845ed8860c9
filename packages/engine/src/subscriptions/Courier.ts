import * as DeliveryPlan from "@sluice/core/subscription/DeliveryPlan"
import * as Selection from "@sluice/core/subscription/Selection"
import * as Standing from "@sluice/core/subscription/Standing"
import { Clock, Duration, Effect, FiberMap, Option, Random } from "effect"
import * as Notice from "../forwarding/Notice.ts"
import * as Work from "../metrics/Work.ts"
import { Feed } from "../ports/Feed.ts"
import type { FeedEvent } from "../ports/Feed.ts"
import { Spans } from "../ports/Spans.ts"
import { Subscriptions } from "../ports/Subscriptions.ts"
import type { Filling, Handover, Outcome, Subscription } from "../ports/Subscriptions.ts"
import * as DeliverySpans from "../tracing/DeliverySpans.ts"
import * as Body from "./Body.ts"
import * as HandingOver from "./HandingOver.ts"

/** How events are handed over; milliseconds of the engine's clock. */
export interface Options {
  /** How soon something new is seen. */
  readonly pollMillis: number
  /** Tries that are under way for one subscriber at the same time. */
  readonly concurrency: number
  /** Longer than a try takes: what is not recorded by then is tried again. */
  readonly leaseMillis: number
  /** Events of the feed that are looked at in one step. */
  readonly readMax: number
  /** What waits for a subscriber at most; the rest waits in the feed. */
  readonly waitingMax: number
  /** How long events and deliveries are kept: longer than a subscriber may fail (`Standing.failingMillisMax`). */
  readonly keepMillis: number
  readonly maintainMillis: number
}

/** For a clock that keeps real time; a faster one needs polls and leases longer by as much. Events are kept two days longer than a subscriber may fail. */
export const defaults: Options = {
  pollMillis: 100,
  concurrency: 16,
  leaseMillis: 60_000,
  readMax: 500,
  waitingMax: 10_000,
  keepMillis: 7 * 86_400_000,
  maintainMillis: 600_000
}

/** In the platform's own shape the body is made when it is handed over; what waits says what of. */
const noticeOf = (event: FeedEvent): string | null => {
  const notice = Notice.of(event)
  return notice === null ? null : Notice.write(notice)
}

const bodyOf: Filling["bodyOf"] = (subscription, event) => {
  if (!Selection.picks(subscription, event)) return null
  return subscription.target.kind === "cloud-api" ? noticeOf(event) : Body.of(event)
}

const make = Effect.gen(function* () {
  const subscriptions = yield* Subscriptions
  const spans = yield* Spans
  const handOver = yield* HandingOver.make

  /** One event, once: told, counted and written down. */
  const tell = Effect.fnUntraced(function* (subscription: Subscription, handover: Handover) {
    const startMillis = yield* Clock.currentTimeMillis
    const reply = yield* handOver(subscription, { id: Body.nameOf(handover.eventId), body: handover.body })
    const endMillis = yield* Clock.currentTimeMillis
    Work.told(subscription.target.kind, reply._tag)
    if (spans !== null) DeliverySpans.told(spans, subscription, handover, reply, { startMillis, endMillis })
    const { attempt, eventId } = handover
    const tried = DeliveryPlan.tried(DeliveryPlan.standard, attempt, reply, yield* Random.next, endMillis)
    const outcome: Outcome = { eventId, attempt, ...tried }
    return { reply, outcome }
  })

  /** Writes the standing where it changes, and wakes somebody where that ends it. */
  const judge = Effect.fnUntraced(function* (
    id: string,
    before: Standing.Standing,
    replies: ReadonlyArray<DeliveryPlan.Reply>
  ) {
    const nowMillis = yield* Clock.currentTimeMillis
    const told = Standing.toldBy(replies)
    if (Standing.evolve(before, told, nowMillis) === before) return
    let disabled = false
    const after = yield* subscriptions.modify(id, ({ secrets, standing }) => {
      const next = Standing.evolve(standing, told, nowMillis)
      disabled = next._tag === "Disabled" && standing._tag === "Enabled"
      return next === standing ? null : { secrets, standing: next }
    })
    if (!disabled || Option.isNone(after)) return
    const { accountId, name } = after.value
    const why = told === "gone" ? "it answered 410" : "it has taken nothing for five days"
    yield* Effect.logError(
      `subscription ${JSON.stringify(name)} is told nothing any more: ${why}; mend it, then \`sluice subscriptions enable ${id}\``
    ).pipe(Effect.annotateLogs({ alert: "subscription-disabled", subscriptionId: id, accountId: accountId ?? "all" }))
  })

  /** Everything that there is to do for one subscriber now. */
  const round = Effect.fnUntraced(function* (subscriptionId: string, options: Options) {
    const { concurrency, leaseMillis, readMax, waitingMax } = options
    for (;;) {
      const nowMillis = yield* Clock.currentTimeMillis
      const filled = yield* subscriptions.fill({ subscriptionId, nowMillis, readMax, waitingMax, bodyOf })
      const claimed = yield* subscriptions.claim({ subscriptionId, nowMillis, leaseMillis, limit: concurrency })
      if (claimed.length === 0) {
        if (filled === 0) return
        continue
      }
      const found = yield* subscriptions.find(subscriptionId)
      if (Option.isNone(found)) return
      const tries = yield* Effect.forEach(claimed, (handover) => tell(found.value, handover), { concurrency })
      yield* subscriptions.record(
        subscriptionId,
        tries.map(({ outcome }) => outcome)
      )
      yield* judge(
        subscriptionId,
        found.value.standing,
        tries.map(({ reply }) => reply)
      )
    }
  })

  return { round }
})

const maintain = (options: Options) =>
  Effect.gen(function* () {
    const feed = yield* Feed
    const subscriptions = yield* Subscriptions
    const nowMillis = yield* Clock.currentTimeMillis
    const beforeMillis = nowMillis - options.keepMillis
    yield* feed.maintain({ nowMillis, beforeMillis })
    yield* subscriptions.forget(beforeMillis)
  }).pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("old events could not be forgotten; it tries again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.maintainMillis))),
    Effect.forever
  )

/**
 * Hands events over to subscribers, for as long as it runs (DESIGN, telling others; ADR 14).
 *
 * Each subscriber has a fiber, a queue and a bound of its own, so that one that is away slows nobody else. An event is durable in the queue before it
 * is tried and recorded after it: a process that dies between repeats it under the same id.
 *
 * Run it once in the whole deployment; twice does no harm.
 */
export const run = Effect.fn("Courier.run")(function* (options: Options) {
  const subscriptions = yield* Subscriptions
  const { round } = yield* make
  const fibers = yield* FiberMap.make<string>()

  const look = Effect.gen(function* () {
    const ids = yield* subscriptions.withWork(yield* Clock.currentTimeMillis)
    for (const id of ids) {
      const guarded = Effect.catchAllCause(round(id, options), (cause) =>
        Effect.logWarning(`events could not be handed to subscription ${id}; it tries again`, cause)
      )
      yield* FiberMap.run(fibers, id, guarded, { onlyIfMissing: true })
    }
  }).pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("subscriptions could not be looked at; it tries again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
    Effect.forever
  )
  return yield* Effect.zipRight(look, maintain(options), { concurrent: true })
}, Effect.scoped)
