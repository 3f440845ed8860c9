import { once } from "node:events"
import { setTimeout } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import type { Contestant } from "../dispatch/Contestant.ts"
import type { Platform } from "../dispatch/Platform.ts"
import * as Offer from "./Offer.ts"

/** What the thread that offers messages is told. */
export interface Task {
  readonly name: Contestant["name"]
  readonly url: string
  /** When each message is offered, in milliseconds from the start. */
  readonly offsets: Float64Array
}

/** Longer than any message takes: what has not been sent by then never will be. */
const lateMillisMax = 20_000

/** The delay of what was not taken in, or never sent: an hour, so that it can be told and not be overlooked. */
const neverMillis = 3_600_000

const acceptedIn = async (task: Task): Promise<Float64Array> => {
  const thread = new Worker(new URL("./intakeThread.ts", import.meta.url), { workerData: task })
  const [accepted]: ReadonlyArray<unknown> = await once(thread, "message")
  if (!(accepted instanceof Float64Array)) throw new Error("it was not told when the messages were accepted")
  await once(thread, "exit")
  return accepted
}

/** Arrivals of so many messages, by recipient. */
const arrivalsOf = async (platform: Platform, count: number): Promise<ReadonlyMap<string, number>> => {
  const all = new Map<string, number>()
  const since = performance.now()
  for (;;) {
    for (const [recipient, atMillis] of await platform.arrivals()) all.set(recipient, atMillis)
    if (all.size >= count) return all
    if (performance.now() - since > lateMillisMax) return all
    await setTimeout(50)
  }
}

/**
 * How long each message waited: from the moment at which it was durable, as the one who handed it over sees it, until its request reached the
 * platform.
 *
 * @param platform one that keeps arrivals.
 * @param measuredFrom those before it warm everything up.
 */
export const measure = async (
  contestant: Contestant,
  platform: Platform,
  task: Task,
  measuredFrom: number
): Promise<ReadonlyArray<number>> => {
  const stop = await contestant.work()
  const accepted = await acceptedIn(task)
  const arrivals = await arrivalsOf(platform, accepted.filter((atMillis) => !Number.isNaN(atMillis)).length)
  await stop()
  return Array.from(accepted, (atMillis, index) => {
    const arrivedMillis = arrivals.get(Offer.recipient(index).slice(1))
    if (arrivedMillis === undefined || Number.isNaN(atMillis)) return neverMillis
    // The request may arrive before the one who handed the message over has heard that it is durable.
    return Math.max(0, arrivedMillis - atMillis)
  }).slice(measuredFrom)
}
