import * as BlobId from "@sluice/engine/blobs/BlobId"
import { MediaFiles } from "@sluice/engine/ports/MediaFiles"
import type { AnnouncedFile, MediaKey, Standing } from "@sluice/engine/ports/MediaFiles"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"

/** Calls of the files that were announced, as data: six names of files, and three copies that they share. */
export type Step =
  | { readonly _tag: "Announce"; readonly files: ReadonlyArray<Announced> }
  | { readonly _tag: "Claim"; readonly lease: number; readonly limit: number }
  | { readonly _tag: "Settle"; readonly key: MediaKey; readonly standing: Standing }
  | { readonly _tag: "Leaving"; readonly bytesMax: number; readonly limit: number }
  | { readonly _tag: "Forget"; readonly before: number }

interface Announced extends MediaKey {
  readonly after: number
  readonly lasts: number
}

const moment = fc.integer({ min: 0, max: 12 })
const bytes = fc.integer({ min: 0, max: 30 })
const mediaId = fc.constantFrom("a", "B", "b", "權")
const accountId = fc.constantFrom("acme", "Acme")
const copies = [1, 2, 3].map((n) => BlobId.of(new Uint8Array(32).fill(n)))

const standing: fc.Arbitrary<Standing> = fc.oneof(
  fc.record({ _tag: fc.constant("Waiting" as const), tries: bytes, dueMillis: moment.map((at) => startMillis + at) }),
  fc.record({
    _tag: fc.constant("Kept" as const),
    blob: fc.constantFrom(...copies),
    bytes,
    mimeType: fc.constant("audio/ogg"),
    sha256: fc.constant("00")
  }),
  fc.record({
    _tag: fc.constant("Gone" as const),
    reason: fc.constantFrom("refused" as const, "time" as const, "room" as const)
  }),
  fc.record({
    _tag: fc.constant("Failed" as const),
    code: fc.option(fc.constant(131_052)),
    detail: fc.constantFrom("", "it is too large")
  })
)

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      _tag: fc.constant("Announce" as const),
      files: fc.array(fc.record({ mediaId, accountId, after: moment, lasts: moment }), { maxLength: 4 })
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: fc.constant("Claim" as const), lease: moment, limit: fc.integer({ min: 1, max: 3 }) })
  },
  {
    weight: 4,
    arbitrary: fc.record({ _tag: fc.constant("Settle" as const), key: fc.record({ mediaId, accountId }), standing })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      _tag: fc.constant("Leaving" as const),
      bytesMax: fc.integer({ min: 0, max: 60 }),
      limit: fc.integer({ min: 1, max: 3 })
    })
  },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Forget" as const), before: moment }) }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 3, maxLength: 25 })

const announced = ({ accountId, after, lasts, mediaId }: Announced): AnnouncedFile => ({
  accountId,
  mediaId,
  senderId: "acme-1",
  kind: "audio",
  mimeType: after % 2 === 0 ? "audio/ogg" : null,
  sha256: null,
  filename: after % 3 === 0 ? "Grüße.ogg" : null,
  announcedMillis: startMillis + after,
  untilMillis: startMillis + after + lasts
})

const perform = (step: Step, nowMillis: number) =>
  Effect.gen(function* () {
    const files = yield* MediaFiles
    switch (step._tag) {
      case "Announce":
        return yield* files.announce(step.files.map(announced))
      case "Claim":
        return yield* files.claim({ nowMillis, untilMillis: nowMillis + step.lease, limit: step.limit })
      case "Settle":
        return yield* files.settle(step.key, step.standing)
      case "Leaving":
        return yield* files.leaving({ nowMillis, bytesMax: step.bytesMax, limit: step.limit })
      case "Forget":
        return yield* files.forget({ beforeMillis: startMillis + step.before })
    }
  })

/** Every file by its name, of one account and of any, and by names that no store can hold; and who shares each copy. */
const everything = Effect.gen(function* () {
  const files = yield* MediaFiles
  const names = ["a", "B", "b", "權", "a\0"]
  return {
    found: yield* Effect.forEach(names, (mediaId) =>
      Effect.forEach([null, "acme", "Acme", "acme\0"], (accountId) => files.find({ accountId, mediaId }))
    ),
    sharing: yield* Effect.forEach(copies, files.sharing)
  }
})

/** What each step answers, and what is there at the end; a millisecond passes with each. */
export const play = (steps: ReadonlyArray<Step>) =>
  Effect.all([Effect.forEach(steps, (one, index) => perform(one, startMillis + index)), everything])
