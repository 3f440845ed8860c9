import { describe, expect, it } from "@effect/vitest"
import * as Connection from "@sluice/adapter-kafka/Connection"
import * as KafkaProducer from "@sluice/adapter-kafka/KafkaProducer"
import * as Topics from "@sluice/adapter-kafka/Topics"
import * as Ports from "@sluice/services/Ports"
import { Clock, Effect, FastCheck as fc, Redacted } from "effect"

const record = (bytes: number, n = 0): KafkaProducer.OutgoingRecord => ({
  topic: "in",
  key: String(n),
  value: new Uint8Array(bytes),
  headers: {}
})

const limitBytes = 3 * 1024 * 1024

/** A client of brokers that are not there. */
const nowhere = Effect.map(Ports.free(), (port): Connection.Connection => ({
  brokers: [`127.0.0.1:${port}`],
  clientId: "test",
  tls: null,
  sasl: null
}))

describe("KafkaProducer", () => {
  it("parts of a list hold all of it in order, and none is larger than a topic takes unless a record is", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1_500_000 }), { maxLength: 8 }), (sizes) => {
        const records = sizes.map(record)
        const parts = KafkaProducer.parts(records)
        expect(parts.flat().every((one, index) => one === records[index]) && parts.flat().length === sizes.length).toBe(
          true
        )
        for (const part of parts) {
          expect(part.length).toBeGreaterThan(0)
          const bytes = part.reduce((sum, { value }) => sum + value.length, 0)
          expect(part.length === 1 || bytes <= limitBytes).toBe(true)
        }
      })
    )
  })

  it("a callback of 3 MB is a part of its own, and fits into the topic with its batch", () => {
    const parts = KafkaProducer.parts([record(10), record(limitBytes, 1), record(10, 2)])
    expect(parts.map((part) => part.map(({ key }) => key))).toEqual([["0"], ["1"], ["2"]])
    expect(Topics.messageBytesMax).toBeGreaterThan(limitBytes + 64 * 1024)
  })

  it.live("WH-03: without brokers it fails in time, so that the door can answer 503", () =>
    Effect.gen(function* () {
      const connection = yield* nowhere
      const startMillis = yield* Clock.currentTimeMillis
      const error = yield* KafkaProducer.KafkaProducer.pipe(
        Effect.flatMap(({ send }) => send([record(1)])),
        Effect.provide(KafkaProducer.KafkaProducer.layer({ connection, sendMillisMax: 500 })),
        Effect.flip
      )
      expect(error._tag).toBe("StoreUnavailable")
      expect((yield* Clock.currentTimeMillis) - startMillis).toBeLessThan(5_000)
    })
  )

  it.live("a start without brokers says where it looked, and what to check", () =>
    Effect.gen(function* () {
      const connection = yield* nowhere
      const names = { callbacks: "in", deadLetter: "dead" }
      const error = yield* Effect.flip(Topics.ensure({ connection, names, creation: null }))
      expect(error._tag).toBe("KafkaUnreachable")
      expect(error.message).toContain(connection.brokers[0])
      expect(error.message).toContain("SLUICE_KAFKA_BROKERS")
    })
  )
})

describe("the client's options", () => {
  it("hold the user's password in clear for the client alone, and name the host whose certificate is asked for", () => {
    const connection: Connection.Connection = {
      brokers: ["a:9092"],
      clientId: "sluice",
      tls: { authority: "PEM", client: { certificate: "CERT", key: Redacted.make("KEY") } },
      sasl: { mechanism: "scram-sha-256", username: "sluice", password: Redacted.make("hunter2") }
    }
    expect(Connection.clientOptions(connection)).toMatchObject({
      tlsServerName: true,
      tls: { ca: "PEM", cert: "CERT", key: "KEY" },
      sasl: { mechanism: "SCRAM-SHA-256", username: "sluice", password: "hunter2" }
    })
    expect(JSON.stringify(connection)).not.toContain("hunter2")
  })
})
