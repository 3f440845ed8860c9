import * as Client from "@sluice/client/Client"
import * as Batch from "@sluice/cli/stack/Batch"
import * as Platform from "@sluice/cli/Platform"
import type { Sandbox } from "@sluice/cli/stack/Sandbox"
import * as Stack from "@sluice/cli/stack/Stack"
import * as Tally from "@sluice/cli/stack/Tally"
import * as Databases from "@sluice/services/Databases"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Ports from "@sluice/services/Ports"
import { Array, Effect, Redacted } from "effect"
import { readdir, readlink } from "node:fs/promises"
import { join, relative, resolve } from "node:path"
import * as Command from "./Command.ts"
import * as Rehearsal from "./image/Rehearsal.ts"

/** Links of what an image holds that lead out of it: with any, it would not run elsewhere. */
export const strayLinks = async (image: Rehearsal.Image): Promise<ReadonlyArray<string>> => {
  const home = Rehearsal.home(image)
  const stray: Array<string> = []
  for (const entry of await readdir(home, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const target = resolve(entry.parentPath, await readlink(path))
    if (relative(home, target).startsWith("..")) stray.push(`${image.name}: ${relative(home, path)}`)
  }
  return stray
}

/** The script that an image has Node run; what follows its entry point may be replaced by whoever runs it. */
const scriptOf = (image: Rehearsal.Image): string => {
  const words = image.entrypoint.length > 0 ? image.entrypoint : image.cmd
  const [program, script] = words
  if (program !== "node" || script === undefined || words.length > 2)
    throw new Error(`image ${image.name} starts ${words.join(" ")}, not Node with a script`)
  return join(Rehearsal.home(image), script)
}

/** Runs an image's program with arguments in the place of its own, to its end. */
const runWith = (image: Rehearsal.Image, args: ReadonlyArray<string>, env: Readonly<Record<string, string>>) =>
  Effect.promise(() =>
    Command.run(process.execPath, [scriptOf(image), ...args], {
      cwd: Rehearsal.home(image),
      env: { ...image.env, ...env }
    })
  )

/** Asks a process by the health check of its image, in the environment that both have; what it says where it is not well. */
const unwellness = (image: Rehearsal.Image, env: Readonly<Record<string, string>>) =>
  Effect.promise(async () => {
    const [program, ...args] = image.healthCheck ?? []
    if (program !== "node") return [`image ${image.name} has no health check`]
    const options = { cwd: Rehearsal.home(image), env: { ...image.env, ...env }, secondsMax: 10 }
    return Command.run(process.execPath, args, options).then(
      () => [],
      (error: unknown) => [`image ${image.name}: ${String(error)}`]
    )
  })

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

/** Messages that came to their phones through what the images hold. */
export interface Sent {
  readonly messages: number
  readonly delivered: number
  readonly doubled: number
  /** What health checks say against processes that work. */
  readonly unwell: ReadonlyArray<string>
}

/** What runs: the images of a release. */
export interface Running {
  readonly cli: Rehearsal.Image
  readonly server: Rehearsal.Image
  readonly worker: Rehearsal.Image
}

/** Where an image listens, on this machine: its hosts are the loopback, and its ports are free ones. */
const addressesOf = (image: Rehearsal.Image) =>
  Effect.gen(function* () {
    const names = Object.keys(image.env)
    const taken: Array<number> = []
    const ports: Record<string, string> = {}
    for (const name of names.filter((found) => found.endsWith("_PORT"))) {
      const port = yield* Ports.free({ besides: taken })
      taken.push(port)
      ports[name] = String(port)
    }
    const hosts = names.filter((found) => found.endsWith("_HOST")).map((name) => [name, Ports.loopback])
    return { ...ports, ...Object.fromEntries(hosts) }
  })

/**
 * Migrates with the command line's image, and sends messages through those of server and worker and the simulator, on the database that `DATABASE_URL`
 * names or an embedded one.
 *
 * They run in the environment of their images but for where they listen, and for `SLUICE_ENV`: the simulator is no production, it calls back over plain
 * HTTP.
 *
 * @param directory where accounts and the simulator's configuration are written
 */
export const trySending = ({ cli, server, worker }: Running, directory: string): Promise<Sent> =>
  Effect.gen(function* () {
    const postgres = yield* EmbeddedPostgres.make({ url: process.env["DATABASE_URL"] })
    const databaseUrl = yield* Databases.fresh(postgres.url)
    yield* runWith(cli, ["migrate"], { SLUICE_DATABASE_URL: databaseUrl })
    const serverAt = yield* addressesOf(server)
    const workerAt = yield* addressesOf(worker)
    const stack = yield* Stack.start({
      name: "deployed",
      sandbox,
      databaseUrl: Redacted.make(databaseUrl),
      directory,
      seed: "deployed",
      clock: null,
      portsFrom: null,
      simulator: { fates },
      serverScript: scriptOf(server),
      env: { ...server.env, ...worker.env, ...serverAt, ...workerAt, SLUICE_ENV: "development" }
    })
    yield* stack.startWorker(1, scriptOf(worker))
    const client = yield* Client.make({
      baseUrl: stack.serverUrl,
      apiKey: yield* stack.issueKey("deployed", "operator")
    })
    yield* Batch.submit(client, Array.makeBy(messages, request))
    const tally = yield* Batch.watch(client, waitSecondsMax, () => Effect.void)
    const all = yield* Batch.all(client)
    const wamids = new Set(all.flatMap(({ wamid }) => wamid ?? []))
    const unwell = [
      ...(yield* unwellness(server, { SLUICE_PORT: new URL(stack.serverUrl).port })),
      ...(yield* unwellness(worker, workerAt))
    ]
    return { messages, delivered: tally.delivered + tally.read, doubled: Tally.answered(tally) - wamids.size, unwell }
  }).pipe(Effect.scoped, Effect.provide(Platform.layer), Effect.runPromise)
