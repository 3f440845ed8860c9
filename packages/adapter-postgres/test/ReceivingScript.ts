import { CallbackArchive, verdicts } from "@sluice/engine/ports/CallbackArchive"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Drift } from "@sluice/engine/ports/Drift"
import { SendStats } from "@sluice/engine/ports/SendStats"
import { Timeline } from "@sluice/engine/ports/Timeline"
import { Traffic } from "@sluice/engine/ports/Traffic"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option, Struct } from "effect"
import * as fc from "fast-check"

/** Calls of the ports around received callbacks as data, few enough of everything that all of them meet. */
export type Step =
  | {
      readonly _tag: "Append"
      readonly n: number
      readonly accountId: string
      readonly believed: boolean
      readonly after: number
    }
  | { readonly _tag: "Consume"; readonly limit: number; readonly verdict: "processed" | "quarantined" | "malformed" }
  | { readonly _tag: "Reopen"; readonly verdict: (typeof verdicts)[number]; readonly limit: number }
  | {
      readonly _tag: "List"
      readonly verdict: (typeof verdicts)[number] | null
      readonly since: number
      readonly limit: number
    }
  | {
      readonly _tag: "Advance"
      readonly steps: ReadonlyArray<{ readonly senderId: string; readonly second: number; readonly by: number }>
      readonly days: number
    }
  | { readonly _tag: "Forget"; readonly days: number }
  | { readonly _tag: "Ask"; readonly since: number; readonly longer: number; readonly limit: number }
  | {
      readonly _tag: "Note"
      readonly seen: ReadonlyArray<{ readonly path: string; readonly version: string; readonly count: number }>
    }

const tag = <const T extends string>(name: T) => fc.constant(name)
const small = fc.integer({ min: 0, max: 5 })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      _tag: tag("Append"),
      n: fc.integer({ min: 1, max: 9 }),
      accountId: fc.constantFrom("acme", "beta"),
      believed: fc.constantFrom(true, true, false),
      after: small
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: tag("Consume"),
      limit: fc.integer({ min: 1, max: 3 }),
      verdict: fc.constantFrom("processed" as const, "quarantined" as const, "malformed" as const)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: tag("Reopen"),
      verdict: fc.constantFrom(...verdicts),
      limit: fc.integer({ min: 1, max: 3 })
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: tag("List"),
      verdict: fc.option(fc.constantFrom(...verdicts)),
      since: small,
      limit: fc.integer({ min: 1, max: 4 })
    })
  },
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: tag("Advance"),
      steps: fc.uniqueArray(
        fc.record({ senderId: fc.constantFrom("a", "B", "b"), second: small, by: fc.integer({ min: -1, max: 5 }) }),
        { maxLength: 4, selector: ({ second, senderId }) => `${senderId} ${second}` }
      ),
      days: small
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: tag("Forget"), days: small }) },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: tag("Ask"), since: small, longer: small, limit: fc.integer({ min: 1, max: 4 }) })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: tag("Note"),
      seen: fc.uniqueArray(
        fc.record({
          path: fc.constantFrom("a[]", "B", "b\u0000", "\u6b0a"),
          version: fc.constantFrom("", "v2"),
          count: small
        }),
        { maxLength: 4, selector: ({ path, version }) => `${path} ${version}` }
      )
    })
  }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 3, maxLength: 30 })

const accountIds = ["acme", "beta"]
const dayMillis = 86_400_000

/** Ids are each store's own: a callback is known by what is in it. */
const nameOf = ({ body }: { readonly body: Uint8Array }): string => [...body].join(" ")

const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const log = yield* CallbackLog
    const archive = yield* CallbackArchive
    switch (step._tag) {
      case "Append":
        return yield* log.append([
          {
            accountId: step.accountId,
            provider: "cloud-api",
            receivedMillis: startMillis + step.after,
            contentType: null,
            body: Uint8Array.of(step.n, step.after),
            digest: Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? step.n : step.after)),
            verdict: step.believed ? "pending" : "bad-signature"
          }
        ])
      case "Consume": {
        const handed: Array<unknown> = []
        yield* log.consume(step.limit, (callbacks) =>
          Effect.sync(() => {
            for (const callback of callbacks) handed.push([nameOf(callback), callback.applied ?? false])
            return callbacks.map(({ id }) => ({ id, verdict: step.verdict, report: { nowMillis } }))
          })
        )
        return handed
      }
      case "Reopen": {
        const listed = yield* archive.list({ accountIds, verdict: step.verdict, limit: step.limit })
        return (yield* archive.reopen(listed.map(({ id }) => id))).length
      }
      case "List": {
        const request = {
          accountIds,
          ...(step.verdict === null ? {} : { verdict: step.verdict }),
          sinceMillis: startMillis + step.since,
          limit: step.limit
        }
        const listed = yield* archive.list(request)
        const last = listed.at(-1)
        const next = last === undefined ? [] : yield* archive.read({ ...request, after: last })
        return [listed.map((entry) => ({ ...entry, id: 0 })), next.map(nameOf)]
      }
      case "Ask": {
        const sinceMillis = startMillis + step.since
        const { limit, longer } = step
        const heard = yield* log.heardMillis([...accountIds, "nobody"])
        const waits = yield* (yield* Traffic).waits({
          accountIds,
          fromMillis: sinceMillis,
          untilMillis: sinceMillis + 4,
          stepMillis: 1 + longer
        })
        const [newest] = yield* archive.list({ accountIds, limit: 1 })
        const found = newest === undefined ? Option.none() : yield* archive.find(newest.id)
        return {
          oldest: yield* log.oldestPendingMillis,
          heard: accountIds.map((accountId) => heard.get(accountId) ?? null),
          gaps: yield* Effect.forEach(accountIds, (accountId) =>
            log.gaps({ accountId, sinceMillis, longerMillis: longer })
          ),
          quarantined: yield* Effect.forEach(accountIds, (accountId) =>
            Effect.map(log.quarantined({ accountId, sinceMillis, limit }), (callbacks) => callbacks.map(nameOf))
          ),
          counts: yield* log.counts,
          counted: yield* (yield* SendStats).quarantined(sinceMillis),
          // How long they waited is told by the clock of the machine.
          waits: waits.map(({ callbacks, fromMillis }) => [fromMillis, callbacks]),
          found: Option.map(found, (kept) => ({
            ...Struct.omit(kept, "id", "body", "digest"),
            bytes: [...kept.body, ...kept.digest]
          }))
        }
      }
      case "Advance":
        return yield* (yield* Timeline).advance(step.steps, startMillis + step.days * dayMillis)
      case "Forget":
        return yield* (yield* Timeline).forget(startMillis + step.days * dayMillis)
      case "Note": {
        const drift = yield* Drift
        const sample = `at ${nowMillis}`
        yield* drift.note(
          step.seen.map((one) => ({
            ...one,
            path: one.path.replaceAll("\0", "\ufffd"),
            provider: "twilio",
            kind: "unknown",
            sample
          })),
          nowMillis
        )
        return yield* drift.list(0)
      }
    }
  })

/** All answers; a millisecond passes with each step. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, index) => perform(one, startMillis + index))
