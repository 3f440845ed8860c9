import { it } from "@effect/vitest"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as Reference from "@sluice/engine/intake/media/Reference"
import * as KeptRefusals from "@sluice/engine/intake/KeptRefusals"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import type { Processed } from "@sluice/engine/ports/CallbackLog"
import { Calibrations } from "@sluice/engine/ports/Calibrations"
import { Clock, Context, Effect } from "effect"
import { createHash } from "node:crypto"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const receivedMillis = Date.UTC(2026, 2, 10)

const status = JSON.stringify({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "1",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "886912345678", phone_number_id: "1001" },
            statuses: [{ id: "wamid.1", status: "read", timestamp: "1750000000", recipient_id: "886987654321" }]
          }
        }
      ]
    }
  ]
})

/** A server with two processed callbacks of acme, one that was set aside, and one that is no text; the command lines of one role. */
const withCallbacks = Effect.fnUntraced(function* (role: "viewer" | "operator") {
  const { sluice, store } = yield* liveServer.withStore(role)
  const log = Context.get(store, CallbackLog)
  const bodies = [Buffer.from(status), Buffer.from(status), Buffer.from("{}"), Buffer.from([0xff])]
  yield* log.append(
    bodies.map((body, n) => ({
      accountId: "acme",
      provider: "cloud-api",
      receivedMillis: receivedMillis + n,
      contentType: "application/json",
      body,
      digest: createHash("sha256").update(String(n)).digest(),
      verdict: "pending"
    }))
  )
  const verdicts: ReadonlyArray<Processed["verdict"]> = ["processed", "processed", "quarantined", "malformed"]
  yield* log.consume(9, (handed) =>
    Effect.succeed(handed.map(({ id }, n) => ({ id, verdict: verdicts[n] ?? "processed", report: { n } })))
  )
  return { sluice, store }
})

describe("sluice callbacks", () => {
  it.scopedLive("ls lists what is stored, filtered, for people and for programs", () =>
    Effect.gen(function* () {
      const { sluice } = yield* withCallbacks("viewer")
      const listed = yield* sluice(["callbacks", "ls"])
      expect(listed.out.split("\n").map((line) => line.trim().split(/ {2,}/).at(-1))).toEqual([
        "verdict",
        "malformed",
        "quarantined",
        "processed",
        "processed"
      ])
      const json = yield* sluice(["callbacks", "ls"], "--verdict", "quarantined", "--json")
      expect(JSON.parse(json.out)).toMatchObject({
        accountId: "acme",
        verdict: "quarantined",
        bodyBytes: 2,
        report: { n: 2 }
      })
      expect((yield* sluice(["callbacks", "ls"], "--since", "2026-03-11")).out).toBe("no callbacks")
      expect((yield* sluice(["callbacks", "ls"], "--verdict", "lost")).code).toBe(2)
    })
  )

  it.scopedLive("show tells what a callback says and how it came; a viewer may not read it", () =>
    Effect.gen(function* () {
      const { sluice } = yield* withCallbacks("operator")
      const shown = yield* sluice(["callbacks", "show"], "1")
      expect(shown.out).toContain("callback 1: processed")
      expect(shown.out).toContain("read wamid.1 to 886987654321")
      expect(shown.out).toContain(status)
      expect((yield* sluice(["callbacks", "show"], "4")).out).toContain("It is no text:\n/w==")
      expect(yield* sluice(["callbacks", "show"], "99")).toMatchObject({
        code: 1,
        err: expect.stringContaining("callbacks ls")
      })
      const viewer = yield* withCallbacks("viewer")
      expect((yield* viewer.sluice(["callbacks", "show"], "1")).err).toContain("operator")
    })
  )

  it.scopedLive(
    "WH-10: replay puts callbacks back once that is confirmed and says which; a dry run changes nothing",
    () =>
      Effect.gen(function* () {
        const { sluice, store } = yield* withCallbacks("operator")
        const counts = Context.get(store, CallbackLog).counts
        const dry = yield* sluice(["callbacks", "replay"], "--dry-run", "--since", "2026-03-01")
        expect(dry.out).toBe(
          "4 callbacks would be processed again; nothing was changed; 2 of them were processed before, and tell nobody anything twice"
        )
        for (const [words, args] of [
          ["--dry-run", ["--verdict", "quarantined"]],
          ["say which", ["--yes"]],
          ["leave the filter out", ["--yes", "--verdict", "quarantined", "1"]]
        ] as const) {
          expect(yield* sluice(["callbacks", "replay"], ...args)).toMatchObject({
            code: 2,
            err: expect.stringContaining(words)
          })
        }
        expect((yield* counts)["pending"] ?? 0).toBe(0)
        expect((yield* sluice(["callbacks", "replay"], "--yes", "--verdict", "quarantined")).out).toBe(
          "1 callback is processed again"
        )
        expect(JSON.parse((yield* sluice(["callbacks", "replay"], "--yes", "--json", "3", "1")).out)).toEqual({
          count: 1,
          appliedBefore: 1,
          filesGone: 0,
          leftOut: [{ id: 3, because: "pending" }],
          dryRun: false
        })
        expect((yield* counts)["pending"]).toBe(2)
      })
  )

  it.scopedLive("WH-10: replay says of each that was named and left out why it was, and fails where all were", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* withCallbacks("operator")
      const log = Context.get(store, CallbackLog)
      yield* log.append([
        {
          accountId: "acme",
          provider: "cloud-api",
          receivedMillis,
          contentType: null,
          body: Buffer.from("{}"),
          digest: createHash("sha256").update("forged").digest(),
          verdict: "bad-signature"
        }
      ])
      const none = yield* sluice(["callbacks", "replay"], "--yes", "999999", "5")
      expect(none).toMatchObject({ code: 1, err: "" })
      expect(none.out).toBe(
        "0 callbacks are processed again\nnot 999999: there is none; `sluice callbacks ls` shows those that there are\nnot 5: its signature was bad, and what was not believed is never processed"
      )
      const some = yield* sluice(["callbacks", "replay"], "--yes", "3", "999999")
      expect(some).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^1 callback is processed again\nnot 999999: /)
      })
      const again = yield* sluice(["callbacks", "replay"], "--yes", "3")
      expect(again).toMatchObject({ code: 1, out: expect.stringContaining("not 3: it waits to be processed already") })
      expect((yield* sluice(["callbacks", "replay"], "--yes", "--since", "2027-01-01")).code).toBe(0)
    })
  )

  it.scopedLive("WH-06, WH-10: replay says of how many the files are gone, before and after it is confirmed", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* withCallbacks("operator")
      const log = Context.get(store, CallbackLog)
      const form = { alphabet: "base64", escapedSlashes: false, padded: true } as const
      const reference = Reference.write({ id: BlobId.of(new Uint8Array(32)), bytes: 9_000, form })
      yield* log.append([
        {
          accountId: "acme",
          provider: "cloud-api",
          receivedMillis: receivedMillis + 10,
          contentType: Reference.contentTypeWith("application/json", [9]),
          body: Buffer.from(`{"data":"${reference}"}`),
          digest: createHash("sha256").update("with a file").digest(),
          verdict: "pending"
        }
      ])
      yield* log.consume(9, (handed) =>
        Effect.succeed(handed.map(({ id }) => ({ id, verdict: "quarantined" as const, report: {} })))
      )
      const gone =
        "the files that came in 1 of them are gone from the blob store: what they tell does not depend on them, but nobody can have them any more"
      const dry = yield* sluice(["callbacks", "replay"], "--dry-run", "--verdict", "quarantined")
      expect(dry.out).toBe(`2 callbacks would be processed again; nothing was changed\n${gone}`)
      expect((yield* sluice(["callbacks", "replay"], "--yes", "--verdict", "quarantined")).out).toBe(
        `2 callbacks are processed again\n${gone}`
      )
    })
  )

  it.scopedLive("WH-10: calibrate reads stored callbacks with a candidate; reports shows what the schedule found", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* withCallbacks("operator")
      const ran = yield* sluice(["callbacks", "calibrate"])
      expect(ran).toMatchObject({ code: 0, out: expect.stringContaining("3 callbacks are read alike") })
      expect(JSON.parse((yield* sluice(["callbacks", "calibrate"], "--json", "--limit", "2")).out)).toMatchObject({
        candidate: "listed-fields",
        tally: { callbacks: 2, differing: 0 }
      })
      expect(yield* sluice(["callbacks", "calibrate"], "--candidate", "best")).toMatchObject({
        code: 1,
        err: expect.stringContaining("listed-fields")
      })
      yield* Context.get(store, Calibrations).put({
        candidate: "listed-fields",
        fieldList: "v99.0",
        madeMillis: receivedMillis,
        sinceMillis: 0,
        untilMillis: receivedMillis,
        whole: true,
        tally: {
          callbacks: 9,
          differing: 1,
          findings: [{ provider: "cloud-api", kind: "event-lost", path: "entry[]", count: 1, example: 4 }],
          findingsOmitted: 0,
          reduced: 0
        }
      })
      // What is counted over all accounts, a key of one account may not see.
      expect((yield* sluice(["callbacks", "reports"])).code).toBe(1)
      expect((yield* sluice(["callbacks", "drift"])).code).toBe(1)
    })
  )

  it.scopedLive("GD-03: refused tells why the doors let nothing in, for people and for programs", () =>
    Effect.gen(function* () {
      const { sluice, store } = yield* withCallbacks("viewer")
      const nothing = yield* sluice(["callbacks", "refused"])
      expect([nothing.code, nothing.out]).toEqual([0, "no callback was refused at the door in the last 30 days"])
      const nowMillis = yield* Clock.currentTimeMillis
      const [firstMillis, lastMillis] = [nowMillis - 60_000, nowMillis - 1_000]
      yield* KeptRefusals.add({
        accountId: "acme",
        tallies: [
          {
            door: "cloud-api",
            reason: "mismatch",
            count: 12,
            firstMillis,
            lastMillis,
            lastHadProof: true,
            lastBodyBytes: 512
          }
        ]
      }).pipe(Effect.provide(store))
      const told = yield* sluice(["callbacks", "refused"])
      expect(told.out.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
        ["account", "door", "reason", "count", "since", "last", "last header", "last bytes"],
        [
          "acme",
          "cloud-api",
          "mismatch",
          "12",
          new Date(firstMillis).toISOString(),
          new Date(lastMillis).toISOString(),
          "there",
          "512"
        ],
        [""],
        [expect.stringMatching(/^mismatch: the proof in its header is not good/)]
      ])
      const json = yield* sluice(["callbacks", "refused"], "--json")
      expect(JSON.parse(json.out)).toMatchObject({
        accountId: "acme",
        provider: "cloud-api",
        reason: "mismatch",
        count: 12
      })
    })
  )
})
