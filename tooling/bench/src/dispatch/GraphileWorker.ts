import { randomUUID } from "node:crypto"
import { Logger, makeWorkerUtils, run, runMigrations } from "graphile-worker"
import * as Contestant from "./Contestant.ts"
import type { Platform } from "./Platform.ts"

/** As many jobs at once as connections to the platform, and completions in batches; new jobs are told by LISTEN. */
const common = { concurrentJobs: 64, pollInterval: 500, completeJobBatchDelay: 0, failJobBatchDelay: 0 }

/** Its settings. */
export type Settings = typeof common & { readonly localQueue: { readonly size: number } }

/** The most messages a second. */
export const forThroughput: Settings = { ...common, localQueue: { size: 500 } }

/** The shortest way of each message: what is fetched is begun at once. */
export const forLatency: Settings = { ...common, localQueue: { size: common.concurrentJobs + 1 } }

const silent = new Logger(() => () => undefined)

const isMessage = (payload: unknown): payload is { readonly id: string; readonly recipient: string } =>
  typeof payload === "object" && payload !== null && "id" in payload && "recipient" in payload

const open = (url: string, max: number) => {
  const pgPool = Contestant.pool(url, max)
  // Connections may break when the server ends; the library asks that somebody hears of it.
  pgPool.on("connect", (client) => void client.on("error", () => undefined))
  return pgPool
}

/** Its way in, where `make` has prepared the database. */
export const intake = async (url: string): Promise<Contestant.Intake> => {
  const pgPool = open(url, Contestant.intakeConnections)
  const utils = await makeWorkerUtils({ pgPool, logger: silent })
  return {
    accept: async (messages) =>
      void (await utils.addJobs(messages.map((payload) => ({ identifier: "send", payload })))),
    close: async () => {
      await utils.release()
      await pgPool.end()
    }
  }
}

export const make = async (url: string, platform: Platform, worker: Settings): Promise<Contestant.Contestant> => {
  const pgPool = open(url, 16)
  await runMigrations({ pgPool, logger: silent })
  const send = async (payload: unknown): Promise<void> => {
    if (!isMessage(payload)) throw new Error("a job without a message")
    await platform.send(payload)
  }
  const work = async (): Promise<Contestant.Stop> => {
    const runner = await run({ pgPool, logger: silent, noHandleSignals: true, taskList: { send }, preset: { worker } })
    return () => runner.stop()
  }
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
    work,
    drain: async () => {
      const stop = await work()
      await Contestant.untilEmpty(pgPool, "SELECT 1 FROM graphile_worker._private_jobs LIMIT 1")
      await stop()
    },
    close: () => pgPool.end()
  }
}
