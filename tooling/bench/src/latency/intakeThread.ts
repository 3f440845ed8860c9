import { randomUUID } from "node:crypto"
import { setTimeout } from "node:timers/promises"
import { parentPort, workerData } from "node:worker_threads"
import type * as Contestant from "../dispatch/Contestant.ts"
import * as GraphileWorker from "../dispatch/GraphileWorker.ts"
import * as PgBossQueue from "../dispatch/PgBossQueue.ts"
import * as SluiceLanes from "../dispatch/SluiceLanes.ts"
import * as Clock from "./Clock.ts"
import * as Offer from "./Offer.ts"
import type { Task } from "./Delays.ts"

/**
 * The thread behind `Delays`: offers every message when it is due, whether or not those before it are durable yet, and tells when each was. A thread of
 * its own, so that a worker that is busy neither delays what is offered nor hides how long it kept it waiting.
 */
const intakes: Readonly<Record<Task["name"], (url: string) => Promise<Contestant.Intake>>> = {
  sluice: SluiceLanes.intake,
  "graphile-worker": GraphileWorker.intake,
  "pg-boss": PgBossQueue.intake
}

const task: Task = workerData
const intake = await intakes[task.name](task.url)

/** What is due within this goes in together, as from callers who hand over a few at a time: it is the way out that is measured. */
const groupMillis = 5

let isTold = false

/** One reason is enough: what is not accepted counts as never sent. */
const refused = (reason: unknown): number => {
  if (!isTold) console.error(`${task.name} did not accept a message:`, reason)
  isTold = true
  return Number.NaN
}

const accepted = new Array<Promise<number>>()
const startMillis = Clock.nowMillis()
while (accepted.length < task.offsets.length) {
  await setTimeout(groupMillis)
  const elapsedMillis = Clock.nowMillis() - startMillis
  const from = accepted.length
  let to = from
  while ((task.offsets[to] ?? Infinity) <= elapsedMillis) to++
  if (to === from) continue
  const messages = Array.from({ length: to - from }, (_, index) => ({
    id: randomUUID(),
    recipient: Offer.recipient(from + index)
  }))
  const durable = intake.accept(messages).then(Clock.nowMillis, refused)
  for (const _ of messages) accepted.push(durable)
}
parentPort?.postMessage(Float64Array.from(await Promise.all(accepted)))
await intake.close()
