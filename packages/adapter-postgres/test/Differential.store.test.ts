import { expect, it } from "@effect/vitest"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe } from "vitest"
import * as AlertScript from "./AlertScript.ts"
import * as CampaignScript from "./CampaignScript.ts"
import * as ConsentScript from "./ConsentScript.ts"
import * as ErasureScript from "./ErasureScript.ts"
import * as PeopleScript from "./PeopleScript.ts"
import * as ReceivingScript from "./ReceivingScript.ts"
import * as Script from "./Script.ts"
import * as SecretsScript from "./SecretsScript.ts"
import * as StandingScript from "./StandingScript.ts"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

describe("PgStore and MemoryStore", () => {
  it.live(
    "answer alike to any sequence of calls, and hold the same at the end",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(Script.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(Script.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(Script.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 40 }
        )
      ),
    120_000
  )

  it.live(
    "keep alike how senders stand and how accounts go live, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(StandingScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(StandingScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(StandingScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 30 }
        )
      ),
    120_000
  )

  it.live(
    "know alike who may be written to, and with what, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(ConsentScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(ConsentScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(ConsentScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 40 }
        )
      ),
    120_000
  )

  it.live(
    "hand campaigns over, take them back and count them alike, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(CampaignScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(CampaignScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(CampaignScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 25 }
        )
      ),
    120_000
  )

  it.live(
    "erase people alike, step by step, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(ErasureScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(ErasureScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(ErasureScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 40 }
        )
      ),
    120_000
  )

  it.live(
    "keep alike what is sealed, what is known of tokens, and what the platform told, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(SecretsScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(SecretsScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(SecretsScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 40 }
        )
      ),
    120_000
  )

  it.live(
    "WH-07, WH-09, WH-10: keep callbacks, their moments and their drift alike, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(ReceivingScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(ReceivingScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(ReceivingScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 40 }
        )
      ),
    120_000
  )

  it.live(
    "keep alike the keys, and what people did, after any sequence of calls",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(PeopleScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(PeopleScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(PeopleScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 25 }
        )
      ),
    120_000
  )

  it.live(
    "GD-03: keep alerts and their letters alike, after any sequence of looks, acts and tries",
    () =>
      Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(AlertScript.script, (steps) =>
            Effect.gen(function* () {
              const memory = yield* Effect.provide(AlertScript.play(steps), MemoryStore.layer)
              const postgres = yield* Effect.provide(AlertScript.play(steps), layer)
              expect(postgres).toEqual(memory)
            }).pipe(Effect.runPromise)
          ),
          { numRuns: 25 }
        )
      ),
    120_000
  )
})
