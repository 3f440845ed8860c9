import { it } from "@effect/vitest"
import { Keys } from "@sluice/engine/access/Keys"
import { SessionRefused, SignIn } from "@sluice/engine/access/SignIn"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Duration, Effect, Layer, Option, Redacted, TestClock } from "effect"
import { describe, expect } from "vitest"

const layer = Layer.unwrapEffect(Effect.map(Effect.clock, SignIn.layer)).pipe(
  Layer.provideMerge(Keys.layer({ rememberMillis: 0 })),
  Layer.provide(TestCrypto.layer),
  Layer.provideMerge(MemoryStore.layer)
)

const operator = { name: "shop", role: "operator", accountId: "acme", expiresMillis: null } as const

/** A key of an operator, and a session that it opened. */
const opened = Effect.gen(function* () {
  const keys = yield* Keys
  const signIn = yield* SignIn
  const { key, token } = yield* keys.issue(operator)
  const session = yield* signIn.open(Redacted.value(token))
  return { key, session, secret: Redacted.value(session.secret) }
})

const refusal = (secret: string) => Effect.flip(Effect.flatMap(SignIn, (signIn) => signIn.enter(secret)))

describe("SignIn", () => {
  it.effect("a key opens a session, and the session is its caller", () =>
    Effect.gen(function* () {
      const signIn = yield* SignIn
      const { key, secret, session } = yield* opened
      const entered = yield* signIn.enter(secret)
      expect(entered.caller).toEqual({ keyId: key.id, name: "shop", role: "operator", accountId: "acme" })
      expect(entered.expiresMillis).toBe(session.expiresMillis)
      expect(Redacted.value(entered.csrf)).toBe(Redacted.value(session.csrf))
    }).pipe(Effect.provide(layer))
  )

  it.effect("no key, no session", () =>
    Effect.gen(function* () {
      const signIn = yield* SignIn
      const error = yield* Effect.flip(signIn.open("sluice_0000000000000000_nonsense"))
      expect(error._tag).toBe("KeyRefused")
    }).pipe(Effect.provide(layer))
  )

  it.effect("a session is over after twelve hours, and when it is left", () =>
    Effect.gen(function* () {
      const signIn = yield* SignIn
      const first = yield* opened
      yield* TestClock.adjust(Duration.millis(12 * 3_600_000 - 1))
      yield* signIn.enter(first.secret)
      yield* TestClock.adjust(Duration.millis(1))
      expect(yield* refusal(first.secret)).toEqual(new SessionRefused())
      const second = yield* opened
      expect(yield* signIn.leave(second.secret)).toBe(true)
      expect(yield* signIn.leave(second.secret)).toBe(false)
      expect(yield* refusal(second.secret)).toEqual(new SessionRefused())
    }).pipe(Effect.provide(layer))
  )

  it.effect("a session ends with its key", () =>
    Effect.gen(function* () {
      const keys = yield* Keys
      const { key, secret } = yield* opened
      yield* keys.revoke(key.id)
      expect(yield* refusal(secret)).toEqual(new SessionRefused())
    }).pipe(Effect.provide(layer))
  )

  it.effect("what is no secret in its one spelling opens nothing, and is told like any other", () =>
    Effect.gen(function* () {
      const { secret } = yield* opened
      const last = secret.at(-1) === "A" ? "B" : "A"
      for (const wrong of ["", "x", `${secret}=`, `${secret.slice(0, -1)}${last}`, secret.slice(1), "é".repeat(43)]) {
        expect(yield* refusal(wrong)).toEqual(new SessionRefused())
      }
      expect(yield* Effect.flatMap(SignIn, (signIn) => signIn.leave("x"))).toBe(false)
    }).pipe(Effect.provide(layer))
  )

  it.effect("only the session's own CSRF token confirms a request; the secret itself does not", () =>
    Effect.gen(function* () {
      const signIn = yield* SignIn
      const first = yield* opened
      const second = yield* opened
      const entered = yield* signIn.enter(first.secret)
      expect(signIn.confirms(entered, Redacted.value(first.session.csrf))).toBe(true)
      for (const wrong of ["", first.secret, Redacted.value(second.session.csrf)]) {
        expect(signIn.confirms(entered, wrong)).toBe(false)
      }
    }).pipe(Effect.provide(layer))
  )

  it.effect("neither secret nor token is printed, and what is kept is neither", () =>
    Effect.gen(function* () {
      const { secret, session } = yield* opened
      const printed = JSON.stringify(session)
      expect(printed).not.toContain(secret)
      expect(printed).not.toContain(Redacted.value(session.csrf))
      const keys = yield* ApiKeys
      expect(Option.isSome(yield* keys.find(session.caller.keyId))).toBe(true)
    }).pipe(Effect.provide(layer))
  )
})
