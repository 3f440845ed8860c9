import { Cause, Effect, MutableQueue, Queue, type Scope } from "effect"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { Buffer } from "node:buffer"
import type * as Behaviour from "../config/Behaviour.ts"
import type * as Scheduler from "../clock/Scheduler.ts"
import type * as VirtualClock from "../clock/VirtualClock.ts"
import type * as Directory from "../graph/Directory.ts"
import * as Envelope from "./Envelope.ts"
import * as Post from "./Post.ts"
import * as Signature from "./Signature.ts"

/**
 * Carries updates to the apps that subscribed (WH-01; CLOUD_API 3.6).
 *
 * An app has a mailbox and a few carriers. A carrier takes what is due, up to a batch, signs it and posts it; what is not
 * answered with 200 in time is posted again, the same bytes, at growing intervals for up to seven days, so that nothing
 * is lost while a receiver is down. Nothing leaves while callbacks are paused or the app has no address.
 */
export interface Courier {
  /** Hands one update to every app of the account that has an address. */
  readonly post: (accountId: string, parcel: Parcel) => void
  /** Something that kept carriers waiting may have changed. */
  readonly wake: () => void
  /** Forgets everything that waits; what is on its way is no longer counted. */
  readonly clear: () => void
  readonly counts: () => Counts
}

export interface Parcel {
  readonly update: Envelope.Update
  /** Called once for each app that acknowledged it. */
  readonly acknowledged: () => void
}

/** Updates count once for each app that they go to; posts are requests, each with one update or more. */
export interface Counts {
  readonly queued: number
  readonly acknowledged: number
  /** Given up after `keepMillis`. */
  readonly expired: number
  /** Queued and neither acknowledged nor given up. */
  readonly pending: number
  readonly posts: {
    readonly sent: number
    readonly repeated: number
    readonly acknowledged: number
    /** Answered with another status than 200, not answered in time, not connected. */
    readonly refused: number
    readonly silent: number
    readonly unreachable: number
  }
}

interface Delivery {
  readonly body: Buffer
  readonly signature: string
  readonly parcels: ReadonlyArray<Parcel>
  readonly bornMillis: number
  /** Which life of the courier it belongs to: `clear` begins a new one. */
  readonly life: number
  attempts: number
}

interface Mailbox {
  readonly appId: string
  readonly accountId: string
  readonly fresh: MutableQueue.MutableQueue<Parcel>
  readonly again: MutableQueue.MutableQueue<Delivery>
  /** Calls for one more carrier each; a carrier carries until nothing is left, and calls another if it cannot take all. */
  readonly calls: Queue.Queue<null>
}

export interface Dependencies {
  readonly client: HttpClient.HttpClient
  readonly clock: VirtualClock.VirtualClock
  readonly directory: Directory.Directory
  readonly scheduler: Scheduler.Scheduler
  readonly settings: Behaviour.Callbacks
  readonly paused: () => boolean
}

const zero = () => ({
  queued: 0,
  acknowledged: 0,
  expired: 0,
  posts: { sent: 0, repeated: 0, acknowledged: 0, refused: 0, silent: 0, unreachable: 0 }
})

export const make = (dependencies: Dependencies): Effect.Effect<Courier, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { client, clock, directory, scheduler, settings } = dependencies
    let counts = zero()
    let life = 0

    const mailboxes = yield* Effect.forEach(directory.apps(), ({ accountId, appId }) =>
      Effect.map(Queue.dropping<null>(settings.concurrency), (calls): Mailbox => ({
        appId,
        accountId,
        fresh: MutableQueue.unbounded<Parcel>(),
        again: MutableQueue.unbounded<Delivery>(),
        calls
      }))
    )

    /** The next thing to carry, or null when there is none or it may not leave. */
    const next = (mailbox: Mailbox, appSecret: string): Delivery | null => {
      const repeated = MutableQueue.poll(mailbox.again, null)
      if (repeated !== null) return repeated
      const parcels = [...MutableQueue.pollUpTo(mailbox.fresh, settings.batchUpdatesMax)]
      if (parcels.length === 0) return null
      if (!MutableQueue.isEmpty(mailbox.fresh)) mailbox.calls.unsafeOffer(null)
      const body = Signature.bytes(Envelope.of(parcels.map((parcel) => parcel.update)))
      const signature = Signature.header(appSecret, body)
      return { body, signature, parcels, bornMillis: clock.nowMillis(), life, attempts: 0 }
    }

    const settle = (mailbox: Mailbox, delivery: Delivery, outcome: Post.Outcome): void => {
      if (delivery.life !== life) return
      counts.posts[outcome]++
      if (outcome === "acknowledged") {
        counts.acknowledged += delivery.parcels.length
        for (const parcel of delivery.parcels) parcel.acknowledged()
        return
      }
      const nowMillis = clock.nowMillis()
      const { keepMillis, retryBaseMillis, retryCapMillis, retryFactor, retryRealMillisMin } = settings
      const waitMillis = Math.max(
        Math.min(retryCapMillis, retryBaseMillis * retryFactor ** delivery.attempts),
        retryRealMillisMin * clock.scale.speed
      )
      delivery.attempts++
      if (nowMillis + waitMillis - delivery.bornMillis > keepMillis) {
        counts.expired += delivery.parcels.length
        return
      }
      scheduler.at(nowMillis + waitMillis, () => {
        MutableQueue.offer(mailbox.again, delivery)
        mailbox.calls.unsafeOffer(null)
      })
    }

    /** Carries one delivery; false when there was none to carry. */
    const carry = (mailbox: Mailbox): Effect.Effect<boolean> =>
      Effect.suspend(() => {
        const app = directory.app(mailbox.appId)
        const url = app?.callbackUrl ?? null
        if (app === undefined || url === null || dependencies.paused()) return Effect.succeed(false)
        const delivery = next(mailbox, app.appSecret)
        if (delivery === null) return Effect.succeed(false)
        counts.posts.sent++
        if (delivery.attempts > 0) counts.posts.repeated++
        return Effect.map(Post.send(client, url, delivery, settings.answerRealMillisMax), (outcome) => {
          settle(mailbox, delivery, outcome)
          return true
        })
      })

    const carryAll = (mailbox: Mailbox): Effect.Effect<void> =>
      Effect.flatMap(carry(mailbox), (carried) => (carried ? carryAll(mailbox) : Effect.void))

    const carrier = (mailbox: Mailbox) =>
      Queue.take(mailbox.calls).pipe(
        Effect.zipRight(carryAll(mailbox)),
        Effect.catchAllCause(logDefect),
        Effect.forever
      )
    yield* Effect.forEach(mailboxes, (mailbox) =>
      Effect.replicateEffect(Effect.forkScoped(carrier(mailbox)), settings.concurrency)
    )

    return {
      post: (accountId, parcel) => {
        for (const mailbox of mailboxes) {
          if (mailbox.accountId !== accountId || (directory.app(mailbox.appId)?.callbackUrl ?? null) === null) continue
          counts.queued++
          // The first to wait calls a carrier; those that come before it answers travel with it.
          if (MutableQueue.isEmpty(mailbox.fresh)) mailbox.calls.unsafeOffer(null)
          MutableQueue.offer(mailbox.fresh, parcel)
        }
      },
      wake: () => {
        for (const mailbox of mailboxes) {
          for (let call = 0; call < settings.concurrency; call++) mailbox.calls.unsafeOffer(null)
        }
      },
      clear: () => {
        life++
        counts = zero()
        for (const mailbox of mailboxes) {
          MutableQueue.pollUpTo(mailbox.fresh, Number.MAX_SAFE_INTEGER)
          MutableQueue.pollUpTo(mailbox.again, Number.MAX_SAFE_INTEGER)
        }
      },
      counts: () => ({
        ...counts,
        pending: counts.queued - counts.acknowledged - counts.expired,
        posts: { ...counts.posts }
      })
    }
  })

/** A carrier outlives its own mistakes: the delivery is lost to view, and said so. */
const logDefect = (cause: Cause.Cause<never>): Effect.Effect<void> =>
  Cause.isInterruptedOnly(cause) ? Effect.failCause(cause) : Effect.logError("A callback could not be carried", cause)
