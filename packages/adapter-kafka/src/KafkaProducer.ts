import { ProduceAcks, Producer } from "@platformatic/kafka"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Context, Effect, Layer } from "effect"
import * as Connection from "./Connection.ts"
import { request } from "./internal/request.ts"

/**
 * A record to be written. Its timestamp is the time of writing: retention goes by it, and brokers refuse one that lies ahead. A time that means
 * something belongs in a header.
 */
export interface OutgoingRecord {
  readonly topic: string
  /** Records of one key keep their order: they go to one partition. The partition is the same as that of any Java client. */
  readonly key: string
  readonly value: Uint8Array
  readonly headers: Readonly<Record<string, string | Uint8Array>>
}

/** To which brokers records go, and how many milliseconds they may take. */
export interface Options {
  readonly connection: Connection.Connection
  /** After so long the records count as not written: whoever waits for an answer should not wait longer. */
  readonly sendMillisMax: number
}

/** Five seconds: a leader is elected within that, and the platform gives up on an answer after ten or more. */
export const sendMillisMaxDefault = 5_000

/**
 * What one request carries at most, unless a single record is larger. A request holds one batch a partition, and a topic's
 * `max.message.bytes` bounds a batch as a whole, so this lies below what `Topics` asks for (4 MB).
 */
const requestBytesMax = 3 * 1024 * 1024

/** Of a record beside its key, value and headers: lengths, offsets, and what a batch begins with. */
const recordOverheadBytes = 128

const bytesOf = ({ headers, key, value }: OutgoingRecord): number =>
  Object.entries(headers).reduce(
    (sum, [name, text]) => sum + name.length + text.length,
    recordOverheadBytes + key.length + value.length
  )

/** Parts of a list, in order, none larger than a request may be. */
export const parts = (records: ReadonlyArray<OutgoingRecord>): ReadonlyArray<ReadonlyArray<OutgoingRecord>> => {
  const found: Array<Array<OutgoingRecord>> = []
  let last: Array<OutgoingRecord> = []
  let lastBytes = 0
  for (const record of records) {
    const bytes = bytesOf(record)
    if (last.length === 0 || lastBytes + bytes > requestBytesMax) {
      last = []
      lastBytes = 0
      found.push(last)
    }
    last.push(record)
    lastBytes += bytes
  }
  return found
}

const buffer = (bytes: string | Uint8Array): Buffer =>
  typeof bytes === "string" ? Buffer.from(bytes) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const message = ({ headers, key, topic, value }: OutgoingRecord) => ({
  topic,
  key: buffer(key),
  value: buffer(value),
  headers: new Map(Object.entries(headers).map(([name, text]) => [buffer(name), buffer(text)]))
})

const make = ({ connection, sendMillisMax }: Options) =>
  Effect.gen(function* () {
    const oneAtATime = (yield* Effect.makeSemaphore(1)).withPermits(1)
    let current: Producer | null = null

    const open = () => {
      current ??= new Producer({
        ...Connection.clientOptions(connection),
        idempotent: true,
        acks: ProduceAcks.ALL,
        // As often as fits in: the time is bounded as a whole.
        retries: Math.ceil(sendMillisMax / 100),
        retryDelay: 100,
        requestTimeout: sendMillisMax,
        timeout: sendMillisMax
      })
      return current
    }

    /** A producer whose last request failed has sequence numbers that nobody knows: the next request gets another. */
    const discard = Effect.suspend(() => {
      const producer = current
      current = null
      return producer === null
        ? Effect.void
        : Effect.asVoid(Effect.forkDaemon(Effect.ignore(Effect.tryPromise(() => producer.close(true)))))
    })

    const sendPart = (records: ReadonlyArray<OutgoingRecord>) =>
      request("KafkaProducer.send", sendMillisMax, () => open().send({ messages: records.map(message) })).pipe(
        Effect.onError(() => discard)
      )

    const send = Effect.fn("KafkaProducer.send")(function* (records: ReadonlyArray<OutgoingRecord>) {
      yield* Effect.forEach(parts(records), sendPart, { discard: true })
    }, oneAtATime)

    yield* Effect.addFinalizer(() =>
      Effect.suspend(() => {
        const producer = current
        return producer === null
          ? Effect.void
          : Effect.ignore(request("KafkaProducer.close", sendMillisMax, () => producer.close(true)))
      })
    )
    return KafkaProducer.of({ send })
  })

/**
 * Writes records to Kafka so that they stay: acknowledged by all replicas in sync (`acks=all`), without doubles of the client's own making
 * (idempotent), in the order in which they are given, one request at a time. Callers that have many records give them together.
 *
 * Fails with `StoreUnavailable` when it cannot be known that all of them are durable; some may be all the same, so that a caller who
 * tries again writes them twice. Consumers have to know a repeat by what it says.
 */
export class KafkaProducer extends Context.Tag("@sluice/adapter-kafka/KafkaProducer")<
  KafkaProducer,
  { readonly send: (records: ReadonlyArray<OutgoingRecord>) => Effect.Effect<void, StoreUnavailable> }
>() {
  /** It connects at the first record. */
  static readonly layer = (options: Options): Layer.Layer<KafkaProducer> => Layer.scoped(KafkaProducer, make(options))
}
