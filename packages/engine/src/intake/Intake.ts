import * as Authenticity from "@sluice/core/callback/signature/Authenticity"
import { shipped } from "@sluice/core/policy/Policy"
import type { Policy } from "@sluice/core/policy/Policy"
import { Context, Effect, Exit, FiberSet, Layer } from "effect"
import { BlobStore } from "../ports/BlobStore.ts"
import type { CallbackLog, NewCallback } from "../ports/CallbackLog.ts"
import { Crypto } from "../ports/Crypto.ts"
import { type Account, AccountUnknown, Directory } from "../ports/Directory.ts"
import { Spans } from "../ports/Spans.ts"
import * as MessageSpans from "../tracing/MessageSpans.ts"
import { contentOf } from "./Delivery.ts"
import type { ArrivalStopped, Arriving, Delivery, Head } from "./Delivery.ts"
import * as GroupedAppend from "./GroupedAppend.ts"
import * as Guards from "./Guards.ts"
import * as Judgement from "./Judgement.ts"
import { Duplicate, type Outcome, Unavailable } from "./Judgement.ts"
import * as PassedBody from "./media/PassedBody.ts"
import * as Reduction from "./media/Reduction.ts"
import * as Naming from "./Naming.ts"
import * as RefusalBook from "./RefusalBook.ts"
import * as Trust from "./Trust.ts"

export type { Outcome } from "./Judgement.ts"

/** One callback address as its guards see it. */
export interface Address {
  readonly accountId: string
  readonly policy: Policy
  readonly guards: Guards.State
}

/** What is known of an account, for as long as it is believed. */
interface Known {
  readonly account: Account
  readonly trust: Authenticity.Trust
  /** What its digests begin with. */
  readonly prefixes: Naming.Prefixes
  readonly policy: Policy
  readonly untilMillis: number
}

/** How long what the directory said is believed: secrets that are replaced count from then on. */
const believedMillis = 1_000

const make = (options: GroupedAppend.Options) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const crypto = yield* Crypto
    const { digests } = crypto
    const blobs = yield* BlobStore
    const clock = yield* Effect.clock
    const append = yield* GroupedAppend.make(options)
    const spans = yield* Spans
    const knowns = new Map<string, Known>()
    const guards = new Map<string, Guards.State>()
    const refusals = yield* RefusalBook.make

    const policyOf = (accountId: string): Effect.Effect<Policy> =>
      Effect.map(
        directory.senders,
        (senders) => senders.find((sender) => sender.accountId === accountId)?.policy ?? shipped.guide
      )

    const learn = (accountId: string): Effect.Effect<Known, AccountUnknown> =>
      Effect.map(Effect.zip(directory.account(accountId), policyOf(accountId)), ([account, policy]) => {
        const known: Known = {
          account,
          trust: Trust.of(account),
          prefixes: Naming.prefixes(account.id),
          policy,
          untilMillis: clock.unsafeCurrentTimeMillis() + believedMillis
        }
        knowns.set(accountId, known)
        return known
      })

    const guardsOf = (accountId: string): Guards.State => guards.get(accountId) ?? Guards.initial
    const guard = (accountId: string, next: Guards.State): void => void guards.set(accountId, next)

    /** Appends, and tells `outcome` once durable; a repeat of what is on record as good is told as such. */
    const record = (callback: NewCallback, outcome: Outcome, told: (said: Outcome) => void): void =>
      append(callback, (result) => {
        if (Exit.isFailure(result)) return told(Unavailable())
        if (outcome._tag !== "Stored") return told(outcome)
        if (result.value === "duplicate") return told(Duplicate())
        if (spans !== null) MessageSpans.taken(spans, callback, clock.unsafeCurrentTimeMillis())
        return told(outcome)
      })

    /** No account at this door: said alike of one that is nowhere and of one at another provider, and counted apart. */
    const unknown = ({ accountId, headers, provider }: Head, bodyBytes: number | null): AccountUnknown => {
      refusals.note({ door: provider, accountId, reason: "account-unknown", headers, bodyBytes })
      return new AccountUnknown({ accountId })
    }

    const judged = (head: Head, bodyBytes: number, arrived: Judgement.Arrived, nowMillis: number) => {
      const before = guardsOf(arrived.account.id)
      const judgement = Judgement.of(arrived, before, nowMillis)
      if (judgement.guards !== before) guard(arrived.account.id, judgement.guards)
      const { accountId, headers, provider } = head
      const { outcome } = judgement
      if (outcome._tag === "BadSignature") {
        refusals.note({ door: provider, accountId, reason: outcome.reason, headers, bodyBytes })
      }
      return judgement
    }

    const judge = (known: Known, delivery: Delivery, nowMillis: number, told: Told): void => {
      const { account, policy, prefixes, trust } = known
      const verdict = Authenticity.judge(digests, account.provider, delivery, trust, nowMillis)
      const content = contentOf(delivery)
      const digest: Judgement.Arrived["digest"] = (as) => digests.sha256(Naming.joined(prefixes[as], content.body))
      const arrived = { account, policy, verdict, content, digest }
      const { callback, outcome } = judged(delivery, delivery.body.length, arrived, nowMillis)
      if (callback === null) told(outcome)
      else record(callback, outcome, told)
    }

    const current = (accountId: string): Effect.Effect<Known, AccountUnknown> =>
      Effect.suspend(() => {
        const known = knowns.get(accountId)
        return known !== undefined && clock.unsafeCurrentTimeMillis() < known.untilMillis
          ? Effect.succeed(known)
          : learn(accountId)
      })

    /** What a delivery that went by is judged as; its files are kept before the record that refers to them. */
    const takePassed = (known: Known, head: Head, arriving: Arriving) =>
      Effect.gen(function* () {
        const { account, policy, prefixes, trust } = known
        const passing = PassedBody.start(crypto.running, digests, trust, [prefixes.signed, prefixes.unsigned])
        let bodyBytes = 0
        const reduced = yield* Reduction.reduce(arriving, (chunk) => {
          bodyBytes += chunk.length
          passing.update(chunk)
        })
        const { digests: answers, prefixed, standIn } = passing.end()
        const nowMillis = clock.unsafeCurrentTimeMillis()
        const verdict = Authenticity.judge(answers, account.provider, { ...head, body: standIn }, trust, nowMillis)
        const isBelieved = verdict._tag === "Valid"
        const [signed = standIn, unsigned = standIn] = prefixed
        const { callback, outcome } = judged(
          head,
          bodyBytes,
          {
            account,
            policy,
            verdict,
            content: Reduction.contentOf(head, reduced, isBelieved),
            digest: (as) => (as === "signed" ? signed : unsigned)
          },
          nowMillis
        )
        if (callback === null) return outcome
        if (isBelieved) yield* reduced.keep
        return yield* Effect.async<Outcome>((resume) =>
          record(callback, outcome, (said) => resume(Effect.succeed(said)))
        )
      }).pipe(
        Effect.scoped,
        Effect.catchTag("StoreUnavailable", (error) =>
          Effect.as(
            Effect.logWarning("files of a callback could not be stored; its sender repeats it", error),
            Unavailable()
          )
        ),
        Effect.provideService(BlobStore, blobs),
        Effect.provideService(Crypto, crypto)
      )

    const takeArriving = (head: Head, arriving: Arriving): Effect.Effect<Outcome, AccountUnknown | ArrivalStopped> =>
      Effect.gen(function* () {
        const known = yield* Effect.mapError(current(head.accountId), () => unknown(head, null))
        if (known.account.provider === head.provider) return yield* takePassed(known, head, arriving)
        return yield* unknown(head, null)
      })

    const judgeKnown = (known: Known, delivery: Delivery, nowMillis: number, told: Told): void =>
      // The door of another provider is no door of this account: its scheme must not be chosen by whoever calls.
      known.account.provider === delivery.provider
        ? judge(known, delivery, nowMillis, told)
        : told(unknown(delivery, delivery.body.length))

    const learning = yield* FiberSet.makeRuntime<never>()

    const offer = (delivery: Delivery, told: Told): void => {
      const nowMillis = clock.unsafeCurrentTimeMillis()
      const known = knowns.get(delivery.accountId)
      if (known !== undefined && nowMillis < known.untilMillis) return judgeKnown(known, delivery, nowMillis, told)
      learning(
        Effect.match(learn(delivery.accountId), {
          onFailure: () => told(unknown(delivery, delivery.body.length)),
          onSuccess: (learned) => judgeKnown(learned, delivery, clock.unsafeCurrentTimeMillis(), told)
        })
      )
    }

    return {
      offer,
      takeArriving,
      take: (delivery: Delivery): Effect.Effect<Outcome, AccountUnknown> =>
        Effect.async((resume) =>
          offer(delivery, (said) => resume(said._tag === "AccountUnknown" ? Effect.fail(said) : Effect.succeed(said)))
        ),
      addresses: Effect.suspend(() =>
        Effect.forEach(guards, ([accountId, state]) =>
          Effect.map(policyOf(accountId), (policy): Address => ({ accountId, policy, guards: state }))
        )
      ),
      refusals
    }
  })

/** Hears what became of a delivery, once. */
export type Told = (said: Outcome | AccountUnknown) => void

/**
 * Takes callbacks of every provider in: the proof over the raw bytes, then the shell of the body, then durable, and only then an answer
 * (WH-02, WH-03, GD-02, GD-03). What they say is read later, by whoever consumes the log.
 */
export class Intake extends Context.Tag("@sluice/engine/Intake")<
  Intake,
  {
    readonly take: (delivery: Delivery) => Effect.Effect<Outcome, AccountUnknown>
    /**
     * The same for a delivery whose JSON body is still arriving: it is never in memory as a whole, and long runs of base64 in it go to the blob store
     * (WH-06). Fails where the body does; then, and when it is interrupted, nothing is left of it.
     */
    readonly takeArriving: (head: Head, arriving: Arriving) => Effect.Effect<Outcome, AccountUnknown | ArrivalStopped>
    /** The same without a fiber: for a door that is called thousands of times a second. It never throws, and `told` must not. */
    readonly offer: (delivery: Delivery, told: Told) => void
    /** The addresses at which something was amiss since this process started, each with its guards as they are. */
    readonly addresses: Effect.Effect<ReadonlyArray<Address>>
    /** What was refused here before anything in it was read; a door that refuses by itself notes it there. */
    readonly refusals: RefusalBook.RefusalBook
  }
>() {
  static readonly layer = (
    options: GroupedAppend.Options = GroupedAppend.defaults
  ): Layer.Layer<Intake, never, BlobStore | CallbackLog | Crypto | Directory> => Layer.scoped(Intake, make(options))
}
