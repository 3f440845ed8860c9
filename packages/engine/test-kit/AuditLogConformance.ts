import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect } from "effect"
import { AuditLog } from "../src/ports/AuditLog.ts"
import type { Actor, Begun, Ending } from "../src/ports/AuditLog.ts"
import { startMillis } from "./Samples.ts"

const mei: Actor = { keyId: "00000000000000a1", name: "Mei", role: "operator", accountId: "acme" }
const prompt: Actor = { keyId: null, name: "prompt", role: "admin", accountId: null }

const begun = (change: Partial<Begun> = {}): Begun => ({
  actor: mei,
  act: "campaign.start",
  on: "autumn",
  atMillis: startMillis,
  ...change
})

const done: Ending = { outcome: "done", on: null, reason: null, endedMillis: startMillis + 5 }

/** What every audit guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<AuditLog, E>): void => {
  describe(`AuditLog, ${name}`, () => {
    it.live("an act that has begun is there before it ends, with who, what, on what and when", () =>
      Effect.gen(function* () {
        const audit = yield* AuditLog
        const id = yield* audit.begin(begun())
        expect(yield* audit.list({ limit: 10 })).toEqual([
          { ...begun(), id, outcome: "begun", reason: null, endedMillis: null }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("an act ends once, and its first ending stands", () =>
      Effect.gen(function* () {
        const audit = yield* AuditLog
        const id = yield* audit.begin(begun())
        expect(yield* audit.end(id, done)).toBe(true)
        const late: Ending = { outcome: "refused", on: "winter", reason: "role-refused", endedMillis: startMillis + 9 }
        expect(yield* audit.end(id, late)).toBe(false)
        expect(yield* audit.end(id + 1, late)).toBe(false)
        expect(yield* audit.list({ limit: 10 })).toEqual([
          { ...begun(), id, outcome: "done", reason: null, endedMillis: startMillis + 5 }
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("what an act made is named by its ending; one that fails says why", () =>
      Effect.gen(function* () {
        const audit = yield* AuditLog
        const made = yield* audit.begin(begun({ act: "campaign.create", on: null }))
        yield* audit.end(made, { ...done, on: "winter" })
        const failed = yield* audit.begin(begun({ act: "template.submit" }))
        yield* audit.end(failed, { ...done, outcome: "failed", reason: "internal" })
        expect((yield* audit.list({ limit: 10 })).map(({ on, outcome, reason }) => [on, outcome, reason])).toEqual([
          ["autumn", "failed", "internal"],
          ["winter", "done", null]
        ])
      }).pipe(Effect.provide(layer))
    )

    it.live("pages go on without a gap, newest first", () =>
      Effect.gen(function* () {
        const audit = yield* AuditLog
        const ids = yield* Effect.forEach([1, 2, 3, 4, 5], (n) => audit.begin(begun({ on: String(n) })))
        const first = yield* audit.list({ limit: 2 })
        expect(first.map(({ on }) => on)).toEqual(["5", "4"])
        const rest = yield* audit.list({ limit: 10, beforeId: ids[3] ?? 0 })
        expect(rest.map(({ on }) => on)).toEqual(["3", "2", "1"])
      }).pipe(Effect.provide(layer))
    )

    it.live("records are found by key, name, act, time and the actor's account, one or together", () =>
      Effect.gen(function* () {
        const audit = yield* AuditLog
        yield* audit.begin(begun({ on: "1" }))
        yield* audit.begin(begun({ on: "2", act: "hold.review", atMillis: startMillis + 10 }))
        yield* audit.begin(begun({ on: "3", actor: prompt, act: "key.issue", atMillis: startMillis + 20 }))
        const found = (page: object) =>
          Effect.map(audit.list({ limit: 10, ...page }), (records) => records.map(({ on }) => on).join(""))
        expect(yield* found({ actor: "00000000000000a1" })).toBe("21")
        expect(yield* found({ actor: "prompt" })).toBe("3")
        expect(yield* found({ actor: "nobody" })).toBe("")
        expect(yield* found({ act: "hold.review" })).toBe("2")
        expect(yield* found({ sinceMillis: startMillis + 10 })).toBe("32")
        expect(yield* found({ actorAccountId: "acme" })).toBe("21")
        expect(yield* found({ actorAccountId: "Acme" })).toBe("")
        expect(yield* found({ actor: "Mei", act: "campaign.start", sinceMillis: startMillis })).toBe("1")
      }).pipe(Effect.provide(layer))
    )
  })
}
