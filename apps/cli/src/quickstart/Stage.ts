import * as Client from "@sluice/client/Client"
import type { MessageRequest, MessageView } from "@sluice/client/Message"
import type * as Processes from "@sluice/services/Processes"
import { Clock, Effect, type Redacted } from "effect"
import * as Batch from "../stack/Batch.ts"
import * as SimulatorControl from "../stack/SimulatorControl.ts"
import * as Stack from "../stack/Stack.ts"
import * as Tally from "../stack/Tally.ts"
import * as LiveView from "./LiveView.ts"

/** A gateway that is up, with a worker, and the key and the client to use it with. */
export interface Running {
  readonly stack: Stack.Stack
  readonly worker: Processes.Process
  readonly key: Redacted.Redacted
  readonly client: Client.Client
}

/** Server, simulator and one worker, ready, for the length of the scope. */
export const bringUp = Effect.fn("Stage.bringUp")(function* (options: Stack.Options) {
  const stack = yield* Stack.start(options)
  const [worker, key] = yield* Effect.all([stack.startWorker(1), stack.issueKey("quickstart", "admin")], {
    concurrency: "unbounded"
  })
  const running: Running = {
    stack,
    worker,
    key,
    client: yield* Client.make({ baseUrl: stack.serverUrl, apiKey: key })
  }
  return running
})

/** What is sent in a stage. */
export interface Plan {
  readonly title: string
  readonly requests: ReadonlyArray<MessageRequest>
  /** How much faster than the wall's its clock runs. */
  readonly speed: number
  /** Real seconds after which the stage ends, whatever is still on its way. */
  readonly waitSecondsMax: number
}

/** What became of it. */
export interface Outcome {
  readonly title: string
  readonly speed: number
  readonly submitted: number
  readonly tally: Tally.Tally
  /** As they stood at the end, newest first. */
  readonly messages: ReadonlyArray<MessageView>
  /** What the platform accepted, oldest first. */
  readonly entries: ReadonlyArray<SimulatorControl.Entry>
  /** The judge's count. */
  readonly stats: SimulatorControl.Stats
  /** Each with its history. */
  readonly examined: ReadonlyArray<Batch.Examined>
  /** Real time, from the first request to the end of the watch. */
  readonly elapsedMillis: number
}

/** Sends the plan's messages and watches them to their end. */
export const run = Effect.fn("Stage.run")(function* (running: Running, plan: Plan, view: LiveView.LiveView) {
  const { client, stack, worker } = running
  const startMillis = yield* Clock.currentTimeMillis
  const watched = Effect.gen(function* () {
    const ids = yield* Batch.submit(client, plan.requests)
    yield* Batch.watch(client, plan.waitSecondsMax, (now, elapsedMillis) =>
      view.draw(...drawn(plan, now, elapsedMillis))
    )
    yield* view.settle
    return { ids, elapsedMillis: (yield* Clock.currentTimeMillis) - startMillis }
  })
  const { elapsedMillis, ids } = yield* Effect.raceFirst(
    watched,
    Stack.whileAllRun([worker, stack.server, stack.simulator])
  )
  const messages = yield* Batch.all(client)
  const outcome: Outcome = {
    title: plan.title,
    speed: plan.speed,
    submitted: ids.length,
    tally: tallyOf(messages),
    messages,
    entries: yield* SimulatorControl.messages(stack.simulatorUrl),
    stats: yield* SimulatorControl.stats(stack.simulatorUrl),
    examined: yield* Batch.examine(client, ids),
    elapsedMillis
  }
  return outcome
})

/** Of the messages themselves: callbacks went on after the last look at the queue. */
const tallyOf = (messages: ReadonlyArray<MessageView>): Tally.Tally =>
  Tally.of(messages.map(({ delivery, state }) => ({ delivery, state, count: 1 })))

/** Columns of the bar. */
const barColumns = 32

const drawn = (
  plan: Plan,
  tally: Tally.Tally,
  elapsedMillis: number
): readonly [block: ReadonlyArray<string>, short: string] => {
  const total = plan.requests.length
  const answered = Tally.answered(tally)
  const seconds = Math.round(elapsedMillis / 1_000)
  const reached = `${tally.delivered + tally.read} delivered, ${tally.read} of them read, ${tally.failed} failed`
  const time = plan.speed === 1 ? `${seconds} s` : `${seconds} s (${clock(elapsedMillis * plan.speed)} of its own time)`
  return [
    [
      `  sent       ${LiveView.bar(answered / total, barColumns)} ${answered} of ${total}`,
      `  delivered  ${LiveView.bar((tally.delivered + tally.read) / total, barColumns)} ${reached}`,
      `  ${time}`
    ],
    `${time}: ${answered} of ${total} sent, ${reached}`
  ]
}

/** Minutes and seconds. */
const clock = (millis: number): string => {
  const seconds = Math.round(millis / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`
}
