import * as Platform from "@sluice/cli/Platform"
import type { Provider } from "@sluice/core/callback/providers/Provider"
import type { Process } from "@sluice/services/Processes"
import { Duration, Effect, Schedule, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { readFile } from "node:fs/promises"
import type { Drill, Options } from "./Drill.ts"
import * as Carrier from "./callbacks/Carrier.ts"
import * as Field from "./Field.ts"
import * as Footprint from "./Footprint.ts"
import * as Inspector from "./Inspector.ts"

/** The promise: so much above idle, and no more, while they all arrive (WH-06). */
const aboveIdleBytesMax = 50 * 1024 * 1024

/** Of forms, which carry no files and are read as a whole, two at a time: bounded, and nothing that is promised. */
const formsAboveIdleBytesMax = 200 * 1024 * 1024

/** Callbacks at once, and the letters of base64 in each. */
interface Wave {
  readonly name: string
  readonly count: number
  readonly letters: number
  /** Where it is another bound than that of callbacks with files. */
  readonly bytesMax?: number
}

/** The largest comes first of all that are judged: it is the first of its size that the process meets, which is when it costs most. */
const waves: ReadonlyArray<Wave> = [
  { name: "500 of 50 KB", count: 500, letters: 50 * 1024 },
  { name: "50 of 50 KB", count: 50, letters: 50 * 1024 },
  { name: "50 of 1 MB", count: 50, letters: 1024 * 1024 }
]

/** None that Twilio sends is as long: they are what it could send. */
const formWaves: ReadonlyArray<Wave> = [
  { name: "50 forms of 1 MB", count: 50, letters: 1024 * 1024, bytesMax: formsAboveIdleBytesMax }
]

/** How often each wave comes: what one leaves behind, the next would show. */
const rounds = ({ short }: Pick<Options, "short">): number => (short ? 2 : 5)

/** Before anything is measured: a process that has just started needs more with every kind of request that it meets first. */
const warmUp: ReadonlyArray<Wave> = [
  { name: "without files", count: 200, letters: 100 },
  { name: "with files", count: 20, letters: 50 * 1024 }
]

/** The door, and what a sender needs to be believed at it. */
interface Door {
  readonly provider: Provider
  readonly url: string
  readonly secret: string
  readonly server: Process
}

let made = 0

const body = ({ provider }: Door, letters: number): string =>
  Carrier.carriers[provider].body(++made, randomBytes(Math.floor((letters * 3) / 4)).toString("base64"))

const post = ({ provider, secret, url }: Door, content: string) =>
  Effect.promise(async (signal) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", ...Carrier.carriers[provider].headers(url, content, secret) },
      body: content,
      signal
    })
    await response.arrayBuffer()
    return response.status
  })

/** All of a wave at once; how many were acknowledged. */
const send = (door: Door, wave: Wave) =>
  Effect.map(
    Effect.all(
      Array.from({ length: wave.count }, () => body(door, wave.letters)).map((content) => post(door, content)),
      { concurrency: "unbounded" }
    ),
    (statuses) => statuses.filter((status) => status === 200).length
  )

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 102.4) / 10

/** Asked again: a process that was looked into a moment ago may not have let go of the last one who did. */
const look = ({ server }: Door) =>
  Effect.retry(Inspector.read(server), Schedule.intersect(Schedule.spaced(Duration.millis(500)), Schedule.recurs(10)))

/** What one wave costs, at its worst of all rounds. */
const measure = Effect.fn("MediaCallbacks.measure")(function* (door: Door, wave: Wave, times: number) {
  let aboveIdle = 0
  let acknowledged = 0
  let left = 0
  for (let round = 0; round < times; round++) {
    const idle = yield* look(door)
    yield* Footprint.reset(door.server)
    acknowledged += yield* send(door, wave)
    const peak = yield* Footprint.peakBytes(door.server)
    aboveIdle = Math.max(aboveIdle, peak - idle.residentBytes)
    left = Math.max(left, (yield* look(door)).usedBytes - idle.usedBytes)
  }
  const expected = wave.count * times
  return {
    counts: [
      [`${wave.name}: MB above idle`, megabytes(aboveIdle)] as const,
      [`${wave.name}: MB left behind`, megabytes(left)] as const
    ],
    faults: [
      ...(aboveIdle > (wave.bytesMax ?? aboveIdleBytesMax)
        ? [`${wave.name} cost ${megabytes(aboveIdle)} MB above idle`]
        : []),
      ...(acknowledged < expected ? [`${wave.name}: ${expected - acknowledged} of ${expected} not acknowledged`] : [])
    ]
  }
})

/** Every wave, one after the other. */
const held = Effect.fn("MediaCallbacks.held")(function* (door: Door, options: Pick<Options, "say" | "short">) {
  for (const wave of warmUp) yield* send(door, wave)
  const figures = yield* Effect.forEach(door.provider === "twilio" ? formWaves : waves, (wave) =>
    Effect.tap(measure(door, wave, rounds(options)), ({ counts }) =>
      options.say(counts.map(([name, value]) => `${name} ${value}`).join(", "))
    )
  )
  const { residentBytes } = yield* look(door)
  return {
    counts: [["server MB, idle", megabytes(residentBytes)] as const, ...figures.flatMap(({ counts }) => counts)],
    faults: figures.flatMap(({ faults }) => faults)
  }
})

/** What a sender proves itself with, by whichever name the provider has for it. */
const Secret = Schema.NonEmptyArray(Schema.String)
const known = (key: string) =>
  Schema.Struct({ id: Schema.String, secrets: Schema.propertySignature(Secret).pipe(Schema.fromKey(key)) })
const Account = Schema.Union(
  known("appSecrets"),
  known("authTokens"),
  known("signingKeys"),
  known("webhookSecrets"),
  known("callbackKeys")
)
const Accounts = Schema.parseJson(Schema.Struct({ accounts: Schema.NonEmptyArray(Account) }))

const run = Effect.fn("MediaCallbacks.run")(
  function* (databaseServer: string, options: Options) {
    const { provider } = options
    const { stack } = yield* Field.open(databaseServer, {
      name: "media-callbacks",
      senders: 1,
      seed: options.seed,
      provider,
      nodeFlags: Inspector.nodeFlags
    })
    const text = yield* Effect.promise(() => readFile(stack.accountsPath, "utf8"))
    const [account] = (yield* Schema.decode(Accounts)(text)).accounts
    const url = `${stack.serverUrl}/callbacks/${provider}/${account.id}`
    return yield* held({ provider, url, secret: account.secrets[0], server: stack.server }, options)
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/** Callbacks that carry files cost bounded memory, however many come at once (WH-06). */
export const drill: Drill = {
  name: "media-callbacks",
  describe: "memory of the server while callbacks with files arrive, many at once",
  secondsMax: (options) => (options.short ? 120 : 300),
  run
}
