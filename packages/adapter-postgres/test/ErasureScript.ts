import * as Person from "@sluice/engine/erasure/Person"
import * as Redaction from "@sluice/engine/erasure/Redaction"
import { CallbackArchive } from "@sluice/engine/ports/CallbackArchive"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Campaigns } from "@sluice/engine/ports/Campaigns"
import type { Redact } from "@sluice/engine/ports/Erasures"
import { Erasures, nothing, start } from "@sluice/engine/ports/Erasures"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { byId, callback, campaign, campaignRow, event, id, message, startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect, Option } from "effect"
import * as fc from "fast-check"

/** Calls of the ports that know people, as data: two people, and few of everything, so that everything is met again. */
export type Step =
  | { readonly _tag: "Enqueue"; readonly n: number; readonly to: 0 | 1 }
  | { readonly _tag: "End"; readonly n: number }
  | { readonly _tag: "Row"; readonly n: number; readonly to: 0 | 1 }
  | { readonly _tag: "OptOut" | "Hear"; readonly to: 0 | 1 }
  | { readonly _tag: "Arrive"; readonly n: number; readonly to: ReadonlyArray<0 | 1> }
  | { readonly _tag: "Process" | "Around" | "Open" | "End-erasure" }
  | { readonly _tag: "Claim"; readonly lease: number }
  | { readonly _tag: "Messages"; readonly limit: number; readonly quiet: number }
  | { readonly _tag: "Rows"; readonly limit: number }
  | { readonly _tag: "Callbacks" }

const tag = <const T extends string>(name: T) => fc.constant(name)
const n = fc.integer({ min: 1, max: 4 })
const to = fc.constantFrom(0 as const, 1 as const)

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ _tag: tag("Enqueue"), n, to }),
  fc.record({ _tag: tag("End"), n }),
  fc.record({ _tag: tag("Row"), n, to }),
  fc.record({ _tag: fc.constantFrom("OptOut" as const, "Hear" as const), to }),
  fc.record({ _tag: tag("Arrive"), n, to: fc.array(to, { maxLength: 2 }) }),
  fc.record({ _tag: fc.constantFrom("Process" as const, "Around" as const, "Open" as const, "End-erasure" as const) }),
  fc.record({ _tag: tag("Claim"), lease: fc.integer({ min: 0, max: 5 }) }),
  fc.record({ _tag: tag("Messages"), limit: fc.integer({ min: 1, max: 3 }), quiet: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ _tag: tag("Rows"), limit: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ _tag: tag("Callbacks") })
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 1, maxLength: 30 })

const people = ["+886912345678", "+886912000002"] as const
const pseudonym = Person.pseudonymOf(new Uint8Array(16).fill(7))
const person = Person.of("acme", people[0], pseudonym)
const senderIds = ["acme-1"]

const redact: Redact = (stored) => {
  const left = Redaction.of(person.mentions, stored)
  return left === null ? null : { ...left, digest: new Uint8Array(32) }
}

const erasureId = (nth: number): string => id(0xe_0000 + nth)

const perform = (step: Step, nth: number) =>
  Effect.gen(function* () {
    const erasures = yield* Erasures
    const nowMillis = startMillis + nth
    switch (step._tag) {
      case "Enqueue":
        return yield* Effect.flatMap(Outbox, (outbox) =>
          outbox.enqueue([message(step.n, { recipient: people[step.to], acceptedMillis: startMillis + step.n })])
        )
      case "End":
        return yield* Effect.flatMap(Outbox, (outbox) =>
          outbox.modify([byId(step.n)], () => ({
            state: "failed",
            failure: { cause: "bad-number", code: 1, httpStatus: null, detail: `no ${people[0]}`, remedy: "" },
            events: [event("failed", nowMillis, { to: people[0] })]
          }))
        )
      case "Row": {
        const campaigns = yield* Campaigns
        yield* campaigns.create(campaign(1))
        const { message, senderId } = campaignRow(100 + nth)
        const row = { senderId, message: { ...message, recipient: people[step.to] } }
        return Option.map(yield* campaigns.add(campaign(1).id, [row], () => ({})), ({ rows }) => rows)
      }
      case "OptOut":
        return yield* Effect.flatMap(OptOuts, ({ put }) =>
          put([{ accountId: "acme", recipient: people[step.to], scope: "all", source: "api", sinceMillis: nowMillis }])
        )
      case "Hear":
        return yield* Effect.flatMap(ServiceWindows, ({ note }) =>
          note([{ senderId: "acme-1", recipient: people[step.to], atMillis: nowMillis }])
        )
      case "Arrive": {
        const body = new TextEncoder().encode(JSON.stringify({ to: step.to.map((one) => people[one].slice(1)) }))
        return yield* Effect.flatMap(CallbackLog, (log) => log.append([callback(step.n, { body })]))
      }
      case "Process":
        return yield* Effect.flatMap(CallbackLog, (log) =>
          log.consume(2, (handed) => Effect.succeed(handed.map(({ id }) => ({ id, verdict: "processed", report: {} }))))
        )
      case "Open":
        return yield* erasures.open({
          id: erasureId(nth),
          accountId: "acme",
          recipient: people[0],
          recipientKey: "key",
          pseudonym,
          openedMillis: nowMillis
        })
      case "Claim": {
        const claimed = yield* erasures.claim({ nowMillis, untilMillis: nowMillis + step.lease })
        if (Option.isSome(claimed)) {
          const counts = { ...nothing, messages: nth }
          const place = { ...start, callbackId: nth }
          yield* erasures.advance(claimed.value.id, { counts, place, blobs: [], untilMillis: nowMillis + step.lease })
        }
        return claimed
      }
      case "End-erasure": {
        const claimed = yield* erasures.claim({ nowMillis, untilMillis: nowMillis })
        return yield* Option.isNone(claimed) ? Effect.void : erasures.end(claimed.value.id, nowMillis)
      }
      case "Around":
        return yield* erasures.around(person, { optOutKey: Person.optOutKey("00ff"), senderIds })
      case "Messages":
        return yield* erasures.messages(person, {
          acceptedUntilMillis: startMillis + 3,
          quietSinceMillis: startMillis + step.quiet,
          limit: step.limit
        })
      case "Rows": {
        const first = yield* erasures.rows(person, { after: null, limit: step.limit })
        return [
          first,
          first.next === null ? null : yield* erasures.rows(person, { after: first.next, limit: step.limit })
        ]
      }
      case "Callbacks": {
        // Ids are each store's own, and start where they like.
        const { caughtUp, erased } = yield* erasures.callbacks(person, { fromId: 0, span: 1_000_000 }, redact)
        return { caughtUp, erased }
      }
    }
  })

/** Everything that can be read of a store, ids of callbacks apart. */
const everything = Effect.gen(function* () {
  const outbox = yield* Outbox
  const optOuts = yield* OptOuts
  const windows = yield* ServiceWindows
  const erasures = yield* Erasures
  const archive = yield* CallbackArchive
  const rows: Array<unknown> = []
  yield* Effect.flatMap(Campaigns, (campaigns) =>
    campaigns.feed(campaign(1).id, 100, startMillis, (_, found) =>
      Effect.sync(() => {
        rows.push(...found)
        return []
      })
    )
  )
  const callbacks = yield* archive.read({ accountIds: ["acme"], limit: 100 })
  return {
    messages: yield* outbox.list({ limit: 100 }),
    histories: yield* Effect.forEach([1, 2, 3, 4], (n) => outbox.history(id(n))),
    optOuts: yield* optOuts.list({ accountId: "acme", limit: 100 }),
    windows: yield* windows.lastHeard(people.map((recipient) => ({ senderId: "acme-1", recipient }))),
    preview: yield* erasures.preview(person, senderIds),
    callbacks: callbacks.map(({ body }) => new TextDecoder().decode(body)).toSorted(),
    rows
  }
})

/** What is answered to each step, and what is there after it; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.forEach(steps, (one, nth) =>
    Effect.zip(
      Effect.map(perform(one, nth), (answer) => Option.fromNullable<unknown>(answer)),
      everything
    )
  )
