import { it } from "@effect/vitest"
import type { Standing } from "@sluice/core/access/TokenStanding"
import * as AlertWatch from "@sluice/engine/alerts/AlertWatch"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as KeyWatch from "@sluice/engine/alerts/KeyWatch"
import * as TooFast from "@sluice/engine/alerts/TooFast"
import * as Reading from "@sluice/engine/callbacks/Reading"
import { AlertBook } from "@sluice/engine/ports/AlertBook"
import { LedgerStore } from "@sluice/engine/ports/LedgerStore"
import { Tokens } from "@sluice/engine/tokens/Tokens"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { Effect, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as Bodies from "../callbackBodies.ts"
import * as World from "../world.ts"

const world = Layer.mergeAll(World.store, World.directory(World.sender("cloud-api")), Channels.layer([]))

/** A watch whose checks find the key in this state, the alerts, and how often it asked. */
const watched = (state: Standing["state"]) =>
  Effect.gen(function* () {
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
    yield* Effect.forkScoped(Effect.provideService(KeyWatch.run({ everyMillis: 10_000 }), Tokens, tokens))
    yield* Effect.forkScoped(AlertWatch.run({ ...AlertWatch.defaults, holder: "worker 1" }))
    const book = yield* AlertBook
    const alerts = Effect.map(book.list({ accountId: null, ruleId: "key-check", limit: 50 }), (all) =>
      all.map(({ recoveredMillis }) => (recoveredMillis === null ? "stands" : "recovered"))
    )
    return { alerts, asked }
  })

/** What a callback tells whose statuses bear such codes. */
const heard = (...codes: ReadonlyArray<number>) => {
  const values = codes.map((code, n) => ({ id: `wamid.${n}`, status: "failed", errors: [{ code, title: "no" }] }))
  const { events } = Reading.of(Providers.decode, { ...Bodies.callback(Bodies.statuses(...values)), id: 1 })
  return { accountId: "account", events }
}

describe("checks of the API key", () => {
  it.scoped("GD-04: ten errors of the kind too-fast within an hour have the key checked once, and told of", () =>
    Effect.gen(function* () {
      const { alerts, asked } = yield* watched("valid")
      yield* TooFast.noteAll([heard(1351, 1351, 1351, 131_026), heard(1351, 1351, 1351, 1351, 1351, 1351)], 0)
      yield* TestClock.adjust("1 minute")
      expect([asked, yield* alerts]).toEqual([[], []])
      yield* TooFast.noteAll([heard(1351)], 60_000)
      yield* TestClock.adjust("1 minute")
      expect(asked).toEqual(["account"])
      yield* TestClock.adjust("5 minutes")
      // The key is good: the alert is over with the check.
      expect(yield* alerts).toEqual(["recovered"])
      expect(asked).toEqual(["account"])
    }).pipe(Effect.provide(world))
  )

  it.scoped("GD-04: what requests are answered with counts as what callbacks tell does", () =>
    Effect.gen(function* () {
      const { asked } = yield* watched("valid")
      const answer = (code: number | null) => ({ finish: { code, answeredMillis: 0 } })
      yield* TooFast.noteAll([heard(1351, 1351, 1351, 1351, 1351)], 0)
      yield* TooFast.noteAnswers("account", [answer(1351), answer(null), answer(131_026)])
      yield* TooFast.noteAnswers("account", [answer(null)])
      yield* TestClock.adjust("1 minute")
      expect(asked).toEqual([])
      yield* TooFast.noteAnswers("account", [answer(1351), answer(1351), answer(1351), answer(1351)])
      yield* TestClock.adjust("1 minute")
      expect(asked).toEqual(["account"])
    }).pipe(Effect.provide(world))
  )

  it.scoped("GD-04: a key that the platform refuses keeps its alert, and its report says why", () =>
    Effect.gen(function* () {
      const { alerts } = yield* watched("expired")
      yield* TooFast.note("account", 10, 0)
      yield* TestClock.adjust("10 minutes")
      expect(yield* alerts).toEqual(["stands"])
      expect(TooFast.stateOf(yield* (yield* LedgerStore).read(TooFast.scope, "account"))).toMatchObject({
        _tag: "Counting",
        report: { number: 1, outcome: { _tag: "Invalid", reason: "the platform's word" } }
      })
    }).pipe(Effect.provide(world))
  )
})
