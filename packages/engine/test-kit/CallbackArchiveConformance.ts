import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { CallbackArchive } from "../src/ports/CallbackArchive.ts"
import { CallbackLog } from "../src/ports/CallbackLog.ts"
import type { NewCallback, Processed } from "../src/ports/CallbackLog.ts"
import { startMillis } from "./Samples.ts"

const digestOf = (n: number): Uint8Array => Uint8Array.from({ length: 32 }, (_, index) => (index === 0 ? n : 1))

const callback = (n: number, change: Partial<NewCallback> = {}): NewCallback => ({
  accountId: n % 2 === 0 ? "beta" : "acme",
  provider: n === 4 ? "twilio" : "cloud-api",
  receivedMillis: startMillis + n,
  contentType: n === 4 ? null : "application/json",
  body: Uint8Array.from({ length: n }, () => 65),
  digest: digestOf(n),
  verdict: "pending",
  ...change
})

/** Eight callbacks: 1 is not believed, 2 quarantined, 3 malformed, 4 to 6 processed, 7 and 8 pending. */
const filled = Effect.gen(function* () {
  const log = yield* CallbackLog
  const archive = yield* CallbackArchive
  yield* log.append([callback(1, { verdict: "bad-signature" }), ...[2, 3, 4, 5, 6].map((n) => callback(n))])
  const verdicts: ReadonlyArray<Processed["verdict"]> = [
    "quarantined",
    "malformed",
    "processed",
    "processed",
    "processed"
  ]
  yield* log.consume(10, (handed) =>
    Effect.succeed(
      handed.map(({ id }, index) => ({ id, verdict: verdicts[index] ?? "processed", report: { n: index + 2 } }))
    )
  )
  yield* log.append([callback(7), callback(8)])
  return archive
})

const accountIds = ["acme", "beta"]
const sizes = (found: ReadonlyArray<{ readonly bodyBytes: number }>) => found.map(({ bodyBytes }) => bodyBytes)

/** What every archive of callbacks guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<CallbackArchive | CallbackLog, E>): void => {
  describe(`CallbackArchive, ${name}`, () => {
    it.live("stored callbacks are listed newest first, by account, provider, verdict and time, page after page", () =>
      Effect.gen(function* () {
        const archive = yield* filled
        expect(sizes(yield* archive.list({ accountIds, limit: 50 }))).toEqual([8, 7, 6, 5, 4, 3, 2, 1])
        expect(sizes(yield* archive.list({ accountIds: ["acme"], limit: 50 }))).toEqual([7, 5, 3, 1])
        expect(yield* archive.list({ accountIds: [], limit: 50 })).toEqual([])
        expect(sizes(yield* archive.list({ accountIds, provider: "twilio", limit: 50 }))).toEqual([4])
        for (const [verdict, found] of [
          ["pending", [8, 7]],
          ["processed", [6, 5, 4]],
          ["malformed", [3]],
          ["quarantined", [2]],
          ["bad-signature", [1]]
        ] as const) {
          expect(sizes(yield* archive.list({ accountIds, verdict, limit: 50 }))).toEqual(found)
        }
        const [sinceMillis, untilMillis] = [startMillis + 3, startMillis + 6]
        expect(sizes(yield* archive.list({ accountIds, sinceMillis, untilMillis, limit: 50 }))).toEqual([5, 4, 3])

        const first = yield* archive.list({ accountIds, limit: 3 })
        const last = first.at(-1)
        expect(last).toMatchObject({ accountId: "beta", provider: "cloud-api", verdict: "processed", report: { n: 6 } })
        const after = { receivedMillis: last?.receivedMillis ?? 0, id: last?.id ?? 0 }
        expect(sizes(yield* archive.list({ accountIds, after, limit: 3 }))).toEqual([5, 4, 3])
      }).pipe(Effect.provide(layer))
    )

    it.live("one callback is found with its bytes; one that is not there, not", () =>
      Effect.gen(function* () {
        const archive = yield* filled
        const [entry] = yield* archive.list({ accountIds, provider: "twilio", limit: 1 })
        const found = Option.getOrThrow(yield* archive.find(entry?.id ?? 0))
        expect(found).toMatchObject({ ...entry, contentType: null, verdict: "processed", report: { n: 4 } })
        expect([...found.body]).toEqual([65, 65, 65, 65])
        expect(found.digest[0]).toBe(4)
        expect(Option.isNone(yield* archive.find(1_000_000))).toBe(true)
      }).pipe(Effect.provide(layer))
    )

    it.live("WH-10: what is read again comes whole, newest first, and never what was not believed", () =>
      Effect.gen(function* () {
        const archive = yield* filled
        const all = yield* archive.read({ accountIds, limit: 50 })
        expect(all.map(({ body }) => body.length)).toEqual([8, 7, 6, 5, 4, 3, 2])
        expect(all.map(({ digest }) => digest[0])).toEqual([8, 7, 6, 5, 4, 3, 2])
        const [first] = yield* archive.read({ accountIds, verdict: "processed", limit: 1 })
        expect(first?.body.length).toBe(6)
        expect(yield* archive.read({ accountIds, verdict: "bad-signature", limit: 50 })).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "WH-10: callbacks that are put back are pending again, and say whether they were applied; others are left",
      () =>
        Effect.gen(function* () {
          const archive = yield* filled
          const log = yield* CallbackLog
          const ids = (yield* archive.list({ accountIds, limit: 50 })).map(({ id }) => id)
          const reopened = yield* archive.reopen([...ids, 1_000_000])
          expect(reopened).toHaveLength(5)
          expect(yield* archive.reopen(reopened)).toEqual([])
          const handed: Array<readonly [bytes: number, applied: boolean]> = []
          yield* log.consume(50, (callbacks) =>
            Effect.sync(() => {
              for (const { applied = false, body } of callbacks) handed.push([body.length, applied])
              return callbacks.map(({ id }) => ({ id, verdict: "processed" as const, report: {} }))
            })
          )
          expect(handed).toEqual([
            [2, false],
            [3, false],
            [4, true],
            [5, true],
            [6, true],
            [7, false],
            [8, false]
          ])
          expect(yield* log.counts).toEqual({ processed: 7, "bad-signature": 1 })
          // What was applied once stays so, however often it is put back.
          const [again] = yield* archive.reopen(reopened.slice(0, 1))
          yield* log.consume(1, (callbacks) =>
            Effect.succeed(callbacks.map(({ id }) => ({ id, verdict: "quarantined" as const, report: {} })))
          )
          expect(yield* archive.reopen([again ?? 0])).toEqual([again])
          expect((yield* archive.read({ accountIds, verdict: "pending", limit: 1 }))[0]?.applied).toBe(true)
        }).pipe(Effect.provide(layer))
    )
  })
}
