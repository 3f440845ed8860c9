import { describe, expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import * as Backup from "@sluice/services/Backup"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import * as Sql from "./Sql.ts"

/** Numbers written one after the other, each a commit of its own; how many there are. */
const count = (url: string) =>
  Effect.map(Sql.run(url, "select count(*)::int as n, max(n) as most from written"), ([row]) => [
    row?.["n"],
    row?.["most"]
  ])

const write = (url: string, from: number, to: number) =>
  Effect.forEach(
    Array.from({ length: to - from + 1 }, (_, index) => from + index),
    (n) => Sql.run(url, `insert into written values (${n})`),
    { discard: true }
  )

describe("Backup", () => {
  it.scopedLive(
    "a server that is lost comes back as the archive has it: a backup that was taken while it worked, and the log after it",
    () =>
      Effect.gen(function* () {
        const server = yield* EmbeddedPostgres.start({ archived: true })
        const { url } = server
        yield* Sql.run(url, "create table written (n int primary key)")
        yield* write(url, 1, 20)
        const writing = yield* Effect.fork(write(url, 21, 120))
        const backup = yield* Backup.take(server, "base")
        yield* Fiber.join(writing)
        yield* write(url, 121, 140)
        yield* Backup.switchLog(server)
        yield* write(url, 141, 160)
        yield* Backup.lose(server, "gone")
        yield* Backup.restore(server, backup)
        expect(yield* count(url)).toEqual([140, 140])
        // It works on, and is lost again: with its log this time, to the last commit.
        yield* write(url, 141, 150)
        const second = yield* Backup.take(server, "second")
        yield* write(url, 151, 200)
        yield* Backup.lose(server, "kept")
        yield* Backup.restore(server, second)
        expect(yield* count(url)).toEqual([200, 200])
      }),
    180_000
  )
})
