import { Admin } from "@platformatic/kafka"
import * as KafkaCallbackLog from "@sluice/adapter-kafka/KafkaCallbackLog"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { Effect, Layer } from "effect"
import { randomUUID } from "node:crypto"

/** Brokers of the run; none where its tests are skipped. */
export const brokers = TestKafka.brokers ?? []

export const connection = { brokers, clientId: "sluice-tests", tls: null, sasl: null }

/** Names of a test's own. */
const names = Effect.sync(() => {
  const prefix = `test.${randomUUID()}`
  return { callbacks: `${prefix}.callbacks`, deadLetter: `${prefix}.dead` }
})

/** Topics of a test's own, deleted with the scope: they are made by whoever uses them first. */
export const topics = Effect.acquireRelease(names, ({ callbacks, deadLetter }) =>
  Effect.promise(async () => {
    const admin = new Admin({ clientId: "sluice-tests", bootstrapBrokers: [...brokers] })
    await admin.deleteTopics({ topics: [callbacks, deadLetter] }).catch(() => {})
    await admin.close()
  })
)

export const options = (
  given: KafkaCallbackLog.Options["topics"],
  change: Partial<KafkaCallbackLog.Options> = {}
): KafkaCallbackLog.Options => ({
  connection,
  topics: given,
  creation: { partitions: 3, replicas: 1 },
  groupId: given.callbacks,
  sendMillisMax: 5_000,
  sessionMillis: 6_000,
  idleMillis: 20,
  ...change
})

/** A log on topics of its own, over a store that is made with it. */
export const over = <A, E>(store: Layer.Layer<A | CallbackLog, E>, change: Partial<KafkaCallbackLog.Options> = {}) =>
  Layer.unwrapScoped(
    Effect.map(topics, (given) => Layer.provideMerge(KafkaCallbackLog.layer(options(given, change)), store))
  )
