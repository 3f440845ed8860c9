import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as Finding from "@sluice/engine/doctor/Finding"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { Crypto } from "@sluice/engine/ports/Crypto"
import * as Blobs from "@sluice/server/media/Blobs"
import type { Choice } from "@sluice/server/media/BlobsConfig"
import { Clock, Effect, Option, Random, Stream } from "effect"

const placeOf = (choice: Choice): string => (choice._tag === "Directory" ? choice.path : choice.bucket.url)

const remedyOf = (choice: Choice): string =>
  choice._tag === "Directory"
    ? "let the user of the server write there, and look at the space that is left"
    : "check SLUICE_S3_BUCKET_URL, region and key; the key needs to get, put, delete and list"

/** Keeps a few bytes under a name that nothing else has, reads them and removes them. */
const roundTrip = Effect.gen(function* () {
  const store = yield* BlobStore
  const crypto = yield* Crypto
  const mark = new TextEncoder().encode(`sluice doctor ${yield* Clock.currentTimeMillis} ${yield* Random.next}`)
  const id = BlobId.of(crypto.sha256(mark))
  yield* Effect.scoped(
    Effect.gen(function* () {
      const draft = yield* store.draft
      yield* draft.write(mark)
      yield* draft.end
      yield* draft.keep(id)
    })
  )
  const read = yield* store.read(id)
  const back = Option.isSome(read) ? yield* Stream.runCollect(read.value.content) : []
  yield* store.remove(id)
  return Buffer.concat([...back]).equals(Buffer.from(mark))
}).pipe(Effect.scoped)

/** Whether files of callbacks can be kept (WH-06): by keeping one. */
export const run = (choice: Choice): Effect.Effect<Finding.Finding> =>
  roundTrip.pipe(
    Effect.provide([Blobs.over(choice), NodeCrypto.layer]),
    Effect.match({
      onFailure: (error) => Finding.fail("blobs", placeOf(choice), error.message, remedyOf(choice)),
      onSuccess: (isWhole) =>
        isWhole
          ? Finding.ok("blobs", placeOf(choice), "a file was kept, read and removed")
          : Finding.fail("blobs", placeOf(choice), "a file that was kept did not come back whole", remedyOf(choice))
    })
  )
