import { it } from "@effect/vitest"
import * as Classification from "@sluice/core/failure/Classification"
import * as Policy from "@sluice/core/policy/Policy"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import type { Account } from "@sluice/engine/ports/Directory"
import { Provider } from "@sluice/engine/ports/Provider"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { Clock, Effect, Layer, Redacted, TestClock } from "effect"
import { describe, expect } from "vitest"

const { certainty } = Policy.shipped["cloud-api"]

const accountAt = (...baseUrls: [string, ...ReadonlyArray<string>]): Account => ({
  id: "account",
  provider: "cloud-api",
  baseUrls,
  version: "v25.0",
  accessToken: Redacted.make("token"),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
})
const account = accountAt("http://primary.test", "http://backup.test")

const accepted: SendOutcome = { _tag: "Accepted", wamid: "wamid.A", httpStatus: 200, heldByPlatform: false }
const silence: SendOutcome = { _tag: "Uncertain", detail: "silence" }

const refused = (code: number, httpStatus: number): SendOutcome => ({
  _tag: "Refused",
  httpStatus,
  detail: "refused",
  failure: Classification.classify({ provider: "cloud-api", httpStatus, code })
})

const observe = (outcome: SendOutcome, tookMillis: number) =>
  Effect.gen(function* () {
    const endpoints = yield* Endpoints
    const departedMillis = yield* Clock.currentTimeMillis
    const endpoint = endpoints.choose(account, certainty, departedMillis)
    yield* TestClock.adjust(tookMillis)
    endpoints.observed(account, certainty, { endpoint, departedMillis, atMillis: departedMillis + tookMillis, outcome })
    return endpoint
  })

const chosen = Effect.gen(function* () {
  const endpoints = yield* Endpoints
  return endpoints.choose(account, certainty, yield* Clock.currentTimeMillis)
})

/** A provider that sends nothing, and tells of endpoints by `answers`. */
const asked = (answers?: (endpoint: string) => boolean) => {
  const questions: Array<string> = []
  const probe = (endpoint: string) =>
    Effect.sync(() => {
      questions.push(endpoint)
      return answers?.(endpoint) ?? false
    })
  const provider = Layer.succeed(Provider, {
    send: () => Effect.void,
    ...(answers === undefined ? {} : { probe: ({ endpoint }: { readonly endpoint: string }) => probe(endpoint) })
  })
  return { questions, layer: (speed = 1) => Endpoints.layer({ speed }).pipe(Layer.provide(provider)) }
}

describe("Endpoints", () => {
  it.scoped(
    "SF-03: silence moves all lanes to the backup; the primary is asked without a message, and used when it is back",
    () => {
      let alive = false
      const { layer, questions } = asked(() => alive)
      return Effect.gen(function* () {
        expect(yield* observe(silence, 3_000)).toBe("http://primary.test")
        expect(yield* observe(accepted, 200)).toBe("http://backup.test")
        yield* TestClock.adjust("2 minutes")
        expect(questions.length).toBeGreaterThan(0)
        expect(new Set(questions)).toEqual(new Set(["http://primary.test"]))
        expect(yield* chosen).toBe("http://backup.test")
        alive = true
        yield* TestClock.adjust("5 minutes")
        expect(yield* chosen).toBe("http://primary.test")
      }).pipe(Effect.provide(layer()))
    }
  )

  it.scoped("SF-03: where nobody can ask, the primary is used again after its rest", () => {
    const { layer } = asked()
    return Effect.gen(function* () {
      yield* observe(silence, 3_000)
      expect(yield* chosen).toBe("http://backup.test")
      yield* TestClock.adjust("1 minute")
      expect(yield* chosen).toBe("http://primary.test")
    }).pipe(Effect.provide(layer()))
  })

  it.scoped(
    "SF-03: an answer that refuses the message says nothing against the endpoint; one that tells of an outage does",
    () => {
      const { layer } = asked()
      return Effect.gen(function* () {
        yield* observe(refused(190, 401), 100)
        yield* observe(refused(130429, 400), 100)
        expect(yield* chosen).toBe("http://primary.test")
        yield* observe(refused(131016, 503), 100)
        expect(yield* chosen).toBe("http://backup.test")
      }).pipe(Effect.provide(layer()))
    }
  )

  it.scoped("SF-03: latency is the wall's, however fast the engine's clock runs", () => {
    const { layer } = asked(() => true)
    return Effect.gen(function* () {
      // 200 ms of the wall.
      for (let n = 0; n < 20; n++) yield* observe(accepted, 200 * 60)
      expect(yield* chosen).toBe("http://primary.test")
    }).pipe(Effect.provide(layer(60)))
  })

  it.scoped("an account with one endpoint is never asked about", () => {
    const { layer, questions } = asked(() => false)
    const single = accountAt("http://only.test")
    return Effect.gen(function* () {
      const endpoints = yield* Endpoints
      const seen = { endpoint: "http://only.test", departedMillis: 0, atMillis: 3_000, outcome: silence }
      endpoints.observed(single, certainty, seen)
      yield* TestClock.adjust("10 minutes")
      expect(endpoints.choose(single, certainty, 600_000)).toBe("http://only.test")
      expect(questions).toEqual([])
    }).pipe(Effect.provide(layer()))
  })
})
