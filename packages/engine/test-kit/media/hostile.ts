import { expect } from "@effect/vitest"
import { MediaFacts } from "@sluice/core/media/MediaFacts"
import { Effect, Exit, FastCheck, Schema } from "effect"
import type { MediaReader } from "../../src/ports/MediaReader.ts"
import * as Documents from "./Documents.ts"
import * as Movies from "./Movies.ts"
import { big, pack, zeros } from "./Pack.ts"
import * as Pictures from "./Pictures.ts"
import { read } from "./Reading.ts"
import type { Suite } from "./Reading.ts"
import * as Sounds from "./Sounds.ts"

/** One of every sort. */
const good: ReadonlyArray<Uint8Array> = [
  Pictures.png({ frames: 2 }),
  Pictures.jpeg({ metadataBytes: 100 }),
  Pictures.webp(),
  Pictures.webpAnimated(),
  Sounds.oggOpus({ packets: 3 }),
  Sounds.mp3({ frames: 3 }),
  Sounds.aac({ frames: 3 }),
  Movies.movie({ picture: { profile: "main", hasBFrames: true }, seconds: 3 }),
  Movies.movie({ picture: null, brand: "M4A " }),
  Documents.office("docx"),
  Documents.officeBefore2007("xls"),
  Documents.pdf()
]

/** Numbers that break readers: nothing, one, and the ends of every width. */
const edges = [0, 1, 0x7f, 0x80, 0xff] as const

/** A file with stretches of it overwritten, doubled or left out. */
const broken = FastCheck.record({
  file: FastCheck.constantFrom(...good),
  changes: FastCheck.array(
    FastCheck.record({
      place: FastCheck.double({ min: 0, max: 1, noNaN: true }),
      length: FastCheck.integer({ min: 1, max: 8 }),
      byte: FastCheck.oneof(FastCheck.constantFrom(...edges), FastCheck.integer({ min: 0, max: 255 })),
      act: FastCheck.constantFrom("overwrite" as const, "double" as const, "leave out" as const)
    }),
    { minLength: 1, maxLength: 6 }
  )
}).map(({ changes, file }) =>
  changes.reduce((bytes, { act, byte, length, place }) => {
    const offset = Math.floor(place * bytes.length)
    const [before, hit, after] = [
      bytes.subarray(0, offset),
      bytes.subarray(offset, offset + length),
      bytes.subarray(offset + length)
    ]
    if (act === "overwrite")
      return pack(
        before,
        hit.map(() => byte),
        after
      )
    return act === "double" ? pack(before, hit, hit, after) : pack(before, after)
  }, file)
)

const isFacts = Schema.is(MediaFacts)

/** A table that claims four thousand million entries in eight bytes. */
const endlessTimes = (whole: Uint8Array, table: string): Uint8Array => {
  const at =
    [...whole.keys()].find((offset) => table === String.fromCharCode(...whole.subarray(offset, offset + 4))) ?? 0
  return pack(whole.subarray(0, at + 8), big(1, 4), big(0xffffffff, 4), whole.subarray(at + 16))
}

const film = Movies.movie({ picture: { profile: "main", hasBFrames: true }, seconds: 3 })

/** Files that are made to keep a reader busy, or to make it take memory. */
const traps: ReadonlyArray<readonly [string, Uint8Array]> = [
  ["a PNG of one chunk of 4 GB", pack(Pictures.png().subarray(0, 33), big(0xffffffff, 4), "IDAT")],
  ["a JPEG of nothing but fill bytes", pack([0xff, 0xd8], zeros(1_000_000).fill(0xff))],
  ["a JPEG whose segment has no length", pack([0xff, 0xd8, 0xff, 0xe0, 0, 0], zeros(64))],
  ["a WebP of a thousand empty chunks", pack("RIFF", big(0xffffffff, 4), "WEBP", zeros(8_000))],
  [
    "boxes of length 0, 1 and 7",
    pack(film.subarray(0, 28), big(7, 4), "moov", big(1, 4), "mdat", zeros(8), big(0, 4), "free")
  ],
  ["a box of 2^63 bytes", pack(film.subarray(0, 28), big(1, 4), "mdat", [0x7f], zeros(7))],
  [
    "a thousand boxes in one another",
    Array.from({ length: 1_000 }).reduce<Uint8Array>((inner) => Movies.box("moov", inner), zeros(0))
  ],
  ["a film of four thousand million frames", endlessTimes(film, "stts")],
  ["four thousand million frames in another order", endlessTimes(film, "ctts")],
  [
    "a compound file whose directory leads to itself",
    Documents.officeBefore2007("other").map((byte, index) => (index === 512 + 4 ? 1 : byte))
  ]
]

/** Files that are not what they should be: they end in facts or in an error, never in a crash, and in time. */
export const declare = (it: Suite): void => {
  it.effect("MD-02: any bytes at all, and any broken file, end in facts or in a tagged error", () =>
    Effect.gen(function* () {
      const runtime = yield* Effect.runtime<MediaReader>()
      const ends = async (bytes: Uint8Array): Promise<void> => {
        const exit = await Effect.runPromiseExit(Effect.provide(Effect.either(read(bytes)), runtime))
        if (!Exit.isSuccess(exit)) return expect(exit).toBe("a success")
        const answer = exit.value
        if (answer._tag === "Left") return expect(answer.left).toMatchObject({ _tag: "MediaUnreadable" })
        expect(answer.right).toSatisfy(isFacts)
        expect(answer.right.bytes).toBe(bytes.length)
      }
      yield* Effect.promise(() =>
        FastCheck.assert(
          FastCheck.asyncProperty(
            FastCheck.oneof({ weight: 4, arbitrary: broken }, FastCheck.uint8Array({ maxLength: 200 })),
            ends
          ),
          {
            numRuns: 400
          }
        )
      )
    })
  )

  it.effect.each(traps)("MD-02: ends in time, and the reader reads on: %s", ([, bytes]) =>
    Effect.gen(function* () {
      const answer = yield* Effect.either(read(bytes))
      if (answer._tag === "Left") expect(answer.left).toMatchObject({ _tag: "MediaUnreadable", reason: "hostile" })
      expect((yield* read(Pictures.png())).content.mimeType).toBe("image/png")
    })
  )

  it.effect("CLOUD_API 3.5: a file that was cut off is never whole, wherever it was cut", () =>
    Effect.gen(function* () {
      for (const file of [Pictures.png(), Pictures.jpeg(), Pictures.webp(), Pictures.webpAnimated(), Movies.movie()])
        for (const share of [0.4, 0.6, 0.8, 0.99]) {
          const bytes = file.subarray(0, Math.floor(file.length * share))
          const { content, isWhole } = yield* read(bytes)
          expect({ content: content.mimeType, share, isWhole }).toEqual({
            content: content.mimeType,
            share,
            isWhole: false
          })
        }
      expect((yield* read(Documents.office("docx").subarray(0, 300))).isWhole).toBe(false)
    })
  )
}
