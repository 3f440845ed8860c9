import * as Client from "@sluice/client/Client"
import * as Batch from "@sluice/cli/stack/Batch"
import * as Platform from "@sluice/cli/Platform"
import type { Sandbox } from "@sluice/cli/stack/Sandbox"
import * as Stack from "@sluice/cli/stack/Stack"
import * as Tally from "@sluice/cli/stack/Tally"
import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Array, Effect, Redacted } from "effect"
import { lstat, mkdir, readdir, readlink, rm } from "node:fs/promises"
import { join, relative } from "node:path"
import * as Workspace from "./Workspace.ts"

/** A service with everything it runs on, in one folder that can be copied to a machine or into an image. */
export interface Output {
  readonly name: string
  readonly folder: string
}

/** Puts a service and its production dependencies into `<folder>/<last part of its name>`. The workspace must be built. */
export const deploy = async (name: string, folder: string): Promise<Output> => {
  const output = join(folder, name.slice(name.lastIndexOf("/") + 1))
  await rm(output, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await Workspace.pnpm(["--filter", name, "--config.inject-workspace-packages=true", "deploy", "--prod", output])
  return { name, folder: output }
}

/** Links of a deployed service that lead out of its folder: with any, it would not run elsewhere. */
export const strayLinks = async ({ folder }: Output): Promise<ReadonlyArray<string>> => {
  const stray: Array<string> = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const target = join(entry.parentPath, await readlink(path))
    if (relative(folder, target).startsWith("..")) stray.push(relative(folder, path))
  }
  return stray
}

/** Its program. */
export const program = async ({ folder }: Output): Promise<string> => {
  const path = join(folder, "dist", "main.js")
  await lstat(path)
  return path
}

const sandbox: Sandbox = {
  accountId: "deployed",
  policy: "cloud-api",
  senders: [{ id: "sender-1", number: "+886912000001", callingCode: "886", tier: "initial" }]
}

const messages = 20
const waitSecondsMax = 60

const request = (index: number) => ({
  senderId: "sender-1",
  recipient: `+8869123456${String(index).padStart(2, "0")}`,
  content: { type: "template" as const, template: { name: "hello_world", language: { code: "en_US" } } }
})

/** Everybody gets their message, soon. */
const fates = {
  failureShare: 0,
  delivered: { minMillis: 500, maxMillis: 1_500 },
  read: { minMillis: 100, maxMillis: 500 }
}

/** Messages that came to their phones through the deployed programs. */
export interface Sent {
  readonly messages: number
  readonly delivered: number
  readonly doubled: number
}

/**
 * Sends messages through the deployed server and worker and the simulator, on the database that `DATABASE_URL` names or an embedded one.
 *
 * @param directory where accounts and the simulator's configuration are written
 */
export const trySending = (server: string, worker: string, directory: string): Promise<Sent> =>
  Effect.gen(function* () {
    const postgres = yield* EmbeddedPostgres.make({ url: process.env["DATABASE_URL"] })
    const databaseUrl = Redacted.make(yield* Databases.fresh(postgres.url))
    const stack = yield* Stack.start({
      name: "deployed",
      sandbox,
      databaseUrl,
      directory,
      seed: "deployed",
      clock: null,
      portsFrom: null,
      simulator: { fates },
      serverScript: server
    })
    yield* stack.startWorker(1, worker)
    const client = yield* Client.make({
      baseUrl: stack.serverUrl,
      apiKey: yield* stack.issueKey("deployed", "operator")
    })
    yield* Batch.submit(client, Array.makeBy(messages, request))
    const tally = yield* Batch.watch(client, waitSecondsMax, () => Effect.void)
    const all = yield* Batch.all(client)
    const wamids = new Set(all.flatMap(({ wamid }) => wamid ?? []))
    return { messages, delivered: tally.delivered + tally.read, doubled: Tally.answered(tally) - wamids.size }
  }).pipe(Effect.scoped, Effect.provide(Platform.layer), Effect.runPromise)
