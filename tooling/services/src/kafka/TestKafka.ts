import { inject } from "vitest"
import type {} from "./globalSetup.ts"

/** Brokers of the run, for tests (`*.kafka.test.ts`); null where they are skipped: `describe.skipIf(TestKafka.brokers === null)`. */
export const brokers: ReadonlyArray<string> | null = (() => {
  const kafka = inject("kafka")
  return kafka?._tag === "Up" ? kafka.brokers : null
})()
