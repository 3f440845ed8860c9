import { Consumer, type Message } from "@platformatic/kafka"
import { Effect, Stream } from "effect"
import { randomUUID } from "node:crypto"
import * as Logs from "./Logs.ts"

/** A record as anyone else reads it: texts, and the value's bytes. */
export interface Read {
  readonly key: string
  readonly value: Uint8Array
  readonly partition: number
  readonly headers: Readonly<Record<string, string>>
}

const read = ({ headers, key, partition, value }: Message): Read => ({
  key: key.toString("utf8"),
  value,
  partition,
  headers: Object.fromEntries([...headers].map(([name, text]) => [name.toString("utf8"), text.toString("utf8")]))
})

/** The first `count` records of a topic, by a group of nobody else's. */
export const first = (topic: string, count: number) =>
  Effect.gen(function* () {
    const consumer = yield* Effect.acquireRelease(
      Effect.sync(
        () => new Consumer({ clientId: "reader", groupId: randomUUID(), bootstrapBrokers: [...Logs.brokers] })
      ),
      (client) => Effect.promise(() => client.close(true))
    )
    const stream = yield* Effect.promise(() =>
      consumer.consume({ topics: [topic], mode: "earliest", autocommit: false, maxWaitTime: 100 })
    )
    const records = yield* Stream.runCollect(Stream.take(Stream.fromAsyncIterable(stream, String), count))
    return [...records].map(read)
  }).pipe(Effect.scoped)
