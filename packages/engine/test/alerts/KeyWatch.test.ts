import { it } from "@effect/vitest"
import type { Notice } from "@sluice/core/alert/Watch"
import type { Standing } from "@sluice/core/access/TokenStanding"
import * as KeyWatch from "@sluice/engine/alerts/KeyWatch"
import * as TooFast from "@sluice/engine/alerts/TooFast"
import * as Processing from "@sluice/engine/callbacks/Processing"
import { Alerts } from "@sluice/engine/ports/Alerts"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const world = Layer.merge(World.store, World.directory(World.sender("cloud-api")))

/** A watch whose checks find the key in this state, what it told, and how often it asked. */
const watched = (state: Standing["state"]) =>
  Effect.gen(function* () {
    const told: Array<Notice> = []
    const asked: Array<string> = []
    const standing = {
      state,
      expiresMillis: null,
      scopes: null,
      missing: [],
      denied: [],
      detail: "the platform's word"
    }
    const unused = Effect.dieMessage("not used")
    const tokens = Tokens.of({
      list: unused,
      find: () => unused,
      put: () => unused,
      check: (accountId) =>
        Effect.sync(() => {
          asked.push(accountId)
          return { accountId, fingerprint: "f", sinceMillis: 0, checkedMillis: 0, standing }
        })
    })
    yield* Effect.forkScoped(
      KeyWatch.run({ everyMillis: 10_000 }).pipe(
        Effect.provideService(Tokens, tokens),
        Effect.provideService(Alerts, { tell: (notice) => Effect.sync(() => told.push(notice)) })
      )
    )
    return { told, asked }
  })

const seen = (told: ReadonlyArray<Notice>) => told.map(({ _tag, ruleId }) => `${ruleId} ${_tag}`)

/** What a callback tells whose statuses bear such codes. */
const heard = (...codes: ReadonlyArray<number>) => {
  const values = codes.map((code, n) => ({ id: `wamid.${n}`, status: "failed", errors: [{ code, title: "no" }] }))
  const { events } = Processing.read(Providers.decode, { ...Bodies.callback(Bodies.statuses(...values)), id: 1 })
  return { accountId: "account", events }
}

describe("checks of the API key", () => {
  it.scoped("GD-04: ten errors of the kind too-fast within an hour have the key checked once, and told of", () =>
    Effect.gen(function* () {
      const { asked, told } = yield* watched("valid")
      yield* TooFast.noteAll([heard(1351, 1351, 1351, 131_026), heard(1351, 1351, 1351, 1351, 1351, 1351)], 0)
      yield* TestClock.adjust("1 minute")
      expect([asked, told]).toEqual([[], []])
      yield* TooFast.noteAll([heard(1351)], 60_000)
      yield* TestClock.adjust("1 minute")
      expect(asked).toEqual(["account"])
      yield* TestClock.adjust("1 hour")
      // The key is good: the alert is over with the check.
      expect(seen(told)).toEqual(["key-check Fired", "key-check Recovered"])
      expect(asked).toEqual(["account"])
    }).pipe(Effect.provide(world))
  )

  it.scoped("GD-04: a key that the platform refuses keeps its alert, and its report says why", () =>
    Effect.gen(function* () {
      const { told } = yield* watched("expired")
      yield* TooFast.note("account", 10, 0)
      yield* TestClock.adjust("10 minutes")
      expect(seen(told)).toEqual(["key-check Fired"])
      expect(TooFast.stateOf(yield* (yield* LedgerStore).read(TooFast.scope, "account"))).toMatchObject({
        _tag: "Counting",
        report: { number: 1, outcome: { _tag: "Invalid", reason: "the platform's word" } }
      })
    }).pipe(Effect.provide(world))
  )
})
