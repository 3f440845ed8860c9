import * as Batch from "@sluice/cli/stack/Batch"
import * as SimulatorControl from "@sluice/cli/stack/SimulatorControl"
import type { MessageView } from "@sluice/client/Message"
import * as MessageState from "@sluice/core/delivery/MessageState"
import { Clock, Duration, Effect } from "effect"
import type { Field } from "../Field.ts"

/** What the gateway has on record, beside what the platform took. */
interface Record {
  readonly messages: ReadonlyMap<string, MessageView>
  /** Ids of the messages that the platform accepted. */
  readonly platform: ReadonlySet<string>
  /** Accepted twice, by the platform's own count. */
  readonly doubled: number
}

/** Both, at about the same moment. */
export const read = Effect.fn("Record.read")(function* ({ client, stack }: Field) {
  const messages = yield* Batch.all(client)
  const entries = yield* SimulatorControl.messages(stack.simulatorUrl)
  const { messages: counts } = yield* SimulatorControl.stats(stack.simulatorUrl)
  const record: Record = {
    messages: new Map(messages.map((message) => [message.id, message])),
    platform: new Set(entries.flatMap(({ subject }) => (subject === null ? [] : [subject]))),
    doubled: counts.doubled
  }
  return record
})

/** How many messages the platform has accepted. */
export const sent = ({ stack }: Field) =>
  Effect.map(SimulatorControl.stats(stack.simulatorUrl), ({ messages }) => messages.accepted)

/** Those of `ids` that nobody knows of any more. */
export const lost = ({ messages }: Record, ids: ReadonlyArray<string>): ReadonlyArray<string> =>
  ids.filter((id) => !messages.has(id))

/** What was given up because the database was restored, and has not been settled since. */
export const inDoubt = ({ messages }: Record): ReadonlyArray<string> =>
  [...messages.values()].filter(({ state }) => state === "dead").map(({ id }) => id)

const lookMillis = 200

/** Waits until nothing is queued, in flight or uncertain; how many still are, after `secondsMax`. */
export const untilQuiet = Effect.fn("Record.untilQuiet")(function* ({ client }: Field, secondsMax: number) {
  const startMillis = yield* Clock.currentTimeMillis
  for (;;) {
    const { depths } = yield* client.operations.queue({ urlParams: { all: false } })
    const open = depths.filter(({ state }) => MessageState.isOpen(state)).reduce((sum, { count }) => sum + count, 0)
    if (open === 0 || (yield* Clock.currentTimeMillis) - startMillis > secondsMax * 1_000) return open
    yield* Effect.sleep(Duration.millis(lookMillis))
  }
})
