import { Sessions } from "@sluice/engine/ports/Sessions"
import type { Session } from "@sluice/engine/ports/Sessions"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Exit, Option } from "effect"
import * as fc from "fast-check"

/** Calls of the sessions of the dashboard as data: three of them, so that each is begun, found and ended again. */
export type Step =
  | { readonly _tag: "Add"; readonly n: number; readonly accountId: string | null; readonly lasts: number }
  | { readonly _tag: "End"; readonly n: number }
  | { readonly _tag: "Forget" }

const n = fc.integer({ min: 1, max: 3 })

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    _tag: fc.constant("Add" as const),
    n,
    accountId: fc.constantFrom(null, "acme", "Acme"),
    lasts: fc.integer({ min: 0, max: 8 })
  }),
  fc.record({ _tag: fc.constant("End" as const), n }),
  fc.record({ _tag: fc.constant("Forget" as const) })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 15 })

const hashOf = (n: number): Uint8Array => new Uint8Array(32).fill(n)

/** A second session of one hash is a defect: that it is one is the answer. */
const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const sessions = yield* Sessions
    switch (step._tag) {
      case "Add": {
        const { accountId, lasts, n } = step
        const expiresMillis = nowMillis + lasts
        const session: Session = {
          idHash: hashOf(n),
          keyId: `key ${n}`,
          role: n === 1 ? "viewer" : "admin",
          accountId,
          createdMillis: nowMillis,
          expiresMillis
        }
        return Exit.isSuccess(yield* Effect.exit(sessions.add(session)))
      }
      case "End":
        return yield* sessions.end(hashOf(step.n))
      case "Forget":
        return yield* sessions.forget(nowMillis)
    }
  })

/** Bytes as numbers, since stores may answer with any kind of `Uint8Array`. */
const everything = Effect.gen(function* () {
  const sessions = yield* Sessions
  const found = yield* Effect.forEach([1, 2, 3], (n) => sessions.find(hashOf(n)))
  return found.map(Option.map(({ idHash, ...rest }) => ({ ...rest, idHash: [...idHash] })))
})

/** What each step answers, and what is there after it; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, index) => Effect.all([perform(one, startMillis + index), everything]))
