import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Platform from "@sluice/cli/Platform"
import * as Batch from "@sluice/cli/stack/Batch"
import * as Message from "@sluice/client/Message"
import type { MessageRequest } from "@sluice/client/Message"
import { Array, Clock, Deferred, Effect, Either, Fiber, Random, Schema, Stream } from "effect"
import * as Account from "./Account.ts"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Persistence from "./Persistence.ts"

const senders = 8

interface Size {
  readonly messages: number
  readonly batch: number
  readonly kills: number
}

const size = ({ short }: Pick<Options, "short">): Size =>
  short ? { messages: 1_600, batch: 100, kills: 3 } : { messages: 20_000, batch: 1_000, kills: 12 }

/** Batches that are under way at a time. */
const callers = 3

/**
 * How many rows are told to be durable when each kill comes: one in each of the first equal parts of them, so that at least a part is still to come
 * after the last, however quick the server is. Drawn from the seed alone.
 */
export const places = (options: Pick<Options, "seed" | "short">): Effect.Effect<ReadonlyArray<number>> => {
  const random = Random.make(options.seed)
  const { kills, messages } = size(options)
  const part = Math.floor(messages / (kills + 1))
  return Effect.forEach(Array.range(0, kills - 1), (index) =>
    Effect.map(random.nextIntBetween(1, part + 1), (within) => index * part + within)
  )
}

/** The rows that were told to be durable, each once. */
const counted = (batches: number) => {
  const rows = globalThis.Array.from({ length: batches }, () => 0)
  let sum = 0
  let waiting: { readonly place: number; readonly reached: Deferred.Deferred<void> } | null = null
  return {
    sum: () => sum,
    /** So many of a batch have been told by now. */
    told: (batch: number, count: number): void => {
      const more = Math.max(0, count - (rows[batch] ?? 0))
      rows[batch] = (rows[batch] ?? 0) + more
      sum += more
      if (waiting !== null && sum >= waiting.place) Deferred.unsafeDone(waiting.reached, Effect.void)
    },
    /** Waits until there are as many: told with the row itself, since a look from time to time would come too late on a quick machine. */
    until: Effect.fn("ServerKill.until")(function* (place: number) {
      if (sum >= place) return
      const reached = yield* Deferred.make<void>()
      waiting = { place, reached }
      yield* Deferred.await(reached)
      waiting = null
    })
  }
}
const line = Schema.decodeUnknownEither(Schema.parseJson(Message.RowResult))

/** Ids of the rows that the server told to be durable before its answer ended, by their place in the batch. */
const streamed = Effect.fn("ServerKill.streamed")(function* (
  field: Field.Field,
  rows: ReadonlyArray<MessageRequest>,
  onTold: (count: number) => void
) {
  const client = yield* HttpClient.HttpClient
  const told: Array<string> = []
  const request = HttpClientRequest.post(`${field.stack.serverUrl}/v1/messages/batch`).pipe(
    HttpClientRequest.bearerToken(field.apiKey),
    HttpClientRequest.bodyText(rows.map((row) => `${JSON.stringify(row)}\n`).join(""), "application/x-ndjson")
  )
  yield* client.execute(request).pipe(
    Effect.flatMap(({ status, stream }) =>
      status !== 202
        ? Effect.void
        : stream.pipe(
            Stream.decodeText(),
            Stream.splitLines,
            Stream.runForEach((text) =>
              Effect.sync(() => {
                const row = line(text)
                if (Either.isRight(row) && row.right.outcome !== "refused") onTold(told.push(row.right.id))
              })
            )
          )
    ),
    Effect.scoped,
    // Cut off: what was told until then counts.
    Effect.ignore
  )
  return told
})

/** One caller's batch: streamed first, and handed over under the same keys until all of it is there; under which ids it was told to be. */
const handOver = Effect.fn("ServerKill.handOver")(function* (
  field: Field.Field,
  rows: ReadonlyArray<MessageRequest>,
  onTold: (count: number) => void,
  seen: Persistence.Experience
) {
  const told = yield* streamed(field, rows, onTold)
  const ids = yield* Persistence.submit(field.client, rows, seen)
  onTold(ids.length)
  return { ids, told: told.length, renamed: told.filter((id, index) => ids[index] !== id).length }
})

const run = Effect.fn("ServerKill.run")(
  function* (databaseServer: string, options: Options) {
    const { batch, messages } = size(options)
    const field = yield* Field.open(databaseServer, {
      name: "server-kill",
      senders,
      seed: options.seed,
      provider: options.provider,
      throughput: "standard",
      platform: { faults: { latencyRealMillisMin: 5, latencyRealMillisMax: 20 } }
    })
    const startMillis = yield* Clock.currentTimeMillis
    const seen = Persistence.experience()
    const all = Array.chunksOf(Field.requests(field, messages), batch)
    const durable = counted(all.length)
    const handing = yield* Effect.fork(
      Effect.forEach(all, (rows, index) => handOver(field, rows, (count) => durable.told(index, count), seen), {
        concurrency: callers
      })
    )
    let server = field.stack.server
    let killed = 0
    let late = 0
    for (const place of yield* places(options)) {
      yield* durable.until(place)
      yield* server.kill("SIGKILL")
      killed++
      if (durable.sum() >= messages) late++
      server = yield* field.stack.startServer
    }
    yield* options.say(`killed the server ${killed} times`)
    const batches = yield* Fiber.join(handing)
    const ids = batches.flatMap((one) => one.ids)
    const acceptedSeconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    const queued = (yield* Batch.all(field.client)).length

    yield* Field.startWorker(field, 1)
    const account = yield* Account.settle(field, ids, 300)
    const renamed = batches.reduce((sum, one) => sum + one.renamed, 0)
    const distinct = new Set(ids).size
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    return {
      counts: [
        ...account.counts,
        ["kills", killed] as const,
        ["batches handed over again", seen.repeats] as const,
        ["rows that the server knew by their keys", seen.known] as const,
        ["rows told to be durable in the first answer", batches.reduce((sum, one) => sum + one.told, 0)] as const,
        ["of these under another id afterwards", renamed] as const,
        ["rows in the queue", queued] as const,
        ["seconds to hand over", acceptedSeconds] as const,
        ["seconds", seconds] as const
      ],
      faults: [
        ...account.faults,
        ...(late === 0 ? [] : [`the server took everything before ${late} of its ${killed} kills`]),
        ...(distinct === messages ? [] : [`${messages} rows were told to be ${distinct} messages`]),
        ...(queued === messages ? [] : [`${messages} rows became ${queued} messages`]),
        ...(renamed === 0 ? [] : [`${renamed} rows that were told to be durable had another id afterwards`])
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** kill -9 of the server while it takes batches in: who hands them over again under the same keys has every row once (RT-03, RT-05). */
export const drill: Drill = {
  name: "server-kill",
  describe: `batches of ${senders} senders handed over to a server that is killed again and again`,
  secondsMax: (options) => (options.short ? 200 : 1_800),
  run
}
