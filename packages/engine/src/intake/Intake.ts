import { envelope } from "@sluice/core/callback/Envelope"
import * as Signature from "@sluice/core/callback/Signature"
import { Clock, Context, Data, Effect, Either, Layer, Redacted } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import { type Account, type AccountUnknown, Directory } from "../ports/Directory.ts"
import type { CallbackLog, NewCallback } from "../ports/CallbackLog.ts"
import * as GroupedAppend from "./GroupedAppend.ts"

/** A delivery as it came over the wire. */
export interface Delivery {
  readonly accountId: string
  /** The raw bytes, before anything has read them. */
  readonly body: Uint8Array
  /** `X-Hub-Signature-256`; absent as undefined. */
  readonly signature: string | undefined
}

/** What became of a delivery. All but `Unavailable` are durable when they are told (WH-03, GD-02, GD-03). */
export type Outcome = Data.TaggedEnum<{
  Stored: { readonly updates: number }
  /** The same bytes came before: acknowledged, and ignored. */
  Duplicate: {}
  BadSignature: { readonly reason: "missing" | "malformed" | "mismatch" }
  Malformed: { readonly path: string; readonly message: string }
  /** Nothing was stored: the sender has to repeat it. */
  Unavailable: {}
}>
const { Stored, Duplicate, BadSignature, Malformed, Unavailable } = Data.taggedEnum<Outcome>()

/** How much of a delivery that nobody vouches for is kept as evidence: enough to see what it was, too little to fill a disk. */
const evidenceBytesMax = 16 * 1024

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder("utf-8", { fatal: true })

const reasons = { Missing: "missing", Malformed: "malformed", Mismatch: "mismatch" } as const

/** What the bytes are, judged after the signature has vouched for them. */
const read = (body: Uint8Array) =>
  Either.match(
    Either.try((): unknown => JSON.parse(strictUtf8.decode(body))),
    { onLeft: () => ({ _tag: "Malformed", path: "", message: "is not JSON" }) as const, onRight: envelope }
  )

const concat = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

const make = (options: GroupedAppend.Options) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const crypto = yield* Crypto
    const append = yield* GroupedAppend.make(options)

    const hmac: Signature.Digest = (secret, body) => crypto.hmacSha256(utf8.encode(secret), body)

    /**
     * Names a delivery, so that its repeat is known: SHA-256 of account and body, set apart by a zero byte, which no account id
     * holds. What came unsigned is named apart from what is signed: otherwise whoever guesses a callback could send it first,
     * unsigned, and have the real one ignored as its repeat.
     */
    const digestOf = (accountId: string, body: Uint8Array, signed: boolean): Uint8Array =>
      crypto.sha256(concat(utf8.encode(`${signed ? "" : "unsigned\0"}${accountId}\0`), body))

    /** Appends, and answers with `outcome` once durable; a repeat of what is on record as good is told as such. */
    const record = (callback: NewCallback, outcome: Outcome): Effect.Effect<Outcome> =>
      append(callback).pipe(
        Effect.map((appended) => (appended === "duplicate" && outcome._tag === "Stored" ? Duplicate() : outcome)),
        Effect.catchTags({
          IntakeFull: () => Effect.succeed(Unavailable()),
          StoreUnavailable: () => Effect.succeed(Unavailable())
        })
      )

    const takeFrom = (account: Account, { body, signature }: Delivery): Effect.Effect<Outcome> =>
      Effect.flatMap(Clock.currentTimeMillis, (receivedMillis) => {
        const origin = { accountId: account.id, provider: account.provider, receivedMillis }
        const secrets = account.appSecrets.map(Redacted.value)
        const verdict = Signature.verify(hmac, { header: signature, secrets, body })
        if (verdict._tag !== "Valid") {
          const evidence = body.slice(0, evidenceBytesMax)
          const digest = digestOf(account.id, body, false)
          return record(
            { ...origin, body: evidence, digest, verdict: "bad-signature" },
            BadSignature({ reason: reasons[verdict._tag] })
          )
        }
        const digest = digestOf(account.id, body, true)
        const shell = read(body)
        return shell._tag === "Malformed"
          ? record({ ...origin, body, digest, verdict: "malformed" }, Malformed(shell))
          : record({ ...origin, body, digest, verdict: "pending" }, Stored({ updates: shell.updates }))
      })

    const take = (delivery: Delivery): Effect.Effect<Outcome, AccountUnknown> =>
      Effect.flatMap(directory.account(delivery.accountId), (account) => takeFrom(account, delivery))

    return { take }
  })

/**
 * Takes callbacks in: signature over the raw bytes, then the shell of the JSON, then durable, and only then an answer (WH-02,
 * WH-03, GD-02, GD-03). What they say is read later, by whoever consumes the log.
 */
export class Intake extends Context.Tag("@sluice/engine/Intake")<
  Intake,
  { readonly take: (delivery: Delivery) => Effect.Effect<Outcome, AccountUnknown> }
>() {
  static readonly layer = (
    options: GroupedAppend.Options = GroupedAppend.defaults
  ): Layer.Layer<Intake, never, CallbackLog | Crypto | Directory> => Layer.scoped(Intake, make(options))
}
