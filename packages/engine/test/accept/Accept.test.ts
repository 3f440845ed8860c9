import { it } from "@effect/vitest"
import { Accept } from "@sluice/engine/accept/Accept"
import * as IdsLayer from "@sluice/engine/accept/IdsLayer"
import type { SendRequest } from "@sluice/engine/accept/Judgement"
import type { Row } from "@sluice/engine/accept/Row"
import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import { type Caller, nobody } from "@sluice/engine/access/Caller"
import { Deal } from "@sluice/engine/dealing/Deal"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Either, Layer, TestClock } from "effect"
import { describe, expect } from "vitest"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import * as testDirectory from "../testDirectory.ts"

const operator: Caller = { ...nobody, role: "operator", accountId: null }
const ofAcme: Caller = { ...operator, accountId: "acme" }

const request = (changes: Partial<SendRequest> = {}): SendRequest => ({
  senderId: "acme-tw",
  recipient: "+886987654321",
  content: { type: "text", text: { body: "hello" } },
  replyTo: null,
  idempotencyKey: null,
  ...changes
})

const rows = (...requests: ReadonlyArray<SendRequest>): ReadonlyArray<Row> => requests.map(Either.right)

/** Numbers of one country, each another. */
const numberOf = (index: number) => `+8869876${String(54_000 + index).padStart(5, "0")}`

type Store = Layer.Layer.Success<typeof MemoryStore.layer>

const acceptOver = <E>(store: Layer.Layer<Store, E>) =>
  Accept.layer().pipe(
    Layer.provide(Deal.layer()),
    Layer.provide(IdsLayer.layer),
    Layer.provide(TestCrypto.layer),
    Layer.provide(testDirectory.layer),
    Layer.provideMerge(store)
  )

const live = acceptOver(MemoryStore.layer)

/** Fails the enqueue of that number, counted from 1. */
const failing = (call: number) =>
  acceptOver(
    Layer.map(MemoryStore.layer, (store) => {
      const outbox = Context.get(store, Outbox)
      let calls = 0
      return Context.add(store, Outbox, {
        ...outbox,
        enqueue: (given) =>
          Effect.suspend(() =>
            (calls += 1) === call
              ? Effect.fail(new StoreUnavailable({ operation: "Outbox.enqueue", cause: "away" }))
              : outbox.enqueue(given)
          )
      })
    })
  )

const all = Effect.flatMap(Outbox, (outbox) => outbox.list({ limit: 10_000 }))

describe("accepting one message", () => {
  it.effect("what is sound is queued with its sender's account, weight and time, under a uuid v7", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(1_700_000_000_000)
      const accept = yield* Accept
      const content = { type: "image", image: { link: "https://example.com/a.jpg", caption: "look" } }
      const outcome = yield* accept.accept(ofAcme, request({ content, replyTo: "wamid.7", idempotencyKey: "k" }))
      expect(outcome).toMatchObject({ _tag: "Queued", predictedMillis: 1_700_000_000_000, warnings: [] })
      expect(UuidV7.is(outcome.id)).toBe(true)
      expect(yield* all).toEqual([
        expect.objectContaining({
          id: outcome.id,
          accountId: "acme",
          senderId: "acme-tw",
          recipient: "+886987654321",
          content,
          replyTo: "wamid.7",
          kind: "media",
          units: 1.8,
          priority: 100,
          dueMillis: 1_700_000_000_000,
          acceptedMillis: 1_700_000_000_000,
          idempotencyKey: "k",
          requestDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
          state: "queued"
        })
      ])
    }).pipe(Effect.provide(live))
  )

  it.effect("RL-02: media weigh nothing extra where the policy knows no weights", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const content = { type: "image", image: { link: "https://example.com/a.jpg" } }
      yield* accept.accept(operator, request({ senderId: "zenith-de", content }))
      expect(yield* all).toEqual([expect.objectContaining({ kind: "media", units: 1, accountId: "zenith" })])
    }).pipe(Effect.provide(live))
  )

  it.effect("PH-01, SF-05: every finding about number and content at once, and nothing is queued", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const bad = request({ recipient: "0987 654 321", content: { type: "image", image: {}, text: { body: "x" } } })
      const refused = yield* Effect.flip(accept.accept(operator, bad))
      expect(refused._tag).toBe("MessageRefused")
      const findings = refused._tag === "MessageRefused" ? refused.findings : []
      expect(findings.some(({ path }) => path === "recipient")).toBe(true)
      expect(findings.map(({ path, code }) => `${path} ${code}`)).toEqual(
        expect.arrayContaining(["recipient separators", "content.image exclusive", "content.text unknown-field"])
      )
      expect(findings.every(({ message }) => message !== "")).toBe(true)
      expect(yield* all).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("CLOUD_API 131021: a sender does not write to itself", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const refused = yield* Effect.flip(accept.accept(operator, request({ recipient: "+886912345678" })))
      expect(refused).toMatchObject({ findings: [{ path: "recipient", code: "recipient-is-sender" }] })
      expect(yield* all).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("a sender of another account is as unknown as one that does not exist", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      for (const senderId of ["zenith-de", "nobody"]) {
        const refused = yield* Effect.flip(accept.accept(ofAcme, request({ senderId })))
        expect(refused).toMatchObject({ _tag: "SenderUnknown", senderId })
      }
      expect(yield* all).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect(
    "RT-05: the same key and request answer the same message, though spelled otherwise; another request is a conflict",
    () =>
      Effect.gen(function* () {
        const accept = yield* Accept
        const first = yield* accept.accept(operator, request({ idempotencyKey: "k" }))
        const spelled = { text: { body: "hello" }, type: "text" }
        const again = yield* accept.accept(operator, request({ idempotencyKey: "k", content: spelled }))
        expect(again).toMatchObject({ _tag: "Repeated", id: first.id })
        for (const other of [
          { content: { type: "text", text: { body: "hello!" } } },
          { recipient: numberOf(1) },
          { replyTo: "wamid.1" }
        ]) {
          const refused = yield* Effect.flip(accept.accept(operator, request({ idempotencyKey: "k", ...other })))
          expect(refused).toMatchObject({ _tag: "IdempotencyConflict", idempotencyKey: "k", messageId: first.id })
        }
        expect((yield* all).length).toBe(1)
      }).pipe(Effect.provide(live))
  )

  it.effect("RT-05: a key is an account's own", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const one = yield* accept.accept(operator, request({ idempotencyKey: "k" }))
      const other = yield* accept.accept(operator, request({ idempotencyKey: "k", senderId: "zenith-de" }))
      expect(other._tag).toBe("Queued")
      expect(other.id).not.toBe(one.id)
    }).pipe(Effect.provide(live))
  )

  it.effect("a store that is away takes nothing and says so", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      expect(yield* Effect.flip(accept.accept(operator, request()))).toMatchObject({ _tag: "StoreUnavailable" })
      expect(yield* all).toEqual([])
    }).pipe(Effect.provide(failing(1)))
  )
})

describe("accepting a batch", () => {
  it.effect("each row is judged by itself, its outcome in its place, bulk after single messages", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const unreadable: Row = Either.left([
        { path: "x", code: "unknown-field", rule: null, message: "m", suggestion: null }
      ])
      const given = [
        ...rows(request({ recipient: numberOf(1) }), request({ recipient: "+886" })),
        unreadable,
        ...rows(request({ senderId: "nobody" }))
      ]
      const outcomes = yield* accept.acceptBatch(operator, given, { atomic: false })
      expect(outcomes.map(({ _tag }) => _tag)).toEqual(["Queued", "Refused", "Refused", "Refused"])
      expect(outcomes[2]).toMatchObject({ findings: [{ path: "x" }] })
      expect(outcomes[3]).toMatchObject({ findings: [{ path: "senderId", code: "sender-unknown" }] })
      expect((yield* all).map(({ priority }) => priority)).toEqual([200])
    }).pipe(Effect.provide(live))
  )

  it.effect("atomic: one refused row refuses them all, with every finding under its row", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const given = rows(request(), request({ recipient: "+886" }), request({ content: {} }))
      const refused = yield* Effect.flip(accept.acceptBatch(operator, given, { atomic: true }))
      const paths = refused._tag === "MessageRefused" ? refused.findings.map(({ path }) => path) : []
      expect(new Set(paths.map((path) => path.split(".")[0]))).toEqual(new Set(["[1]", "[2]"]))
      expect(yield* all).toEqual([])
    }).pipe(Effect.provide(live))
  )

  it.effect("RT-05: rows of one key repeat the first of them or conflict with it, across statements too", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const many = Array.from({ length: 600 }, (_, index) => request({ recipient: numberOf(index) }))
      const keyed = request({ idempotencyKey: "k" })
      const given = rows(keyed, keyed, ...many, keyed, request({ idempotencyKey: "k", replyTo: "wamid.1" }))
      const outcomes = yield* accept.acceptBatch(operator, given, { atomic: false })
      const last = outcomes.slice(-2)
      expect([outcomes[0]?._tag, outcomes[1]?._tag, last[0]?._tag, last[1]?._tag]).toEqual([
        "Queued",
        "Repeated",
        "Repeated",
        "Refused"
      ])
      expect(last[1]).toMatchObject({ findings: [{ code: "idempotency-conflict" }] })
      expect((yield* all).length).toBe(601)
    }).pipe(Effect.provide(live))
  )

  it.effect("ids ascend with the rows, so that the order of the list is the order of sending", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const many = Array.from({ length: 1_200 }, (_, index) => request({ recipient: numberOf(index) }))
      const outcomes = yield* accept.acceptBatch(operator, rows(...many), { atomic: false })
      const ids = outcomes.flatMap((outcome) => (outcome._tag === "Queued" ? [outcome.id] : []))
      expect(ids.length).toBe(1_200)
      expect([...ids].sort()).toEqual(ids)
    }).pipe(Effect.provide(live))
  )

  it.effect("a store that goes away between statements: what is queued is told, the rest can be sent again", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const many = Array.from({ length: 1_200 }, (_, index) => request({ recipient: numberOf(index) }))
      const outcomes = yield* accept.acceptBatch(operator, rows(...many), { atomic: false })
      expect(outcomes.slice(0, 500).every(({ _tag }) => _tag === "Queued")).toBe(true)
      expect(
        outcomes.slice(500).every((outcome) => outcome._tag === "Refused" && outcome.findings[0]?.code === "not-stored")
      ).toBe(true)
      expect((yield* all).length).toBe(500)
    }).pipe(Effect.provide(failing(2)))
  )

  it.effect("atomic: one statement, whatever the size, so that a store that goes away leaves nothing behind", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      const many = Array.from({ length: 1_200 }, (_, index) => request({ recipient: numberOf(index) }))
      const refused = yield* Effect.flip(accept.acceptBatch(operator, rows(...many), { atomic: true }))
      expect(refused._tag).toBe("StoreUnavailable")
      expect(yield* all).toEqual([])
    }).pipe(Effect.provide(failing(1)))
  )

  it.effect("an empty batch is nothing to do", () =>
    Effect.gen(function* () {
      const accept = yield* Accept
      expect(yield* accept.acceptBatch(operator, [], { atomic: true })).toEqual([])
    }).pipe(Effect.provide(live))
  )
})
