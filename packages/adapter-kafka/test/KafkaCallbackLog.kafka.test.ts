import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import * as Topics from "@sluice/adapter-kafka/Topics"
import * as CallbackLogConformance from "@sluice/engine/test-kit/CallbackLogConformance"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { describe } from "vitest"
import * as Logs from "./Logs.ts"

describe.skipIf(TestKafka.brokers === null)("on Kafka", () => {
  CallbackLogConformance.suite("Kafka over memory", Logs.over(MemoryStore.layer), {
    bodyBytesMax: Topics.messageBytesMax,
    waitsOutside: true
  })
})
