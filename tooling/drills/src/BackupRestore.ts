import * as Platform from "@sluice/cli/Platform"
import * as Programs from "@sluice/cli/stack/Programs"
import * as Backup from "@sluice/services/Backup"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Processes from "@sluice/services/Processes"
import { Clock, DateTime, Duration, Effect, Fiber, Redacted, Schema } from "effect"
import * as Record from "./backup/Record.ts"
import type { Drill, Figures, Options } from "./Drill.ts"
import * as Field from "./Field.ts"
import * as Fleet from "./Fleet.ts"
import * as Persistence from "./Persistence.ts"

interface Size {
  readonly senders: number
  /** Messages before the first loss, between it and the point of the second, and after that point. */
  readonly parts: readonly [number, number, number]
  /** How long traffic goes on after the point, before the database is lost. */
  readonly gapMillis: number
  readonly settleSeconds: number
}

const size = ({ short }: Pick<Options, "short">): Size =>
  short
    ? { senders: 8, parts: [120, 150, 20], gapMillis: 1_500, settleSeconds: 90 }
    : { senders: 10, parts: [1_000, 1_000, 200], gapMillis: 10_000, settleSeconds: 300 }

/** How the messages come: so that a backup is taken while they do. */
const waves = { wave: 50, waveMillis: 300 }

/**
 * Those that come at once just before the older point: twice and more what the senders let through in a second, so that most of them wait at it, however
 * long the backup took.
 */
const burst = 100

const workers = 2

/** What `sluice database restored --json` prints. */
const Told = Schema.parseJson(
  Schema.Struct({
    messages: Schema.Struct({ queued: Schema.Int, sending: Schema.Int, uncertain: Schema.Int })
  })
)

/** Runs the operator's command as a process of its own, as an operator does. */
const restored = Effect.fn("BackupRestore.restored")(function* (field: Field.Field, lostMillis: number) {
  const command = yield* Processes.start({
    name: "sluice database restored",
    script: yield* Programs.cli,
    args: ["database", "restored", "--lost-at", DateTime.formatIso(DateTime.unsafeMake(lostMillis)), "--yes", "--json"],
    env: { SLUICE_DATABASE_URL: Redacted.value(field.databaseUrl) }
  })
  const { messages } = yield* Effect.flatMap(command.line(/^\{/), Schema.decode(Told))
  yield* command.exit
  return messages.queued + messages.sending + messages.uncertain
}, Effect.scoped)

/** The caller: every row handed over until it is told to be durable, each under a key of its own. */
const handOver = (field: Field.Field, from: number, count: number) =>
  Persistence.submitInWaves(
    field.client,
    Field.requests(field, from + count).slice(from),
    waves,
    Persistence.experience()
  )

/** The same, all at once. */
const handOverAtOnce = (field: Field.Field, from: number, count: number) =>
  Persistence.submit(field.client, Field.requests(field, from + count).slice(from), Persistence.experience())

/** A number of each of what the drill must find, and what is wrong where it does not. */
const must = (isGood: boolean, fault: string): ReadonlyArray<string> => (isGood ? [] : [fault])

const run = Effect.fn("BackupRestore.run")(
  function* (_databaseServer: string, options: Options) {
    const { gapMillis, parts, senders, settleSeconds } = size(options)
    const [first, second, third] = parts
    // Nobody else's: it is lost.
    const database = yield* EmbeddedPostgres.start({ archived: true })
    const field = yield* Field.open(database.url, {
      name: "backup",
      senders,
      seed: options.seed,
      provider: options.provider
    })
    const startMillis = yield* Clock.currentTimeMillis
    const fleet = yield* Fleet.make(field)
    yield* Effect.replicateEffect(fleet.add, workers)

    // To the last commit: the backup is older, and the log is whole. Server and workers stay up, as when another machine takes over.
    const handing = yield* Effect.fork(handOver(field, 0, first))
    const base = yield* Backup.take(database, "base")
    const before = yield* Fiber.join(handing)
    yield* Backup.lose(database, "kept")
    yield* Backup.restore(database, base)
    const missing = Record.lost(yield* Record.read(field), before)
    yield* options.say(`the database was lost, and restored to its last commit: ${missing.length} of ${first} missing`)

    // To an older point: whatever was written after it is gone with the machine, and the gateway had gone on.
    const nextHanding = yield* Effect.fork(handOver(field, first, second - burst))
    const newer = yield* Backup.take(database, "newer")
    const meanwhile = yield* Fiber.join(nextHanding)
    const kept = [...before, ...meanwhile, ...(yield* handOverAtOnce(field, first + second - burst, burst))]
    yield* Backup.switchLog(database)
    const after = yield* handOver(field, first + second, third)
    yield* Effect.sleep(Duration.millis(gapMillis))
    const lostMillis = yield* Clock.currentTimeMillis
    yield* Backup.lose(database, "gone")
    yield* Effect.replicateEffect(Effect.flatMap(fleet.at(0), fleet.kill), workers)
    yield* field.stack.server.kill("SIGKILL")
    const sentBefore = yield* Record.sent(field)
    yield* Backup.restore(database, newer)
    const doubtful = yield* restored(field, lostMillis)
    yield* options.say(`the database was lost, and restored to an older point: ${doubtful} messages are in doubt`)
    yield* field.stack.startServer
    yield* Effect.replicateEffect(fleet.add, workers)
    const stuck = yield* Record.untilQuiet(field, settleSeconds)
    const found = yield* Record.read(field)

    // The operator finds out elsewhere who has the message (here the platform's own record), and has the others sent.
    const doubts = Record.inDoubt(found)
    const unsent = doubts.filter((id) => !found.platform.has(id))
    yield* Effect.forEach(unsent, (id) => field.client.messages.retry({ path: { id } }), { discard: true })
    const stuckAgain = yield* Record.untilQuiet(field, settleSeconds)
    const end = yield* Record.read(field)

    const lost = Record.lost(end, kept)
    const neverSent = kept.filter((id) => !end.platform.has(id))
    const seconds = Math.round(((yield* Clock.currentTimeMillis) - startMillis) / 100) / 10
    const figures: Figures = {
      counts: [
        ["messages", first + second + third],
        ["missing after a restore to the last commit", missing.length],
        ["accepted before the older point", kept.length],
        ["in doubt after the restore", doubtful],
        ["of these settled by callbacks", doubtful - doubts.length],
        ["of these the platform had, and nobody sent again", doubts.length - unsent.length],
        ["of these never sent, and sent by the operator's word", unsent.length],
        ["accepted after the older point", after.length],
        ["of these on record no more", Record.lost(end, after).length],
        ["sent by the platform's count, at the loss and at the end", `${sentBefore}, ${end.platform.size}`],
        ["lost", lost.length + neverSent.length],
        ["doubled", end.doubled],
        ["seconds", seconds]
      ],
      faults: [
        ...must(missing.length === 0, `${missing.length} were missing after a restore to the last commit`),
        ...must(doubtful > 0, "nothing was in doubt: the drill shows nothing"),
        ...must(stuck + stuckAgain === 0, `${stuck + stuckAgain} have not come to their end`),
        ...must(lost.length === 0, `${lost.length} accepted before the point are not on record`),
        ...must(neverSent.length === 0, `${neverSent.length} accepted before the point never reached the platform`),
        ...must(end.doubled === 0, `${end.doubled} were sent twice`),
        ...(yield* fleet.fallen)
      ]
    }
    return figures
  },
  Effect.scoped,
  Effect.provide(Platform.layer)
)

/**
 * The database lost under load, twice: once restored to its last commit, and once to an older point, after which it is as if the gateway had done
 * nothing for a while that it did (RT-03, RT-04).
 */
export const drill: Drill = {
  name: "backup",
  describe: "the database lost under load, and restored to its last commit, then to an older point",
  // The platform's own record stands for what an operator finds out elsewhere.
  platformOnly: true,
  secondsMax: (options) => (options.short ? 240 : 900),
  run
}
