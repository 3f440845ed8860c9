import { it } from "@effect/vitest"
import { Accept } from "@sluice/engine/accept/Accept"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import * as Unwanted from "@sluice/engine/accept/consent/Unwanted"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import type { SendRequest } from "@sluice/engine/accept/Judgement"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Lanes } from "@sluice/engine/ports/Lanes"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import { Templates } from "@sluice/engine/ports/Templates"
import { startMillis, template } from "@sluice/engine/test-kit/Samples"
import { Effect, Either, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

const operator: Caller = { ...nobody, keyId: "key", role: "operator", accountId: null }
const ofAcme: Caller = { ...operator, accountId: "acme" }
const recipient = "+886987654321"
const day = 86_400_000

const request = (changes: Partial<SendRequest> = {}): SendRequest => ({
  senderId: "acme-tw",
  recipient,
  content: { type: "text", text: { body: "hello" } },
  replyTo: null,
  idempotencyKey: null,
  ...changes
})

const offer = (name: string) => ({
  type: "template",
  template: {
    name,
    language: { code: "en_US" },
    components: [{ type: "body", parameters: [{ type: "text", text: "A-1042" }] }]
  }
})

const live = Layer.mergeAll(Accept.layer(), Consent.layer).pipe(
  Layer.provide(Deal.layer()),
  Layer.provide(IdsLayer.layer),
  Layer.provide(TestCrypto.layer),
  Layer.provide(testDirectory.layer),
  Layer.provideMerge(MemoryStore.layer)
)

/** What stands against a request; nothing where it is taken. */
const refusal = (changes: Partial<SendRequest> = {}) =>
  Effect.gen(function* () {
    const accept = yield* Accept
    const outcome = yield* Effect.either(accept.accept(operator, request(changes)))
    if (Either.isRight(outcome)) return []
    return outcome.left._tag === "MessageRefused" ? outcome.left.findings.map(({ code }) => code) : [outcome.left._tag]
  })

const register = (...templates: ReadonlyArray<ReturnType<typeof template>>) =>
  Effect.flatMap(Templates, ({ modify }) =>
    modify(
      templates.map(({ accountId, draft }) => ({ accountId, name: draft.name, language: draft.language })),
      (_, index) => templates[index] ?? null
    )
  )

const states = Effect.flatMap(Outbox, (outbox) =>
  Effect.map(outbox.list({ limit: 100 }), (found) => found.map(({ state }) => state).toReversed())
)

describe("recipients who opted out", () => {
  it.effect("are not written to: what is handed in is refused, what is queued is ended, of their account alone", () =>
    Effect.gen(function* () {
      const consent = yield* Consent
      expect(yield* refusal()).toEqual([])
      expect(yield* refusal({ recipient: "+886987654322" })).toEqual([])
      const added = yield* consent.optOut(ofAcme, "acme", [{ recipient, scope: "all" }])
      expect(added).toEqual({ added: 1, ended: 1 })
      expect(yield* states).toEqual(["failed", "queued"])
      expect(yield* refusal()).toEqual(["opted-out"])
      expect(yield* refusal({ senderId: "zenith-de" })).toEqual([])
      const [message] = yield* Effect.flatMap(Outbox, (outbox) => outbox.list({ limit: 9, states: ["failed"] }))
      expect(message?.failure).toMatchObject({ cause: "policy", detail: "the recipient has opted out" })
    }).pipe(Effect.provide(live))
  )

  it.effect("may be written to again once they opted in", () =>
    Effect.gen(function* () {
      const consent = yield* Consent
      yield* consent.optOut(ofAcme, "acme", [{ recipient, scope: "all" }])
      expect(yield* consent.optIn(ofAcme, "acme", recipient, "marketing")).toBe(0)
      expect(yield* refusal()).toEqual(["opted-out"])
      expect(yield* consent.optIn(ofAcme, "acme", recipient, null)).toBe(1)
      expect(yield* refusal()).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("of marketing get all else; a template whose category nobody knows may be that", () =>
    Effect.gen(function* () {
      const consent = yield* Consent
      yield* consent.optOut(ofAcme, "acme", [{ recipient, scope: "marketing" }])
      expect(yield* refusal()).toEqual([])
      expect(yield* refusal({ content: offer("sale") })).toEqual(["opted-out-of-marketing"])
      yield* register(template("sale", { category: "MARKETING" }), template("receipt"))
      expect(yield* refusal({ content: offer("sale") })).toEqual(["opted-out-of-marketing"])
      expect(yield* refusal({ content: offer("receipt") })).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("get nothing that was accepted at the same moment: it cannot begin", () =>
    Effect.gen(function* () {
      const lanes = yield* Lanes
      const optOuts = yield* OptOuts
      const accept = yield* Accept
      const first = yield* accept.accept(operator, request())
      const other = yield* accept.accept(operator, request({ recipient: "+886987654322" }))
      yield* optOuts.put([{ accountId: "acme", recipient, scope: "all", source: "api", sinceMillis: startMillis }])
      const place = { senderId: "acme-tw", nowMillis: startMillis, recentSinceMillis: 0 }
      const { fence } = yield* lanes.take({ ...place, runner: "test" })
      const sends = [first, other].map(({ id }) => ({ messageId: id, attempt: 1, endpoint: "http://primary.test" }))
      const begun = yield* lanes.begin({ ...place, fence, sends, holdKeys: [], ledger: null })
      expect(begun).toEqual({ _tag: "Begun", messageIds: new Set([other.id]) })
      const end = yield* Unwanted.make
      expect(yield* end([first.id, other.id])).toEqual(new Set([first.id]))
      expect(yield* states).toEqual(["failed", "sending"])
      expect(yield* end([other.id])).toEqual(new Set())
    }).pipe(Effect.provide(live))
  )

  it.effect("are heard in callbacks: words end and lift, in the order in which they came", () =>
    Effect.gen(function* () {
      const consent = yield* Consent
      yield* refusal()
      const optOut = { accountId: "acme", recipient, scope: "all", source: "keyword", sinceMillis: 1 } as const
      const lift = { accountId: "acme", recipient, sources: ["keyword"] } as const
      yield* consent.hear([{ heard: [], optOuts: [optOut], lifts: [] }])
      expect(yield* states).toEqual(["failed"])
      expect(yield* refusal()).toEqual(["opted-out"])
      yield* consent.hear([
        { heard: [], optOuts: [], lifts: [lift] },
        { heard: [], optOuts: [optOut], lifts: [] },
        { heard: [], optOuts: [], lifts: [lift] }
      ])
      expect(yield* refusal()).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect(
    "are listed and changed by callers of their account; another account is told like one that is not there",
    () =>
      Effect.gen(function* () {
        const consent = yield* Consent
        for (const accountId of ["zenith", "nobody"]) {
          const calls = [
            Effect.asVoid(consent.optOut(ofAcme, accountId, [])),
            Effect.asVoid(consent.optIn(ofAcme, accountId, recipient, null)),
            Effect.asVoid(consent.list(ofAcme, { accountId, limit: 1 }))
          ]
          for (const call of calls) {
            expect(yield* Effect.flip(call)).toMatchObject({ _tag: "AccountUnknown", accountId })
          }
        }
        yield* consent.optOut(ofAcme, "acme", [{ recipient, scope: "all" }])
        expect(yield* consent.list(ofAcme, { accountId: "acme", limit: 9 })).toMatchObject([
          { recipient, source: "api" }
        ])
      }).pipe(Effect.provide(live))
  )
})

describe("a request that comes again under its key", () => {
  it.effect(
    "RT-05: answers the message it made, though it would be refused by now; with another request it is a conflict",
    () =>
      Effect.gen(function* () {
        const accept = yield* Accept
        const consent = yield* Consent
        const keyed = request({ idempotencyKey: "k" })
        const { id } = yield* accept.accept(operator, keyed)
        yield* consent.optOut(ofAcme, "acme", [{ recipient, scope: "all" }])
        expect(yield* accept.accept(operator, keyed)).toMatchObject({ _tag: "Repeated", id })
        expect(yield* refusal({ idempotencyKey: "k", replyTo: "wamid.1" })).toEqual(["IdempotencyConflict"])
        expect(yield* refusal({ idempotencyKey: "other" })).toEqual(["opted-out"])
        expect(yield* states).toEqual(["failed"])
      }).pipe(Effect.provide(live))
  )
})

describe("the service window", () => {
  const to = { senderId: "zenith-de", recipient }

  it.effect("CLOUD_API 131047: outside of it a free-form message is refused, and a template is the way", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const windows = yield* ServiceWindows
      const accept = yield* Accept
      yield* windows.note([{ senderId: "zenith-de", recipient, atMillis: startMillis }])
      expect(yield* refusal(to)).toEqual([])
      yield* TestClock.adjust(day)
      expect(yield* refusal(to)).toEqual(["service-window-closed"])
      expect(yield* refusal({ ...to, recipient: "+886987654322" })).toEqual(["service-window-closed"])
      expect(yield* refusal({ ...to, content: offer("receipt") })).toEqual([])
      const refused = yield* Effect.flip(accept.accept(operator, request(to)))
      expect(refused).toMatchObject({ findings: [{ suggestion: "send an approved template instead" }] })
    }).pipe(Effect.provide(live))
  )

  it.effect("a sender that was not heard for a whole window refuses nothing, and tells of the doubt", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const taken = yield* accept.accept(operator, request(to))
      expect(taken.warnings).toMatchObject([{ path: "content", code: "service-window-unknown" }])
    }).pipe(Effect.provide(live))
  )

  it.effect("a policy that knows no window asks for none", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(startMillis)
      const windows = yield* ServiceWindows
      yield* windows.note([{ senderId: "acme-tw", recipient, atMillis: startMillis - 3 * day }])
      const accept = yield* Accept
      expect((yield* accept.accept(operator, request())).warnings).toEqual([])
    }).pipe(Effect.provide(live))
  )
})

describe("templates", () => {
  it.effect(
    "TP-07: unchecked until the first import, with a doubt; from then on what does not fit queues nothing",
    () =>
      Effect.gen(function* () {
        const accept = yield* Accept
        const unchecked = yield* accept.accept(operator, request({ content: offer("receipt") }))
        expect(unchecked.warnings).toMatchObject([{ code: "template-unchecked" }])
        yield* register(template("receipt"), template("sale", {}, { status: "rejected" }))
        const checked = yield* accept.accept(operator, request({ content: offer("receipt") }))
        expect(checked.warnings).toEqual([])
        expect(yield* refusal({ content: offer("sale") })).toEqual(["template-not-approved"])
        expect(yield* refusal({ content: offer("unknown") })).toEqual(["template-unknown"])
        const misfit = { ...offer("receipt"), template: { ...offer("receipt").template, components: [] } }
        expect(yield* refusal({ content: misfit })).toEqual(["values-count"])
        expect(yield* states).toEqual(["queued", "queued"])
      }).pipe(Effect.provide(live))
  )

  it.effect("everything that stands against a message is told at once", () =>
    Effect.gen(function* () {
      const consent = yield* Consent
      yield* consent.optOut(ofAcme, "acme", [{ recipient, scope: "all" }])
      yield* register(template("receipt"))
      expect(yield* refusal({ content: offer("unknown") })).toEqual(["opted-out", "template-unknown"])
    }).pipe(Effect.provide(live))
  )
})
