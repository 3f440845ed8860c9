import type { Running, Sandbox } from "@sluice/cli/stack/Sandbox"
import type { Provider } from "@sluice/cli/stack/Seat"
import * as Stack from "@sluice/cli/stack/Stack"
import * as Tally from "@sluice/cli/stack/Tally"
import * as Client from "@sluice/client/Client"
import type { MessageRequest } from "@sluice/client/Message"
import * as Databases from "@sluice/services/Databases"
import type * as Processes from "@sluice/services/Processes"
import { Duration, Effect, Redacted } from "effect"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"

/**
 * Where a drill is held: a whole gateway of real processes on a database of its own, with a slow platform behind it, and
 * senders that are paced so that a kill lands in the middle of the traffic.
 */
export interface Field {
  readonly stack: Stack.Stack
  readonly client: Client.Client
  /** With which the client asks. */
  readonly apiKey: Redacted.Redacted
  readonly databaseUrl: Redacted.Redacted
  readonly senderIds: ReadonlyArray<string>
  /** Who sends, and at which providers they are known. */
  readonly sandbox: Sandbox
}

/** A worker, and the address by which the cluster knows it. */
export interface Worker {
  readonly number: number
  readonly process: Processes.Process
  readonly runner: string
}

/** What is different in the field of one drill. */
export interface Plan {
  readonly name: string
  readonly senders: number
  readonly seed: string
  /** At whom the senders are, at first. */
  readonly provider: Provider
  /** Where they can be moved to. */
  readonly others?: ReadonlyArray<Provider>
  /**
   * A number of this kind at the platform's own limit, which is judged to the letter: 80 messages a second, or 20. Without it, a few a second:
   * what is in flight when a worker dies is such a drill's subject, not the pace.
   */
  readonly throughput?: "standard" | "coexistence"
  /** What goes wrong, what becomes of messages, and how callbacks travel, beyond what every drill has. */
  readonly platform?: Pick<Running["besides"], "faults" | "fates" | "callbacks">
  /** How long an uncertain send waits, where it is not as in every drill. */
  readonly uncertain?: typeof uncertain
  /** More of the configuration of server and workers. */
  readonly env?: Readonly<Record<string, string>>
  /** Flags of node for server and workers. */
  readonly nodeFlags?: ReadonlyArray<string>
}

/** Messages a second of each sender that has no kind. The platform allows 80. */
const perSecond = 5

/**
 * How long an uncertain send waits for its callbacks, at a tenth of the usual times. At the end of a drill no other callbacks come that show the channel
 * open, so the longer time is short as well; what an outage holds up comes again within twice the outage, so it covers one of 14 s.
 */
const uncertain = { uncertainMillis: 10_000, uncertainMillisMax: 30_000 }

/** Statuses come within 3 s here, and what was not acknowledged comes again after half a second at first. */
const receiving = { deliveredMillisMax: 5_000, deliveredAbroadMillisMax: 5_000, repeatMillis: 1_000 }

/** A platform that takes its time to answer, so that requests are under way whenever a worker is killed. */
export const faults = { latencyRealMillisMin: 200, latencyRealMillisMax: 500 }

/** Everybody reads, and soon: the end of a drill waits for what tells that a message arrived. */
const fates = {
  delivered: { minMillis: 1_000, maxMillis: 3_000 },
  deliveredAbroad: { minMillis: 1_000, maxMillis: 3_000 },
  deliveredOmittedShare: 0
}

/** What was not acknowledged comes again after half a second, and then with waits that double without end, as a platform's do (CLOUD_API 3.6). */
const callbacks = { retryBaseMillis: 500 }

const sandbox = (plan: Plan): Sandbox => {
  const { throughput } = plan
  const sender = (index: number) => ({
    id: `sender-${index + 1}`,
    number: `+8869120000${String(index + 1).padStart(2, "0")}`,
    callingCode: "886",
    tier: "initial" as const,
    ...(throughput === undefined ? {} : { throughput })
  })
  return {
    accountId: plan.name,
    provider: plan.provider,
    others: plan.others ?? [],
    policy: "cloud-api",
    policyOverrides: {
      ...(throughput === undefined ? { pacing: { throughput: { perSecond } } } : {}),
      certainty: plan.uncertain ?? uncertain,
      receiving
    },
    senders: [sender(0), ...Array.from({ length: plan.senders - 1 }, (_, index) => sender(index + 1))]
  }
}

const temporary = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "sluice-drill-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** Brings the server and the simulator up, for the length of the scope; the workers are the drill's own. */
export const open = Effect.fn("Field.open")(function* (databaseServer: string, plan: Plan) {
  const databaseUrl = Redacted.make(yield* Databases.fresh(databaseServer))
  const account = sandbox(plan)
  const { platform = {} } = plan
  const stack = yield* Stack.start({
    name: plan.name,
    sandbox: account,
    databaseUrl,
    directory: yield* temporary,
    seed: plan.seed,
    clock: null,
    portsFrom: null,
    nodeFlags: plan.nodeFlags ?? [],
    env: plan.env ?? {},
    simulator: {
      ...platform,
      faults: { ...faults, ...platform.faults },
      fates: { ...fates, ...platform.fates },
      callbacks: { ...callbacks, ...platform.callbacks }
    }
  })
  const apiKey = yield* stack.issueKey(plan.name, "admin")
  const field: Field = {
    stack,
    apiKey,
    databaseUrl,
    client: yield* Client.make({ baseUrl: stack.serverUrl, apiKey }),
    senderIds: account.senders.map(({ id }) => id),
    sandbox: account
  }
  return field
})

/** A worker that is ready to send; of another version where its program is told. */
export const startWorker = Effect.fn("Field.startWorker")(function* (field: Field, number: number, script?: string) {
  const process = yield* field.stack.startWorker(number, script)
  const line = yield* process.line(/running as runner/)
  const worker: Worker = { number, process, runner: /runner (\S+)/.exec(line)?.[1] ?? "" }
  return worker
})

const lookMillis = 50

/** Waits until so many messages have left and were answered. */
export const untilAnswered = Effect.fn("Field.untilAnswered")(function* (field: Field, count: number) {
  for (;;) {
    const { depths } = yield* field.client.operations.queue({ urlParams: { all: true } })
    if (Tally.answered(Tally.of(depths)) >= count) return
    yield* Effect.sleep(Duration.millis(lookMillis))
  }
})

/** So many messages, shared out evenly, each to somebody else. */
export const requests = (field: Field, count: number): ReadonlyArray<MessageRequest> =>
  Array.from({ length: count }, (_, index) => ({
    senderId: field.senderIds[index % field.senderIds.length] ?? "",
    recipient: `+88693${String(index).padStart(7, "0")}`,
    content: { type: "text" as const, text: { body: `drill ${index + 1}` } },
    idempotencyKey: `drill-${index + 1}`
  }))
