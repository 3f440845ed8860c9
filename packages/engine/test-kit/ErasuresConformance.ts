import { describe, expect, it } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import { BlobId } from "../src/blobs/BlobId.ts"
import * as Person from "../src/erasure/Person.ts"
import * as Redaction from "../src/erasure/Redaction.ts"
import { CallbackArchive } from "../src/ports/CallbackArchive.ts"
import { CallbackFiles } from "../src/ports/CallbackFiles.ts"
import { CallbackLog } from "../src/ports/CallbackLog.ts"
import { Campaigns } from "../src/ports/Campaigns.ts"
import { EarlyStatuses } from "../src/ports/EarlyStatuses.ts"
import type { NewErasure, Redact } from "../src/ports/Erasures.ts"
import { Erasures, nothing, start } from "../src/ports/Erasures.ts"
import { Feed } from "../src/ports/Feed.ts"
import { Lanes } from "../src/ports/Lanes.ts"
import { MediaFiles } from "../src/ports/MediaFiles.ts"
import { OptOuts } from "../src/ports/OptOuts.ts"
import { Outbox } from "../src/ports/Outbox.ts"
import { ServiceWindows } from "../src/ports/ServiceWindows.ts"
import { byId, callback, campaign, campaignRow, event, id, message, startMillis, status } from "./Samples.ts"

type Ports =
  | CallbackArchive
  | CallbackFiles
  | CallbackLog
  | Campaigns
  | EarlyStatuses
  | Erasures
  | Feed
  | Lanes
  | MediaFiles
  | OptOuts
  | Outbox
  | ServiceWindows

const recipient = "+886912345678"
const other = "+886912000002"
const pseudonym = Person.pseudonymOf(new Uint8Array(16).fill(7))
const person = Person.of("acme", recipient, pseudonym)

const utf8 = new TextEncoder()

const opened = (n: number, change: Partial<NewErasure> = {}): NewErasure => ({
  id: id(0xe_0000 + n),
  accountId: "acme",
  recipient,
  recipientKey: "key",
  pseudonym,
  openedMillis: startMillis + n,
  ...change
})

const all = { acceptedUntilMillis: startMillis, quietSinceMillis: startMillis + 9, limit: 10 }

const redact: Redact = (callback) => {
  const left = Redaction.of(person.mentions, callback)
  return left === null ? null : { ...left, digest: new Uint8Array(32) }
}

/** A callback of statuses for these numbers, without their plus signs. */
const told = (n: number, ...recipients: ReadonlyArray<string>) =>
  callback(n, { body: utf8.encode(JSON.stringify({ statuses: recipients.map((to) => ({ to: to.slice(1) })) })) })

const processAll = Effect.flatMap(CallbackLog, (log) =>
  log.consume(100, (handed) =>
    Effect.succeed(handed.map(({ id }) => ({ id, verdict: "processed", report: { by: "test" } })))
  )
)

const texts = Effect.flatMap(CallbackArchive, (archive) =>
  Effect.map(archive.read({ accountIds: ["acme"], limit: 100 }), (found) =>
    found.toSorted((a, b) => a.id - b.id).map(({ body }) => new TextDecoder().decode(body))
  )
)

/** What every store guarantees that erases what is known of people. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Ports, E>): void => {
  describe(`Erasures, ${name}`, () => {
    it.live("of one person a single erasure is under way; another may follow when it has ended", () =>
      Effect.gen(function* () {
        const erasures = yield* Erasures
        const first = yield* erasures.open(opened(1))
        expect(first).toEqual({
          id: opened(1).id,
          accountId: "acme",
          openedMillis: startMillis + 1,
          endedMillis: null,
          counts: nothing
        })
        expect(yield* erasures.open(opened(2))).toEqual(first)
        expect((yield* erasures.open(opened(3, { accountId: "zenith" }))).id).toBe(opened(3).id)
        yield* erasures.end(first.id, startMillis + 5)
        expect(Option.getOrNull(yield* erasures.find(first.id))).toEqual({ ...first, endedMillis: startMillis + 5 })
        expect((yield* erasures.open(opened(4))).id).toBe(opened(4).id)
        expect(Option.isNone(yield* erasures.find("no id"))).toBe(true)
      }).pipe(Effect.provide(layer))
    )

    it.live("one leads it on at a time, the oldest first; what a dead one left is taken over where it stands", () =>
      Effect.gen(function* () {
        const erasures = yield* Erasures
        yield* erasures.open(opened(1))
        yield* erasures.open(opened(2, { recipientKey: "another" }))
        const claim = (nowMillis: number) =>
          Effect.map(erasures.claim({ nowMillis, untilMillis: nowMillis + 100 }), Option.getOrNull)
        const first = yield* claim(startMillis)
        expect(first).toMatchObject({ id: opened(1).id, recipient, recipientKey: "key", pseudonym, place: start })
        expect(yield* claim(startMillis)).toMatchObject({ id: opened(2).id })
        expect(yield* claim(startMillis + 99)).toBeNull()
        const place = { ...start, callbackId: 7, rowsDone: true, row: { campaignId: id(1), number: 3 } }
        const counts = { ...nothing, messages: 2 }
        const blobs = [BlobId.make("b".repeat(64)), BlobId.make("a".repeat(64)), BlobId.make("a".repeat(64))]
        yield* erasures.advance(opened(1).id, { counts, place, blobs, untilMillis: startMillis })
        expect(yield* claim(startMillis + 99)).toMatchObject({ id: opened(1).id, place, counts })
        expect(yield* erasures.blobs).toEqual(["a".repeat(64), "b".repeat(64)])
        yield* erasures.end(opened(1).id, startMillis + 100)
        yield* erasures.advance(opened(1).id, { counts: nothing, place: start, blobs: [], untilMillis: 0 })
        expect(Option.getOrNull(yield* erasures.find(opened(1).id))).toMatchObject({ counts })
        expect(yield* erasures.forget(startMillis + 100)).toBe(0)
        expect(yield* erasures.forget(startMillis + 101)).toBe(1)
        expect(yield* erasures.blobs).toEqual([])
      }).pipe(Effect.provide(layer))
    )

    it.live("a message keeps its id, state, units and time, and nothing of whom it went to and what it said", () =>
      Effect.gen(function* () {
        const outbox = yield* Outbox
        const erasures = yield* Erasures
        yield* outbox.enqueue([
          message(1, { recipient, replyTo: "wamid.0", callerData: "for +886912345678", idempotencyKey: "order-1" }),
          message(2, { recipient: other }),
          message(3, { recipient, accountId: "zenith" })
        ])
        yield* outbox.modify([byId(1)], () => ({
          state: "failed",
          wamid: "wamid.1",
          failure: { cause: "bad-number", code: 1, httpStatus: 400, detail: `no ${recipient}`, remedy: "check it" },
          events: [event("failed", startMillis, { to: recipient, code: 1 })]
        }))
        expect(yield* erasures.messages(person, all)).toEqual({ erased: 1, left: 0 })
        const [kept] = yield* outbox.findAll([byId(1)])
        expect(kept).toMatchObject({
          id: id(1),
          state: "failed",
          units: 1,
          acceptedMillis: startMillis,
          idempotencyKey: "order-1",
          wamid: "wamid.1",
          recipient: pseudonym,
          content: { type: "text", text: { body: "[erased]" } },
          replyTo: null,
          failure: { cause: "bad-number", detail: "[erased]" }
        })
        expect(kept).not.toHaveProperty("callerData")
        const { events } = yield* outbox.history(id(1))
        expect(events.at(-1)).toEqual(event("failed", startMillis, { to: "[erased]", code: 1 }))
        expect((yield* outbox.findAll([byId(2), byId(3)])).map((one) => one?.recipient)).toEqual([other, recipient])
        expect(yield* erasures.messages(person, all)).toEqual({ erased: 0, left: 0 })
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "what is queued or in flight waits for its end, what has just moved for its rest, and what came later stays",
      () =>
        Effect.gen(function* () {
          const outbox = yield* Outbox
          const lanes = yield* Lanes
          const erasures = yield* Erasures
          yield* outbox.enqueue([
            message(1, { recipient }),
            message(2, { recipient }),
            message(3, { recipient, acceptedMillis: startMillis + 1 })
          ])
          const place = { senderId: "acme-1", nowMillis: startMillis }
          const { fence } = yield* lanes.take({ ...place, runner: "r", recentSinceMillis: startMillis })
          const sends = [{ messageId: id(1), attempt: 1, endpoint: "https://primary" }]
          yield* lanes.begin({ ...place, fence, sends, holdKeys: [], ledger: null })
          expect(yield* erasures.messages(person, all)).toEqual({ erased: 0, left: 2 })
          const ended = { state: "failed", events: [event("failed", startMillis + 20)] } as const
          yield* outbox.modify([byId(1)], () => ended)
          expect(yield* erasures.messages(person, all)).toEqual({ erased: 0, left: 2 })
          expect(yield* erasures.messages(person, { ...all, quietSinceMillis: startMillis + 20 })).toEqual({
            erased: 1,
            left: 1
          })
          yield* outbox.modify([byId(2)], () => ({
            state: "cancelled",
            events: [event("cancelled", startMillis + 30)]
          }))
          expect(yield* erasures.messages(person, all)).toEqual({ erased: 1, left: 0 })
          const { recent } = yield* lanes.take({ ...place, runner: "r", recentSinceMillis: startMillis - 1 })
          expect(recent.map((send) => send.recipient)).toEqual([pseudonym])
        }).pipe(Effect.provide(layer))
    )

    it.live("rows of the account's lists are erased step by step; those of others, and of other accounts, stay", () =>
      Effect.gen(function* () {
        const campaigns = yield* Campaigns
        const erasures = yield* Erasures
        yield* campaigns.create(campaign(1))
        yield* campaigns.create(campaign(2, { accountId: "zenith" }))
        yield* campaigns.create(campaign(3))
        const row = (n: number, to: string) => {
          const { message, senderId } = campaignRow(n)
          return { senderId, message: { ...message, recipient: to } }
        }
        const add = (n: number, ...rows: ReadonlyArray<ReturnType<typeof row>>) =>
          campaigns.add(campaign(n).id, rows, () => ({}))
        yield* add(1, row(1, recipient), row(2, other), row(3, recipient))
        yield* add(2, row(4, recipient))
        yield* add(3, row(5, recipient))
        const erased: Array<number> = []
        let after: Parameters<typeof erasures.rows>[1]["after"] = null
        for (;;) {
          const part: Effect.Effect.Success<ReturnType<typeof erasures.rows>> = yield* erasures.rows(person, {
            after,
            limit: 2
          })
          if (part.next === null) break
          erased.push(part.erased)
          after = part.next
        }
        expect(erased).toEqual([1, 1, 1])
        const recipients: Array<string> = []
        for (const n of [1, 2, 3]) {
          yield* campaigns.feed(campaign(n).id, 10, startMillis, (_, rows) =>
            Effect.sync(() => {
              recipients.push(...rows.map(({ message }) => message.recipient))
              return []
            })
          )
        }
        expect(recipients).toEqual([pseudonym, other, pseudonym, recipient, pseudonym])
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "a stored callback loses what names the person; a pending one is waited for, and nothing behind it is lost",
      () =>
        Effect.gen(function* () {
          const log = yield* CallbackLog
          const erasures = yield* Erasures
          yield* log.append([told(1, recipient, other), told(2, other), told(3, "+8869123456789")])
          yield* processAll
          yield* log.append([told(4, recipient), told(5, recipient)])
          const from = yield* erasures.callbacks(person, { fromId: 0, span: 100_000 }, redact)
          expect(from.erased).toBe(1)
          expect(from.caughtUp).toBe(false)
          yield* processAll
          const rest = yield* erasures.callbacks(person, { fromId: from.next, span: 100_000 }, redact)
          expect(rest).toMatchObject({ erased: 2, caughtUp: true })
          const left = (...to: ReadonlyArray<string>) => JSON.stringify({ statuses: to.map((one) => ({ to: one })) })
          expect(yield* texts).toEqual([
            left("886912000002"),
            left("886912000002"),
            left("8869123456789"),
            left(),
            left()
          ])
          // The delivery itself is known as before: the platform's repeat of it does not bring anything back.
          expect(yield* log.append([told(4, recipient)])).toEqual(["duplicate"])
        }).pipe(Effect.provide(layer))
    )

    it.live(
      "what processing leaves of a callback is kept instead of what came; one that is empty is read by nobody",
      () =>
        Effect.gen(function* () {
          const log = yield* CallbackLog
          const archive = yield* CallbackArchive
          yield* log.append([told(1, recipient), told(2, other)])
          yield* log.consume(10, (handed) =>
            Effect.succeed(
              handed.map(({ id }, index) => ({
                id,
                verdict: "processed",
                report: {},
                left: {
                  body: index === 0 ? new Uint8Array() : utf8.encode("less"),
                  contentType: "text/plain",
                  digest: new Uint8Array(32).fill(index)
                }
              }))
            )
          )
          expect(yield* texts).toEqual(["less"])
          const entries = yield* archive.list({ accountIds: ["acme"], limit: 10 })
          expect(entries.map(({ bodyBytes, contentType }) => [bodyBytes, contentType])).toEqual([
            [4, "text/plain"],
            [0, "text/plain"]
          ])
          expect(yield* archive.reopen(entries.map(({ id }) => id))).toEqual([entries[0]?.id])
        }).pipe(Effect.provide(layer))
    )

    it.live("opt-outs stand on under the key, the older of two; windows and parked statuses go", () =>
      Effect.gen(function* () {
        const optOuts = yield* OptOuts
        const windows = yield* ServiceWindows
        const early = yield* EarlyStatuses
        const erasures = yield* Erasures
        const optOutKey = Person.optOutKey("00ff")
        const optOut = { accountId: "acme", recipient, scope: "all", source: "keyword", sinceMillis: 5 } as const
        yield* optOuts.put([optOut, { ...optOut, scope: "marketing" }, { ...optOut, accountId: "zenith" }])
        yield* optOuts.put([{ ...optOut, recipient: optOutKey, sinceMillis: 3 }])
        yield* windows.note([
          { senderId: "acme-1", recipient, atMillis: startMillis },
          { senderId: "acme-1", recipient: other, atMillis: startMillis },
          { senderId: "zenith-1", recipient, atMillis: startMillis }
        ])
        const parked = (wamid: string, accountId: string | null, to: string) => ({
          wamid,
          accountId,
          receivedMillis: startMillis,
          stampMillis: null,
          status: status(wamid, { recipient: to.slice(1) })
        })
        yield* early.park([
          parked("a", "acme", recipient),
          parked("b", "acme", other),
          parked("c", "zenith", recipient)
        ])
        const of = { optOutKey, senderIds: ["acme-1", "acme-2"] }
        expect(yield* erasures.preview(person, of.senderIds)).toEqual({ ...nothing, optOuts: 2, windows: 1 })
        const expected = { optOuts: 2, windows: 1, earlyStatuses: 1, notes: 0 }
        expect(yield* erasures.around(person, of)).toEqual(expected)
        expect(yield* optOuts.list({ accountId: "acme", limit: 9 })).toEqual([
          { ...optOut, recipient: optOutKey, sinceMillis: 3 },
          { ...optOut, recipient: optOutKey, scope: "marketing" }
        ])
        expect(yield* optOuts.of([{ accountId: "zenith", recipient }])).toHaveLength(1)
        const heard = yield* windows.lastHeard([
          { senderId: "acme-1", recipient },
          { senderId: "acme-1", recipient: other },
          { senderId: "zenith-1", recipient }
        ])
        expect(heard.map(({ lastMillis }) => lastMillis)).toEqual([null, startMillis, startMillis])
        expect(yield* early.count).toBe(2)
        expect(yield* erasures.around(person, of)).toEqual({ optOuts: 0, windows: 0, earlyStatuses: 0, notes: 0 })
      }).pipe(Effect.provide(layer))
    )

    it.live(
      "WH-06: what is taken out of the account's callbacks is the account's no longer, and others have theirs",
      () =>
        Effect.gen(function* () {
          const callbackFiles = yield* CallbackFiles
          const erasures = yield* Erasures
          const [theirs, others] = [BlobId.make("a".repeat(64)), BlobId.make("b".repeat(64))]
          const carried = (blob: BlobId, accountId = "acme") => ({
            accountId,
            blob,
            mimeType: null,
            filename: null,
            cameMillis: startMillis
          })
          yield* callbackFiles.note([carried(theirs), carried(others), carried(theirs, "zenith")])
          yield* Effect.flatMap(CallbackLog, ({ append }) => append([told(1, recipient)]))
          yield* processAll
          const takenOut: Redact = () => ({
            body: new Uint8Array(),
            contentType: null,
            digest: new Uint8Array(32),
            blobs: [theirs]
          })
          const done = yield* erasures.callbacks(person, { fromId: 0, span: 1_000_000 }, takenOut)
          expect(done).toMatchObject({ erased: 1, caughtUp: true })
          expect(Option.isNone(yield* callbackFiles.find({ accountId: "acme", blob: theirs }))).toBe(true)
          expect(Option.isSome(yield* callbackFiles.find({ accountId: "acme", blob: others }))).toBe(true)
          expect(Option.isSome(yield* callbackFiles.find({ accountId: "zenith", blob: theirs }))).toBe(true)
        }).pipe(Effect.provide(layer))
    )

    it.live("files that the person sent are forgotten, and their copies named where nobody else has them", () =>
      Effect.gen(function* () {
        const files = yield* MediaFiles
        const erasures = yield* Erasures
        const file = (mediaId: string) => ({
          accountId: "acme",
          mediaId,
          senderId: "acme-1",
          kind: "image" as const,
          mimeType: "image/png",
          sha256: null,
          filename: "Mei.png",
          announcedMillis: startMillis,
          untilMillis: startMillis + 1_000
        })
        yield* files.announce([file("1"), file("2"), file("3")])
        const keep = (mediaId: string, digit: string) =>
          files.settle(
            { accountId: "acme", mediaId },
            { _tag: "Kept", blob: BlobId.make(digit.repeat(64)), bytes: 1, mimeType: "image/png", sha256: "" }
          )
        yield* keep("1", "a")
        yield* keep("2", "b")
        yield* keep("3", "b")
        expect(yield* erasures.files("acme", ["1", "2", "unheard of"])).toEqual({ erased: 2, blobs: ["a".repeat(64)] })
        expect(Option.isNone(yield* files.find({ accountId: "acme", mediaId: "1" }))).toBe(true)
        expect(Option.isSome(yield* files.find({ accountId: "acme", mediaId: "3" }))).toBe(true)
        expect(yield* erasures.files("acme", [])).toEqual({ erased: 0, blobs: [] })
      }).pipe(Effect.provide(layer))
    )
  })
}
