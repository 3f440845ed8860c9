import { Cause, Effect, MutableQueue, Queue, type Scope } from "effect"
import type * as HttpClient from "@effect/platform/HttpClient"
import { Buffer } from "node:buffer"
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
  /** Hands one letter to a front's own address; each travels alone. */
  readonly send: (frontId: string, parcel: Sealed) => void
  /** Something that kept carriers waiting may have changed. */
  readonly wake: () => void
  /** Forgets everything that waits; what is on its way is no longer counted. */
  readonly clear: () => void
  readonly counts: () => Counts
}

/** An update on its way to the apps of an account; it may travel with others. */
export interface Parcel {
  readonly update: Envelope.Update
  /** Called when it leaves, each time: from then on its receiver may know. */
  readonly left?: () => void
  /** Called once for each app that acknowledged it. */
  readonly acknowledged: () => void
}

/** A callback of a provider that stands before the platform: it is written already, and signed when it leaves. */
export interface Sealed {
  readonly letter: {
    readonly url: string
    readonly contentType: string
    readonly body: string
    readonly headersAt: (nowMillis: number) => Readonly<Record<string, string>>
  }
  readonly left?: () => void
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
  /** Where it goes; null for an app's, whose address is asked for when it leaves. */
  readonly url: string | null
  readonly body: Buffer
  readonly headersAt: (nowMillis: number) => Readonly<Record<string, string>>
  readonly parcels: ReadonlyArray<Pick<Parcel, "left" | "acknowledged">>
  readonly bornMillis: number
  /** Which life of the courier it belongs to: `clear` begins a new one. */
  readonly life: number
  attempts: number
}

interface Mailbox {
  /** Of an app, or of a front. */
  readonly id: string
  /** Null for a front's: nothing is handed to all of an account's. */
  readonly accountId: string | null
  readonly fresh: MutableQueue.MutableQueue<Parcel | Sealed>
  readonly again: MutableQueue.MutableQueue<Delivery>
  /** Calls for one more carrier each; a carrier carries until nothing is left, and calls another if it cannot take all. */
  readonly calls: Queue.Queue<null>
}

/** What a courier works with. `paused` is asked before each post; when it ends, somebody has to `wake` the carriers. */
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

/** Carriers work until the scope closes. A post that fails is counted and repeated; it fails nothing here. */
export const make = (dependencies: Dependencies): Effect.Effect<Courier, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { client, clock, directory, scheduler, settings } = dependencies
    let counts = zero()
    let life = 0

    const owners = [
      ...directory.apps().map(({ accountId, appId }) => ({ id: appId, accountId })),
      ...directory.fronts.map(({ id }) => ({ id, accountId: null }))
    ]
    const mailboxes = yield* Effect.forEach(owners, (owner) =>
      Effect.map(Queue.dropping<null>(settings.concurrency), (calls): Mailbox => ({
        ...owner,
        fresh: MutableQueue.unbounded<Parcel | Sealed>(),
        again: MutableQueue.unbounded<Delivery>(),
        calls
      }))
    )

    /** The next thing to carry, or null when there is none or it may not leave. */
    const next = (mailbox: Mailbox, appSecret: string): Delivery | null => {
      const repeated = MutableQueue.poll(mailbox.again, null)
      if (repeated !== null) return repeated
      const taken = [...MutableQueue.pollUpTo(mailbox.fresh, mailbox.accountId === null ? 1 : settings.batchUpdatesMax)]
      const [first] = taken
      if (first === undefined) return null
      if (!MutableQueue.isEmpty(mailbox.fresh)) mailbox.calls.unsafeOffer(null)
      const born = { parcels: taken, bornMillis: clock.nowMillis(), life, attempts: 0 }
      if ("letter" in first) {
        const { body: text, contentType, headersAt, url } = first.letter
        const headers = (nowMillis: number) => ({ "content-type": contentType, ...headersAt(nowMillis) })
        return { ...born, url, body: Buffer.from(text), headersAt: headers }
      }
      const updates = taken.flatMap((parcel) => ("update" in parcel ? [parcel.update] : []))
      const body = Signature.bytes(Envelope.of(updates))
      const headers = { "content-type": "application/json", "x-hub-signature-256": Signature.header(appSecret, body) }
      return { ...born, url: null, body, headersAt: () => headers }
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
        if (dependencies.paused()) return Effect.succeed(false)
        const app = mailbox.accountId === null ? undefined : directory.app(mailbox.id)
        if (mailbox.accountId !== null && (app?.callbackUrl ?? null) === null) return Effect.succeed(false)
        const delivery = next(mailbox, app?.appSecret ?? "")
        const url = delivery?.url ?? app?.callbackUrl ?? null
        if (delivery === null || url === null) return Effect.succeed(false)
        counts.posts.sent++
        if (delivery.attempts > 0) counts.posts.repeated++
        for (const { left } of delivery.parcels) left?.()
        const headers = delivery.headersAt(clock.nowMillis())
        return Effect.map(
          Post.send(client, url, { body: delivery.body, headers }, settings.answerRealMillisMax),
          (outcome) => {
            settle(mailbox, delivery, outcome)
            return true
          }
        )
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

    const put = (mailbox: Mailbox, parcel: Parcel | Sealed): void => {
      counts.queued++
      // The first to wait calls a carrier; those that come before it answers travel with it.
      if (MutableQueue.isEmpty(mailbox.fresh)) mailbox.calls.unsafeOffer(null)
      MutableQueue.offer(mailbox.fresh, parcel)
    }

    return {
      post: (accountId, parcel) => {
        for (const mailbox of mailboxes) {
          if (mailbox.accountId !== accountId || (directory.app(mailbox.id)?.callbackUrl ?? null) === null) continue
          put(mailbox, parcel)
        }
      },
      send: (frontId, sealed) => {
        for (const mailbox of mailboxes) if (mailbox.accountId === null && mailbox.id === frontId) put(mailbox, sealed)
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
