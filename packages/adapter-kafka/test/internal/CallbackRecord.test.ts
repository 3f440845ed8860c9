import { describe, expect, it } from "@effect/vitest"
import { Provider } from "@sluice/core/callback/providers/Provider"
import { FastCheck as fc } from "effect"
import * as CallbackRecord from "../../src/internal/CallbackRecord.ts"
import type { OutgoingRecord } from "@sluice/adapter-kafka/KafkaProducer"

const topics = { callbacks: "in", deadLetter: "dead" }

const bytes = (text: string | Uint8Array) => (typeof text === "string" ? new TextEncoder().encode(text) : text)

/** As the brokers hand it over. */
const arrived = (record: OutgoingRecord): CallbackRecord.Incoming => ({
  topic: record.topic,
  partition: 0,
  offset: 7n,
  key: bytes(record.key),
  value: record.value,
  headers: new Map(Object.entries(record.headers).map(([name, text]) => [name, bytes(text)]))
})

const callbacks = fc.record({
  accountId: fc.string({ minLength: 1, unit: "binary" }).filter((text) => text.isWellFormed()),
  provider: fc.constantFrom(...Provider.literals),
  receivedMillis: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  contentType: fc.option(fc.string({ maxLength: 80 }), { nil: null }),
  body: fc.uint8Array({ maxLength: 200 }),
  digest: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  verdict: fc.constantFrom("pending" as const, "bad-signature" as const, "malformed" as const)
})

describe("a callback as a record", () => {
  it("WH-02: comes back as it was, whatever it holds", () => {
    fc.assert(
      fc.property(callbacks, (callback) => {
        const reading = CallbackRecord.read(arrived(CallbackRecord.ofDoor(topics, callback)))
        expect(reading).toEqual({ _tag: "Callback", callback })
      })
    )
  })

  it("GD-03: what the door refused does not stand in front of what is real", () => {
    fc.assert(
      fc.property(callbacks, (callback) => {
        const { headers, topic } = CallbackRecord.ofDoor(topics, callback)
        expect(topic).toBe(callback.verdict === "pending" ? "in" : "dead")
        expect(headers["sluice-reason"]).toBe(callback.verdict === "pending" ? undefined : callback.verdict)
      })
    )
  })

  it("WH-11: what the processing put aside is a dead letter with its report, and not taken for a new callback", () => {
    fc.assert(
      fc.property(callbacks, (callback) => {
        const letter = CallbackRecord.ofProcessing(
          topics,
          { ...callback, id: 1 },
          { id: 1, verdict: "quarantined", report: { disagreement: ["a.b"] } }
        )
        expect(letter.topic).toBe("dead")
        expect(letter.headers).toMatchObject({
          "sluice-reason": "quarantined",
          "sluice-stage": "processing",
          "sluice-report": '{"disagreement":["a.b"]}'
        })
        expect(CallbackRecord.read(arrived(letter))._tag).toBe("Settled")
      })
    )
  })

  it("reading is total: any record is a callback, or says why it is none", () => {
    const name = fc.constantFrom(
      "sluice-account",
      "sluice-provider",
      "sluice-received",
      "sluice-digest",
      "sluice-verdict",
      "x"
    )
    const records = fc.record({
      topic: fc.constantFrom("in", "dead"),
      partition: fc.nat(5),
      offset: fc.bigInt({ min: 0n, max: 100n }),
      key: fc.option(fc.uint8Array(), { nil: undefined }),
      value: fc.option(fc.uint8Array(), { nil: undefined }),
      headers: fc
        .array(fc.tuple(name, fc.oneof(fc.uint8Array(), fc.string().map(bytes))))
        .map((entries): ReadonlyMap<string, Uint8Array> => new Map(entries))
    })
    fc.assert(
      fc.property(records, (record) => {
        const reading = CallbackRecord.read(record)
        if (reading._tag !== "Unreadable") return
        const letter = CallbackRecord.ofLog(topics, record, reading.reason)
        expect(letter.headers["sluice-origin"]).toBe(`${record.topic}/${record.partition}/${record.offset}`)
        expect(letter.value).toEqual(record.value ?? new Uint8Array())
        expect(CallbackRecord.read(arrived(letter))._tag).toBe("Settled")
      })
    )
  })
})
