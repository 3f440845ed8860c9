import { once } from "node:events"
import { setTimeout } from "node:timers/promises"
import { parentPort, workerData } from "node:worker_threads"

/** What the thread that asks for a server's health is told. */
export interface Task {
  readonly url: string
  /** An answer that takes longer is none. */
  readonly millisMax: number
}

/**
 * The thread behind `Hostile`: a thread of its own, so that an attacker who is busy with two hundred requests is not taken for a server that lets wait.
 */
const { millisMax, url }: Task = workerData

const lookMillis = 250

let isOver = false
let worst = 0
let missed = 0

const isWell = async (): Promise<boolean> => {
  try {
    const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(millisMax) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

if (parentPort !== null) {
  const stopped = once(parentPort, "message").then(() => (isOver = true))
  while (!isOver) {
    const began = performance.now()
    if (!(await isWell())) missed++
    worst = Math.max(worst, Math.round(performance.now() - began))
    await Promise.race([stopped, setTimeout(lookMillis)])
  }
  parentPort.postMessage({ worst, missed })
  parentPort.close()
}
