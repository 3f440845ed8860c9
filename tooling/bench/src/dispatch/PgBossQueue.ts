import { randomUUID } from "node:crypto"
import { PgBoss } from "pg-boss"
import * as Contestant from "./Contestant.ts"
import type { Message, Platform } from "./Platform.ts"

/** pg-boss with its fastest settings: large batches, fetched without a pause while they come full, by several workers at once. */
const work = { batchSize: 200, pollingIntervalSeconds: 0.5, burstWhenBatchFull: true }
const workers = 4

const queue = "send"

export const make = async (url: string, platform: Platform): Promise<Contestant.Contestant> => {
  const boss = new PgBoss({ connectionString: url, max: 16, supervise: false, schedule: false })
  boss.on("error", () => undefined)
  await boss.start()
  await boss.createQueue(queue)
  const pool = Contestant.pool(url, 2)
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
    drain: async () => {
      for (let index = 0; index < workers; index++) {
        await boss.work<Message>(queue, work, async (jobs) => {
          await Promise.all(jobs.map(({ data }) => platform.send(data)))
        })
      }
      await Contestant.untilEmpty(
        pool,
        `SELECT 1 FROM pgboss.job WHERE name = '${queue}' AND state < 'completed' LIMIT 1`
      )
      await boss.offWork(queue)
    },
    close: async () => {
      await pool.end()
      await boss.stop({ graceful: false })
    }
  }
}
