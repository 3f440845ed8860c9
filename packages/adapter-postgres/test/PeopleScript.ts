import { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { ApiKey } from "@sluice/engine/ports/ApiKeys"
import { AuditLog } from "@sluice/engine/ports/AuditLog"
import type { Actor, AuditRecord } from "@sluice/engine/ports/AuditLog"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"

/** Calls of the ports that keep keys and what people did, as data: few keys and few acts, so that everything is met again. */
export type Step =
  | { readonly _tag: "Add"; readonly id: string; readonly expires: number | null }
  | { readonly _tag: "Rotate"; readonly id: string; readonly next: string; readonly until: number }
  | { readonly _tag: "Revoke" | "Used"; readonly id: string }
  | { readonly _tag: "Begin"; readonly actor: Actor; readonly act: AuditRecord["act"]; readonly on: string | null }
  | { readonly _tag: "End"; readonly nth: number; readonly on: string | null; readonly reason: string | null }

const tag = <const T extends string>(name: T) => fc.constant(name)
const id = fc.constantFrom("a", "b", "A", "c")
const on = fc.constantFrom(null, "autumn", "가을\0")

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ _tag: tag("Add"), id, expires: fc.option(fc.integer({ min: 0, max: 12 })) }),
  fc.record({
    _tag: tag("Rotate"),
    id,
    next: fc.constantFrom("n1", "n2", "n3"),
    until: fc.integer({ min: 0, max: 12 })
  }),
  fc.record({ _tag: fc.constantFrom("Revoke" as const, "Used" as const), id }),
  fc.record({
    _tag: tag("Begin"),
    actor: fc.record({
      keyId: fc.option(id),
      name: fc.constantFrom("Mei", "mei"),
      role: fc.constantFrom("viewer" as const, "admin" as const),
      accountId: fc.constantFrom(null, "acme", "Acme")
    }),
    act: fc.constantFrom("key.issue" as const, "hold.review" as const),
    on
  }),
  fc.record({ _tag: tag("End"), nth: fc.nat({ max: 5 }), on, reason: fc.constantFrom(null, "role-refused") })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 20 })

const keyOf = (id: string, createdMillis: number, expiresMillis: number | null): ApiKey => ({
  id,
  name: `key ${id}`,
  role: "operator",
  accountId: null,
  secretHash: new Uint8Array(32).fill(id.charCodeAt(0)),
  createdMillis,
  expiresMillis,
  revokedMillis: null,
  lastUsedMillis: null,
  replacedBy: null
})

/** @param begun ids of the records so far: stores number them as they like, in the same order. */
const perform = (step: Step, nowMillis: number, begun: Array<number>) =>
  Effect.gen(function* () {
    const keys = yield* ApiKeys
    const audit = yield* AuditLog
    switch (step._tag) {
      case "Add": {
        const isThere = Option.isSome(yield* keys.find(step.id))
        const expires = step.expires === null ? null : startMillis + step.expires
        return isThere ? null : yield* keys.add(keyOf(step.id, nowMillis, expires))
      }
      case "Rotate": {
        const isThere = Option.isSome(yield* keys.find(step.next))
        return isThere ? null : yield* keys.rotate(step.id, keyOf(step.next, nowMillis, null), startMillis + step.until)
      }
      case "Revoke":
        return yield* keys.revoke(step.id, nowMillis)
      case "Used":
        return yield* keys.used(step.id, nowMillis)
      case "Begin":
        begun.push(yield* audit.begin({ actor: step.actor, act: step.act, on: step.on, atMillis: nowMillis }))
        return null
      case "End": {
        const { nth, on, reason } = step
        const outcome = reason === null ? "done" : "refused"
        return yield* audit.end(begun[nth] ?? 0, { outcome, on, reason, endedMillis: nowMillis })
      }
    }
  })

/** Text as PostgreSQL can hold it. */
const storable = (text: string | null) => text?.replaceAll("\0", "\ufffd") ?? null

/** Everything that can be read of a store: keys, and the audit by each filter; records by their place, bytes as numbers. */
const everything = (begun: ReadonlyArray<number>) =>
  Effect.gen(function* () {
    const audit = yield* AuditLog
    const keys = yield* Effect.flatMap(ApiKeys, ({ list }) => list)
    const filters = [{}, { actor: "Mei" }, { actor: "a" }, { act: "hold.review" as const }, { actorAccountId: "acme" }]
    const pages = yield* Effect.forEach([...filters, { sinceMillis: startMillis + 5 }], (filter) =>
      audit.list({ ...filter, limit: 4 })
    )
    return {
      keys: keys.map(({ secretHash, ...key }) => ({ ...key, secretHash: [...secretHash] })),
      pages: pages.map((page) => page.map((one) => ({ ...one, id: begun.indexOf(one.id), on: storable(one.on) })))
    }
  })

/** What is answered to each step, and what is there after it; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.suspend(() => {
    const begun: Array<number> = []
    return Effect.forEach(steps, (one, index) =>
      Effect.zip(
        perform(one, startMillis + index, begun),
        Effect.suspend(() => everything(begun))
      )
    )
  })
