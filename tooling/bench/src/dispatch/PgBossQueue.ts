import { randomUUID } from "node:crypto"
import { PgBoss } from "pg-boss"
import * as Contestant from "./Contestant.ts"
import type { Message, Platform } from "./Platform.ts"

/** Batches, by several workers at once, and new jobs told by LISTEN or looked for. */
export interface Settings {
  readonly workers: number
  readonly batchSize: number
  readonly isNotified: boolean
}

/** The most messages a second: large batches, fetched without a pause while they come full. */
export const forThroughput: Settings = { workers: 4, batchSize: 200, isNotified: false }

/** The shortest way of each message: told of by LISTEN, in batches that do not wait long for their slowest. */
export const forLatency: Settings = { workers: 4, batchSize: 50, isNotified: true }

const queue = "send"

const started = async (url: string, max: number, useListenNotify: boolean): Promise<PgBoss> => {
  const boss = new PgBoss({ connectionString: url, max, supervise: false, schedule: false, useListenNotify })
  boss.on("error", () => undefined)
  return boss.start()
}

/** Its way in, where `make` has prepared the database. */
export const intake = async (url: string): Promise<Contestant.Intake> => {
  const boss = await started(url, Contestant.intakeConnections, false)
  return {
    accept: async (messages) =>
      void (await boss.insert(
        queue,
        messages.map((data) => ({ data }))
      )),
    close: () => boss.stop({ graceful: false })
  }
}

export const make = async (url: string, platform: Platform, settings: Settings): Promise<Contestant.Contestant> => {
  const { batchSize, isNotified, workers } = settings
  const boss = await started(url, 16, isNotified)
  await boss.createQueue(queue, { notify: isNotified })
  const pool = Contestant.pool(url, 2)
  const work = async (): Promise<Contestant.Stop> => {
    const options = {
      batchSize,
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 0.5,
      burstWhenBatchFull: true
    }
    for (let index = 0; index < workers; index++) {
      await boss.work<Message>(queue, options, async (jobs) => {
        await Promise.all(jobs.map(({ data }) => platform.send(data)))
      })
    }
    return () => boss.offWork(queue)
  }
  return {
    name: "pg-boss",
    fill: async (count) => {
      for (let from = 0; from < count; from += Contestant.chunk) {
        const length = Math.min(Contestant.chunk, count - from)
        await boss.insert(
          queue,
          Array.from({ length }, (_, index) => ({
            data: { id: randomUUID(), recipient: `+49151${10_000_000 + from + index}` }
          }))
        )
      }
      await Contestant.settle(pool, ["pgboss.job"])
    },
    work,
    drain: async () => {
      const stop = await work()
      await Contestant.untilEmpty(
        pool,
        `SELECT 1 FROM pgboss.job WHERE name = '${queue}' AND state < 'completed' LIMIT 1`
      )
      await stop()
    },
    close: async () => {
      await pool.end()
      await boss.stop({ graceful: false })
    }
  }
}
