import * as Told from "@sluice/core/standing/Told"
import { PlatformWords } from "@sluice/engine/ports/PlatformWords"
import type { Subject } from "@sluice/engine/ports/PlatformWords"
import { Secrets } from "@sluice/engine/ports/Secrets"
import { TokenReports } from "@sluice/engine/ports/TokenReports"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"

/**
 * Calls of the ports that keep tokens, what is known of them, and what the platform tells of numbers and accounts, as data: three accounts, so that
 * everything is replaced now and then.
 */
export type Step =
  | { readonly _tag: "Put"; readonly accountId: string; readonly keyId: string; readonly bytes: Uint8Array }
  /** Sealed anew: the account's own secret as it lies there, or one that lies there no more. */
  | { readonly _tag: "Reseal"; readonly accountId: string; readonly bytes: Uint8Array; readonly isLate: boolean }
  | { readonly _tag: "Report"; readonly accountId: string; readonly expires: number | null; readonly detail: string }
  | {
      readonly _tag: "Told"
      readonly words: ReadonlyArray<{ readonly subject: Subject; readonly name: string; readonly atMillis: number }>
    }

const tag = <const T extends string>(name: T) => fc.constant(name)
const accountId = fc.constantFrom("acme", "Acme", "zenith")

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    _tag: tag("Put"),
    accountId,
    keyId: fc.constantFrom("2026", "2027"),
    bytes: fc.uint8Array({ minLength: 29, maxLength: 60 })
  }),
  fc.record({
    _tag: tag("Reseal"),
    accountId,
    bytes: fc.uint8Array({ minLength: 29, maxLength: 60 }),
    isLate: fc.boolean()
  }),
  fc.record({
    _tag: tag("Report"),
    accountId,
    expires: fc.option(fc.integer({ min: 0, max: 1_000 })),
    detail: fc.constantFrom("it is in order", "", "\u6b0a\u6756 expired")
  }),
  fc.record({
    _tag: tag("Told"),
    words: fc.array(
      fc.record({
        subject: fc.record({ accountId, kind: fc.constantFrom("sender" as const, "waba" as const), id: accountId }),
        name: fc.constantFrom("quality", "wabaId", "restriction \u6b0a"),
        atMillis: fc.integer({ min: 0, max: 5 })
      }),
      { minLength: 1, maxLength: 4 }
    )
  })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 15 })

const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    switch (step._tag) {
      case "Put": {
        const sealed = { keyId: step.keyId, nonce: step.bytes.slice(0, 12), ciphertext: step.bytes.slice(12) }
        const label = { accountId: step.accountId, field: "access-token" } as const
        return yield* (yield* Secrets).put({ label, sealed, putMillis: nowMillis, putBy: step.keyId })
      }
      case "Reseal": {
        const secrets = yield* Secrets
        const after = { keyId: "2028", nonce: step.bytes.slice(0, 12), ciphertext: step.bytes.slice(12) }
        const found = (yield* secrets.list).find(({ label }) => label.accountId === step.accountId)
        const label = { accountId: step.accountId, field: "access-token" } as const
        const before = found === undefined || step.isLate ? { ...after, keyId: "2025" } : found.sealed
        return yield* secrets.reseal(label, before, after)
      }
      case "Told":
        return yield* (yield* PlatformWords).modify(
          step.words.map(({ subject }) => subject),
          (known, index) => {
            const word = step.words[index]
            const before = known ?? Told.initial
            const told = word === undefined ? {} : { [word.name]: { value: index, atMillis: word.atMillis } }
            const state = Told.merge(before, told)
            return state === before ? null : state
          }
        )
      case "Report":
        return yield* (yield* TokenReports).put({
          accountId: step.accountId,
          fingerprint: "0123456789ab",
          sinceMillis: nowMillis,
          checkedMillis: nowMillis,
          standing: {
            state: step.expires === null ? "valid" : "expired",
            expiresMillis: step.expires,
            scopes: null,
            missing: [],
            denied: [step.accountId],
            detail: step.detail
          }
        })
    }
  })

/** Everything that can be read of a store; bytes as numbers, since stores may answer with any kind of Uint8Array. */
const everything = Effect.gen(function* () {
  const secrets = yield* Secrets
  const reports = yield* TokenReports
  const words = yield* PlatformWords
  const listed = yield* secrets.list
  return {
    revision: yield* secrets.revision,
    secrets: listed.map(({ sealed, ...rest }) => ({
      ...rest,
      sealed: { ...sealed, nonce: [...sealed.nonce], ciphertext: [...sealed.ciphertext] }
    })),
    reports: yield* reports.list,
    words: yield* words.list,
    wordsRevision: yield* words.revision
  }
})

/** What each step answers, and what is there after it; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, index) => Effect.all([perform(one, startMillis + index), everything]))
