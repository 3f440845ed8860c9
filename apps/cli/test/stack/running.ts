import * as Client from "@sluice/client/Client"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import type { Input } from "@sluice/simulator/config/SimulatorConfig"
import { Effect, Exit, type Layer, ManagedRuntime, Redacted, Scope } from "effect"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll } from "vitest"
import * as Platform from "../../src/Platform.ts"
import * as Stack from "../../src/stack/Stack.ts"

/** The built programs as processes, on a database of their own: what is deployed is what is tried. */

/** Quick people, all of whom read. */
const fates = {
  failureShare: 0,
  delivered: { minMillis: 100, maxMillis: 200 },
  deliveredAbroad: { minMillis: 100, maxMillis: 200 },
  read: { minMillis: 100, maxMillis: 200 },
  readLostShare: 0,
  deliveredOmittedShare: 0
}

interface Options {
  /** Of the messages that the platform took, how many fail; 0 to 1. */
  readonly failureShare?: number
  /** How callbacks travel, where they do not as they usually do: one in a hundred comes twice, one message's in a hundred in the wrong order. */
  readonly callbacks?: Input["callbacks"]
  /** Variables that server and worker get besides. */
  readonly env?: Readonly<Record<string, string>>
}

/** Server, simulator and a worker for the account `name`, with one sender at the platform's own pace, and keys for the roles. */
export const start = Effect.fn("running.start")(function* (
  name: string,
  directory: string,
  { callbacks = {}, env = {}, failureShare = 0 }: Options = {}
) {
  const stack = yield* Stack.start({
    name,
    sandbox: {
      accountId: name,
      policy: "cloud-api",
      senders: [{ id: "shop", number: "+886912000001", callingCode: "886", tier: "initial" }]
    },
    databaseUrl: Redacted.make(yield* TestDatabase.fresh()),
    directory,
    seed: name,
    clock: null,
    portsFrom: null,
    simulator: { fates: { ...fates, failureShare }, callbacks },
    env
  })
  const worker = yield* stack.startWorker(1)
  const key = yield* stack.issueKey("operator", "operator")
  const viewer = yield* stack.issueKey("viewer", "viewer")
  return { stack, worker, key, viewer, client: yield* Client.make({ baseUrl: stack.serverUrl, apiKey: key }) }
})

/**
 * Brings something up before the tests of a file, and takes it down after them.
 *
 * @param bringUp gets the folder for its files.
 */
export const during = <A, E>(
  name: string,
  bringUp: (directory: string) => Effect.Effect<A, E, Layer.Layer.Success<typeof Platform.layer> | Scope.Scope>
) => {
  /** One for the whole file: the client keeps its connections in it. */
  const runtime = ManagedRuntime.make(Platform.layer)
  const directory = mkdtempSync(join(tmpdir(), `sluice-${name}-`))
  const scope = Effect.runSync(Scope.make())
  const held: { up?: A } = {}

  beforeAll(async () => {
    held.up = await runtime.runPromise(Scope.extend(bringUp(directory), scope))
  }, 180_000)

  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await runtime.dispose()
    rmSync(directory, { recursive: true, force: true })
  }, 60_000)

  return {
    runtime,
    directory,
    up: (): A => {
      if (held.up === undefined) throw new Error(`${name} is not up yet`)
      return held.up
    }
  }
}
