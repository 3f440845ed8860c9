import * as Platform from "@sluice/cli/Platform"
import { Duration, Effect, Redacted, Schedule, Schema } from "effect"
import { once } from "node:events"
import { readFile } from "node:fs/promises"
import { Worker } from "node:worker_threads"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Attack from "./hostile/Attack.ts"
import type * as Health from "./hostile/healthThread.ts"
import * as Inspector from "./Inspector.ts"

/** What may stay in use after everything was collected, above what was before: caches that are filled once. */
const leftBytesMax = 10 * 1024 * 1024

/** Whoever asks for the server's health during an attack gets an answer within this. */
const healthMillisMax = 3_000

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 102.4) / 10

const Accounts = Schema.parseJson(
  Schema.Struct({
    accounts: Schema.NonEmptyArray(
      Schema.Struct({ id: Schema.String, appSecrets: Schema.NonEmptyArray(Schema.String) })
    )
  })
)

const Told = Schema.Struct({ worst: Schema.Number, missed: Schema.Int })

/** Asks for the server's health again and again until it is asked how it went: the longest wait, and how often there was no good answer in time. */
const watched = (url: string) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => {
        const workerData: Health.Task = { url, millisMax: healthMillisMax }
        return new Worker(new URL("hostile/healthThread.ts", import.meta.url), { workerData })
      }),
      (thread) => Effect.promise(() => thread.terminate())
    ),
    (thread) =>
      Effect.promise(async () => {
        thread.postMessage("stop")
        const [told]: ReadonlyArray<unknown> = await once(thread, "message")
        return told
      }).pipe(Effect.flatMap(Schema.decodeUnknown(Told)))
  )

const told = ({ counts, name }: Attack.Verdict): readonly [string, string] => [
  name,
  Object.entries(counts)
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ")
]

const run = Effect.fn("Hostile.run")(
  function* (databaseServer: string, options: Options) {
    const { apiKey, client, senderIds, stack } = yield* Field.open(databaseServer, {
      name: "hostile",
      senders: 1,
      seed: options.seed,
      provider: options.provider,
      nodeFlags: Inspector.nodeFlags
    })
    const text = yield* Effect.promise(() => readFile(stack.accountsPath, "utf8"))
    const [account] = (yield* Schema.decode(Accounts)(text)).accounts
    const target: Attack.Target = {
      url: new URL(stack.serverUrl),
      callbacks: `/callbacks/cloud-api/${account.id}`,
      appSecret: account.appSecrets[0],
      apiKey: Redacted.value(apiKey)
    }
    const attack = Effect.fnUntraced(function* (one: Attack.Attack) {
      const stop = yield* watched(stack.serverUrl)
      const verdict = yield* one.run(target, options.short)
      const { missed, worst } = yield* stop
      yield* options.say(`${told(verdict).join(": ")}; health within ${worst} ms`)
      const unwell =
        missed === 0 ? [] : [`${one.name}: health was not told within ${healthMillisMax} ms, ${missed} times`]
      return { ...verdict, worst, missed, faults: [...verdict.faults, ...unwell] }
    }, Effect.scoped)
    // Once before anything is measured: what a process needs the first time it does not need again.
    yield* Effect.forEach(Attack.all.slice(2, 6), (one) => one.run(target, true))
    const before = yield* Inspector.read(stack.server)
    const verdicts = yield* Effect.forEach(Attack.all, attack)
    // The address of the flood has to wait for some seconds before it may present a key again.
    const accepted = yield* client.messages
      .send({
        headers: {},
        payload: {
          senderId: senderIds[0] ?? "",
          recipient: "+886912345678",
          content: { type: "template", template: { name: "hello_world", language: { code: "en_US" } } }
        }
      })
      .pipe(
        Effect.retry(Schedule.intersect(Schedule.spaced(Duration.seconds(1)), Schedule.recurs(30))),
        Effect.map(({ outcome }) => outcome)
      )
    const after = yield* Inspector.read(stack.server)
    const left = after.usedBytes - before.usedBytes
    return {
      counts: [
        ...verdicts.map(told),
        ["health asked meanwhile, longest ms", Math.max(...verdicts.map(({ worst }) => worst))] as const,
        ["health not told in time", verdicts.reduce((sum, { missed }) => sum + missed, 0)] as const,
        ["a message afterwards", accepted] as const,
        ["MB in use before and after", `${megabytes(before.usedBytes)} / ${megabytes(after.usedBytes)}`] as const
      ],
      faults: [
        ...verdicts.flatMap(({ faults }) => faults),
        ...(accepted === "queued" ? [] : [`a message afterwards was ${accepted}`]),
        ...(left <= leftBytesMax ? [] : [`${megabytes(left)} MB more are in use than before`])
      ]
    }
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** Clients that are slow, oversized, malformed or many: refused, one by one, while the server stays well and its memory flat. */
export const drill: Drill = {
  name: "hostile",
  platformOnly: true,
  describe: "clients that are slow, oversized, deeply nested, wrongly encoded, no clients at all, and very many",
  secondsMax: (options) => (options.short ? 180 : 600),
  run
}
