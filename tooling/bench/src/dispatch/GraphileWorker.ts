import { randomUUID } from "node:crypto"
import { Logger, run, runMigrations } from "graphile-worker"
import type { Runner } from "graphile-worker"
import * as Contestant from "./Contestant.ts"
import type { Platform } from "./Platform.ts"

/** graphile-worker with its fastest settings: a local queue, completions in batches, as many jobs at once as connections to the platform. */
const worker = {
  concurrentJobs: 64,
  pollInterval: 500,
  localQueue: { size: 500 },
  completeJobBatchDelay: 0,
  failJobBatchDelay: 0
}

const silent = new Logger(() => () => undefined)

const isMessage = (payload: unknown): payload is { readonly id: string; readonly recipient: string } =>
  typeof payload === "object" && payload !== null && "id" in payload && "recipient" in payload

export const make = async (url: string, platform: Platform): Promise<Contestant.Contestant> => {
  const pgPool = Contestant.pool(url, 16)
  // Connections may break when the server ends; the library asks that somebody hears of it.
  pgPool.on("connect", (client) => void client.on("error", () => undefined))
  await runMigrations({ pgPool, logger: silent })
  const send = async (payload: unknown): Promise<void> => {
    if (!isMessage(payload)) throw new Error("a job without a message")
    await platform.send(payload)
  }
  let runner: Runner | null = null
  return {
    name: "graphile-worker",
    fill: async (count) => {
      for (let from = 0; from < count; from += Contestant.chunk) {
        const jobs = Array.from({ length: Math.min(Contestant.chunk, count - from) }, (_, index) => ({
          identifier: "send",
          payload: { id: randomUUID(), recipient: `+49151${10_000_000 + from + index}` }
        }))
        await pgPool.query(
          `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
             SELECT json_populate_record(NULL::graphile_worker.job_spec, spec) FROM json_array_elements($1::json) AS spec
           ))`,
          [JSON.stringify(jobs)]
        )
      }
      await Contestant.settle(pgPool, ["graphile_worker._private_jobs"])
    },
    drain: async () => {
      runner = await run({ pgPool, logger: silent, noHandleSignals: true, taskList: { send }, preset: { worker } })
      await Contestant.untilEmpty(pgPool, "SELECT 1 FROM graphile_worker._private_jobs LIMIT 1")
      await runner.stop()
      runner = null
    },
    close: async () => {
      await runner?.stop()
      await pgPool.end()
    }
  }
}
