import * as Platform from "@sluice/cli/Platform"
import { Clock, Duration, Effect, Fiber, Redacted, Ref, Schedule, Schema } from "effect"
import { readFile } from "node:fs/promises"
import type { Drill, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Attack from "./hostile/Attack.ts"
import * as Inspector from "./Inspector.ts"

/** What may stay in use after everything was collected, above what was before: caches that are filled once. */
const leftBytesMax = 10 * 1024 * 1024

/** Whoever asks for the server's health meanwhile gets an answer within this. */
const healthMillisMax = 3_000
const lookMillis = 250

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 102.4) / 10

const Accounts = Schema.parseJson(
  Schema.Struct({
    accounts: Schema.NonEmptyArray(
      Schema.Struct({ id: Schema.String, appSecrets: Schema.NonEmptyArray(Schema.String) })
    )
  })
)

/** Asks for the server's health again and again; the longest wait, and how often there was no good answer in time. */
const watched = (url: string) =>
  Effect.gen(function* () {
    const worst = yield* Ref.make(0)
    const missed = yield* Ref.make(0)
    const look = Effect.gen(function* () {
      const began = yield* Clock.currentTimeMillis
      const isWell = yield* Effect.promise(() =>
        fetch(`${url}/healthz`, { signal: AbortSignal.timeout(healthMillisMax) }).then(
          async (response) => {
            await response.arrayBuffer()
            return response.ok
          },
          () => false
        )
      )
      const took = (yield* Clock.currentTimeMillis) - began
      yield* Ref.update(worst, (before) => Math.max(before, took))
      if (!isWell) yield* Ref.update(missed, (before) => before + 1)
    })
    const fiber = yield* Effect.forkScoped(Effect.repeat(look, Schedule.spaced(Duration.millis(lookMillis))))
    return Effect.zipRight(Fiber.interrupt(fiber), Effect.all({ worst: Ref.get(worst), missed: Ref.get(missed) }))
  })

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
    const attack = (one: Attack.Attack, short: boolean) => one.run(target, short)
    // Once before anything is measured: what a process needs the first time it does not need again.
    yield* Effect.forEach(Attack.all.slice(2, 6), (one) => attack(one, true))
    const before = yield* Inspector.read(stack.server)
    const stop = yield* watched(stack.serverUrl)
    const verdicts = yield* Effect.forEach(Attack.all, (one) =>
      Effect.tap(attack(one, options.short), (verdict) => options.say(told(verdict).join(": ")))
    )
    const { missed, worst } = yield* stop
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
        ["health asked meanwhile, longest ms", worst] as const,
        ["health not told in time", missed] as const,
        ["a message afterwards", accepted] as const,
        ["MB in use before and after", `${megabytes(before.usedBytes)} / ${megabytes(after.usedBytes)}`] as const
      ],
      faults: [
        ...verdicts.flatMap(({ faults }) => faults),
        ...(missed === 0 ? [] : [`health was not told within ${healthMillisMax} ms, ${missed} times`]),
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
