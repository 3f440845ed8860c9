import type { Client } from "@sluice/client/Client"
import type { MessageDetail, MessageRequest, MessageView } from "@sluice/client/Message"
import { Array, Clock, Duration, Effect } from "effect"
import * as ExitCode from "../ExitCode.ts"
import * as Replay from "../messages/Replay.ts"
import * as Story from "../messages/Story.ts"
import * as Tally from "./Tally.ts"

/** Rows in one request: well below the server's bound. */
const rowsMax = 2_000

/** Hands the messages to the server; answers their ids in the same order. */
export const submit = Effect.fn("Batch.submit")(function* (client: Client, requests: ReadonlyArray<MessageRequest>) {
  const ids: Array<string> = []
  for (const payload of Array.chunksOf(requests, rowsMax)) {
    const answer = yield* client.messages.sendBatch({ headers: {}, payload, urlParams: { atomic: false } })
    const refused = answer.results.flatMap((result) => (result.outcome === "refused" ? [result] : []))
    const [first] = refused
    if (first !== undefined) {
      const why = first.findings.map(({ message, path }) => `${path}: ${message}`).join("; ")
      return yield* new ExitCode.CommandFailed({
        message: `the server refused ${answer.refused} of the messages; the first because ${why}`
      })
    }
    if (answer.problem !== undefined) {
      return yield* new ExitCode.CommandFailed({
        message: `the server took ${answer.results.length} of ${payload.length} messages, and then no more: ${answer.problem.detail}`
      })
    }
    ids.push(...answer.results.flatMap((result) => (result.outcome === "refused" ? [] : [result.id])))
  }
  return ids
})

/** Between two looks. */
const lookMillis = 200

/**
 * Watches until all of them have come to their end, and tells `onTally` at each look how far they are.
 *
 * @returns where they stand at the end, or after `waitSeconds` real seconds.
 */
export const watch = Effect.fn("Batch.watch")(function* <E, R>(
  client: Client,
  waitSeconds: number,
  onTally: (tally: Tally.Tally, elapsedMillis: number) => Effect.Effect<void, E, R>
) {
  const startMillis = yield* Clock.currentTimeMillis
  for (;;) {
    const { depths } = yield* client.operations.queue({ urlParams: { all: true } })
    const tally = Tally.of(depths)
    const elapsedMillis = (yield* Clock.currentTimeMillis) - startMillis
    yield* onTally(tally, elapsedMillis)
    if (Tally.over(tally) === Tally.total(tally) || elapsedMillis >= waitSeconds * 1_000) return tally
    yield* Effect.sleep(Duration.millis(lookMillis))
  }
})

/** The server's own bound on a page. */
const pageMax = 500

/** Every message the server has, newest first. */
export const all = Effect.fn("Batch.all")(function* (client: Client) {
  const found: Array<MessageView> = []
  let cursor: string | null = null
  do {
    const page: { readonly messages: ReadonlyArray<MessageView>; readonly next: string | null } =
      yield* client.messages.list({
        urlParams: { limit: pageMax, ...(cursor === null ? {} : { cursor }) }
      })
    found.push(...page.messages)
    cursor = page.next
  } while (cursor !== null)
  return found
})

/** A message with its history, and what of its record the history does not explain. */
export interface Examined {
  readonly message: MessageDetail
  readonly faults: ReadonlyArray<string>
}

/** Messages asked for at once. */
const concurrency = 8

/** How often a record that does not agree is read again: a callback may have come between the server's two reads. */
const readsMax = 4

const examineOne = Effect.fn("Batch.examineOne")(function* (client: Client, id: string) {
  for (let read = 1; ; read++) {
    const message = yield* client.messages.get({ path: { id } })
    const faults = Replay.unexplained({ ...message, events: Story.fromHistory(message.history) })
    const examined: Examined = { message, faults }
    if (faults.length === 0 || read === readsMax) return examined
    yield* Effect.sleep(Duration.millis(lookMillis))
  }
})

/** Reads the history of each message, and whether it explains where the message is (RT-02). In the order of `ids`. */
export const examine = (client: Client, ids: ReadonlyArray<string>) =>
  Effect.forEach(ids, (id) => examineOne(client, id), { concurrency })
