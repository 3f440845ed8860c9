import * as BlobId from "@sluice/engine/blobs/BlobId"
import { type CallbackFile, CallbackFiles } from "@sluice/engine/ports/CallbackFiles"
import { startMillis } from "@sluice/engine/test-kit/Samples"
import { Effect } from "effect"
import * as fc from "fast-check"

/** Calls of the files that callbacks carried, as data: three files, and two accounts that both may have them. */
export type Step =
  | { readonly _tag: "Note"; readonly files: ReadonlyArray<CallbackFile> }
  | { readonly _tag: "Known"; readonly blobs: ReadonlyArray<BlobId.BlobId> }
  | { readonly _tag: "Forget"; readonly before: number }

const blobs = [1, 2, 3].map((n) => BlobId.of(new Uint8Array(32).fill(n)))
const blob = fc.constantFrom(...blobs)
const moment = fc.integer({ min: 0, max: 12 }).map((after) => startMillis + after)

const file: fc.Arbitrary<CallbackFile> = fc.record({
  accountId: fc.constantFrom("acme", "Acme"),
  blob,
  mimeType: fc.constantFrom(null, "audio/ogg", "image/png"),
  filename: fc.constantFrom(null, "", "Gr\u00fc\u00dfe.ogg", "\u6b0a.png"),
  cameMillis: moment
})

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ _tag: fc.constant("Note" as const), files: fc.array(file, { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Known" as const), blobs: fc.array(blob, { maxLength: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Forget" as const), before: moment }) }
)

export const script: fc.Arbitrary<ReadonlyArray<Step>> = fc.array(step, { minLength: 2, maxLength: 20 })

const perform = (step: Step) =>
  Effect.gen(function* () {
    const files = yield* CallbackFiles
    switch (step._tag) {
      case "Note":
        return yield* files.note(step.files)
      case "Known":
        return [...(yield* files.known(step.blobs))].sort()
      case "Forget":
        return yield* files.forget({ beforeMillis: step.before })
    }
  })

/** Every file, of each account and of any, and by names that no store can hold. */
const everything = Effect.flatMap(CallbackFiles, (files) =>
  Effect.forEach(blobs, (blob) =>
    Effect.forEach([null, "acme", "Acme", "acme\0"], (accountId) => files.find({ accountId, blob }))
  )
)

/** What each step answers, and what is there at the end. */
export const play = (steps: ReadonlyArray<Step>) => Effect.all([Effect.forEach(steps, perform), everything])
