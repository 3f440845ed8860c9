import type { Envelope } from "@sluice/core/callback/Envelope"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Authenticity from "@sluice/core/callback/signature/Authenticity"
import type { Reason } from "@sluice/core/callback/signature/Verdict"
import * as IntakeGuard from "@sluice/core/guard/IntakeGuard"
import { shipped } from "@sluice/core/policy/Policy"
import type { Policy } from "@sluice/core/policy/Policy"
import { Context, Data, Effect, Exit, FiberSet, Layer } from "effect"
import type { CallbackLog, NewCallback } from "../ports/CallbackLog.ts"
import { Crypto } from "../ports/Crypto.ts"
import { type Account, AccountUnknown, Directory } from "../ports/Directory.ts"
import { contentOf, bodyOf } from "./Delivery.ts"
import type { Content, Delivery } from "./Delivery.ts"
import * as EvidenceBudget from "./EvidenceBudget.ts"
import * as GroupedAppend from "./GroupedAppend.ts"
import * as Guards from "./Guards.ts"
import * as Trust from "./Trust.ts"

/** What became of a delivery. `Stored`, `Duplicate` and `Malformed` are durable when they are told (WH-03, GD-02). */
export type Outcome = Data.TaggedEnum<{
  Stored: { readonly updates: number }
  /** The same bytes came before: acknowledged, and ignored. */
  Duplicate: {}
  /** Counted and alerted; a sample of what comes is kept as evidence (GD-03). */
  BadSignature: { readonly reason: Reason }
  Malformed: { readonly path: string; readonly message: string }
  /** Malformed callbacks in a row have paused the intake: the sender has to repeat it (GD-02). */
  Paused: { readonly retryAfterSeconds: number }
  /** Nothing was stored: the sender has to repeat it. */
  Unavailable: {}
}>
const { Stored, Duplicate, BadSignature, Malformed, Paused, Unavailable } = Data.taggedEnum<Outcome>()

/** One callback address as its guards see it. */
export interface Address {
  readonly accountId: string
  readonly policy: Policy
  readonly guards: Guards.State
}

const utf8 = new TextEncoder()

const notText: Envelope = { _tag: "Malformed", path: "", message: "must be text in UTF-8" }

/** What the bytes are, judged after the signature has vouched for them. */
const read = (account: Account, content: Content): Envelope => {
  const body = bodyOf(content)
  return body === null ? notText : Providers.envelope(account.provider, body)
}

/** What is known of an account, for as long as it is believed. */
interface Known {
  readonly account: Account
  readonly trust: Authenticity.Trust
  /** What its digests begin with: signed, and not. */
  readonly prefixes: readonly [signed: Uint8Array, unsigned: Uint8Array]
  readonly policy: Policy
  readonly untilMillis: number
}

/** How long what the directory said is believed: secrets that are replaced count from then on. */
const believedMillis = 1_000

const joined = (first: Uint8Array, second: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(first.length + second.length)
  whole.set(first)
  whole.set(second, first.length)
  return whole
}

const make = (options: GroupedAppend.Options) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const { digests } = yield* Crypto
    const clock = yield* Effect.clock
    const append = yield* GroupedAppend.make(options)
    const knowns = new Map<string, Known>()
    const guards = new Map<string, Guards.State>()

    const policyOf = (accountId: string): Effect.Effect<Policy> =>
      Effect.map(
        directory.senders,
        (senders) => senders.find((sender) => sender.accountId === accountId)?.policy ?? shipped.guide
      )

    const learn = (accountId: string): Effect.Effect<Known, AccountUnknown> =>
      Effect.map(Effect.zip(directory.account(accountId), policyOf(accountId)), ([account, policy]) => {
        const signed = `${account.id}\0`
        const known: Known = {
          account,
          trust: Trust.of(account),
          prefixes: [utf8.encode(signed), utf8.encode(`unsigned\0${signed}`)],
          policy,
          untilMillis: clock.unsafeCurrentTimeMillis() + believedMillis
        }
        knowns.set(accountId, known)
        return known
      })

    const guardsOf = (accountId: string): Guards.State => guards.get(accountId) ?? Guards.initial
    const guard = (accountId: string, next: Guards.State): void => void guards.set(accountId, next)

    /**
     * Names a delivery, so that its repeat is known: SHA-256 of account and body, set apart by a zero byte, which no account id
     * holds. What came unsigned is named apart from what is signed: otherwise whoever guesses a callback could send it first,
     * unsigned, and have the real one ignored as its repeat.
     */
    const digestOf = (prefix: Uint8Array, body: Uint8Array): Uint8Array => digests.sha256(joined(prefix, body))

    /** Appends, and tells `outcome` once durable; a repeat of what is on record as good is told as such. */
    const record = (callback: NewCallback, outcome: Outcome, told: Told): void =>
      append(callback, (result) =>
        told(
          Exit.isFailure(result)
            ? Unavailable()
            : result.value === "duplicate" && outcome._tag === "Stored"
              ? Duplicate()
              : outcome
        )
      )

    const judge = (known: Known, delivery: Delivery, nowMillis: number, told: Told): void => {
      const { account, policy, prefixes, trust } = known
      const before = guardsOf(account.id)
      const verdict = Authenticity.judge(digests, account.provider, delivery, trust, nowMillis)
      const content = contentOf(delivery)
      const [signed, unsigned] = prefixes
      const callback = {
        accountId: account.id,
        provider: account.provider,
        receivedMillis: nowMillis,
        contentType: content.contentType
      }
      if (verdict._tag === "Refused") {
        const refusal = BadSignature({ reason: verdict.reason })
        const [keeps, next] = Guards.afterBadSignature(before, nowMillis)
        guard(account.id, next)
        if (!keeps) return told(refusal)
        const body = content.body.slice(0, EvidenceBudget.bytesMax)
        const digest = digestOf(unsigned, content.body)
        return record({ ...callback, body, digest, verdict: "bad-signature" }, refusal, told)
      }
      const admitted = IntakeGuard.admits(before.intake, nowMillis)
      if (admitted._tag === "Refused") {
        return told(Paused({ retryAfterSeconds: admitted.answer.retryAfterSeconds }))
      }
      const envelope = read(account, content)
      const digest = digestOf(signed, content.body)
      if (envelope._tag === "Malformed") {
        guard(account.id, Guards.afterMalformed(policy.receiving, before, nowMillis))
        return record({ ...callback, body: content.body, digest, verdict: "malformed" }, Malformed(envelope), told)
      }
      const after = Guards.afterGood(before, nowMillis)
      if (after !== before) guard(account.id, after)
      const stored = Stored({ updates: envelope.updates })
      return record({ ...callback, body: content.body, digest, verdict: "pending" }, stored, told)
    }

    const judgeKnown = (known: Known, delivery: Delivery, nowMillis: number, told: Told): void =>
      // The door of another provider is no door of this account: its scheme must not be chosen by whoever calls.
      known.account.provider === delivery.provider
        ? judge(known, delivery, nowMillis, told)
        : told(new AccountUnknown({ accountId: delivery.accountId }))

    const learning = yield* FiberSet.makeRuntime<never>()

    const offer = (delivery: Delivery, told: Told): void => {
      const nowMillis = clock.unsafeCurrentTimeMillis()
      const known = knowns.get(delivery.accountId)
      if (known !== undefined && nowMillis < known.untilMillis) return judgeKnown(known, delivery, nowMillis, told)
      learning(
        Effect.match(learn(delivery.accountId), {
          onFailure: told,
          onSuccess: (learned) => judgeKnown(learned, delivery, clock.unsafeCurrentTimeMillis(), told)
        })
      )
    }

    return {
      offer,
      take: (delivery: Delivery): Effect.Effect<Outcome, AccountUnknown> =>
        Effect.async((resume) =>
          offer(delivery, (said) => resume(said._tag === "AccountUnknown" ? Effect.fail(said) : Effect.succeed(said)))
        ),
      addresses: Effect.suspend(() =>
        Effect.forEach(guards, ([accountId, state]) =>
          Effect.map(policyOf(accountId), (policy): Address => ({ accountId, policy, guards: state }))
        )
      ),
      update: (accountId: string, f: (state: Guards.State) => Guards.State) =>
        Effect.sync(() => guard(accountId, f(guardsOf(accountId))))
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
    /** The same without a fiber: for a door that is called thousands of times a second. It never throws, and `told` must not. */
    readonly offer: (delivery: Delivery, told: Told) => void
    /** The addresses at which something was amiss since this process started, each with its guards as they are. */
    readonly addresses: Effect.Effect<ReadonlyArray<Address>>
    /** Changes the guards of one address, in one step: for whoever tells of them. */
    readonly update: (accountId: string, f: (state: Guards.State) => Guards.State) => Effect.Effect<void>
  }
>() {
  static readonly layer = (
    options: GroupedAppend.Options = GroupedAppend.defaults
  ): Layer.Layer<Intake, never, CallbackLog | Crypto | Directory> => Layer.scoped(Intake, make(options))
}
