import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import { it } from "@effect/vitest"
import type { RowBytes } from "@sluice/server/messages/batch/Lines"
import * as Spool from "@sluice/server/messages/batch/Spool"
import { Chunk, Effect, Exit, Scope, Stream } from "effect"
import { readdir } from "node:fs/promises"
import { tmpdir } from "node:os"
import { describe, expect } from "vitest"

const row = (text: string): RowBytes => ({ _tag: "Row", bytes: Buffer.from(text) })
const tooLong: RowBytes = { _tag: "TooLong" }

const textOf = (one: RowBytes): string => (one._tag === "Row" ? one.bytes.toString() : "too long")

const files = Effect.promise(async () => (await readdir(tmpdir())).filter((name) => name.startsWith("sluice-batch-")))

const read = (spool: Spool.Spool) =>
  Effect.map(Stream.runCollect(spool.rows), (chunks) => Chunk.toReadonlyArray(chunks).map((rows) => rows.map(textOf)))

describe("what is kept of a body", () => {
  it.scoped("comes back in chunks of rows, as often as it is asked for", () =>
    Effect.gen(function* () {
      const spool = yield* Spool.make({ rowsMax: 2, bytesMax: 1_000 })
      yield* spool.append([row("a"), tooLong])
      yield* spool.append([])
      yield* spool.append([row("c")])
      expect(yield* spool.count).toBe(3)
      for (let reads = 0; reads < 2; reads++) expect(yield* read(spool)).toEqual([["a", "too long"], ["c"]])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.scoped("a chunk ends at its bytes too; a row alone may be larger", () =>
    Effect.gen(function* () {
      const spool = yield* Spool.make({ rowsMax: 9, bytesMax: 3 })
      yield* spool.append(["aa", "b", "c", "dddd", "e"].map(row))
      expect(yield* read(spool)).toEqual([["aa", "b"], ["c"], ["dddd"], ["e"]])
    }).pipe(Effect.provide(NodeFileSystem.layer))
  )

  it.effect(
    "PH-09: what does not fit in memory goes to a file that only this user reads, and is gone with the request",
    () =>
      Effect.gen(function* () {
        const before = yield* files
        const scope = yield* Scope.make()
        const spool = yield* Scope.extend(Spool.make({ rowsMax: 50, bytesMax: 8_000_000 }), scope)
        const texts = Array.from({ length: 120 }, (_, index) => `${index}:${"é".repeat(30_000)}`)
        for (const text of texts) yield* spool.append([row(text), tooLong])
        expect((yield* files).length).toBe(before.length + 1)
        const expected = texts.flatMap((text) => [text, "too long"])
        for (let reads = 0; reads < 2; reads++) {
          const found = yield* read(spool)
          expect(found.flat()).toEqual(expected)
          expect(found.every((rows) => rows.length <= 50)).toBe(true)
        }
        yield* Scope.close(scope, Exit.void)
        expect((yield* files).length).toBe(before.length)
      }).pipe(Effect.provide(NodeFileSystem.layer))
  )
})
