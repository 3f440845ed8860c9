import * as Calibration from "@sluice/core/callback/candidate/Calibration"
import type { Decoder } from "@sluice/core/callback/candidate/Decoder"
import type { FieldList } from "@sluice/core/callback/candidate/FieldList"
import { Effect, Option } from "effect"
import { bodyOf } from "../intake/Delivery.ts"
import * as Original from "../intake/media/Original.ts"
import * as Reference from "../intake/media/Reference.ts"
import { BlobStore } from "../ports/BlobStore.ts"
import { CallbackArchive } from "../ports/CallbackArchive.ts"
import type { Position, Request } from "../ports/CallbackArchive.ts"
import type { StoredCallback } from "../ports/CallbackLog.ts"
import type { CalibrationReport } from "../ports/Calibrations.ts"
import { Crypto } from "../ports/Crypto.ts"
import { Directory } from "../ports/Directory.ts"

/** Callbacks that are read at once: the store bounds their bytes, this bounds how long nothing else is done. */
const pageMax = 100

/**
 * A stored callback with the files that were taken out of it, as it came (WH-06): a candidate may read them otherwise. Where they cannot be given back, and
 * where no blob store is at hand, what is stored.
 */
const subjectOf = Effect.fnUntraced(function* (callback: StoredCallback) {
  const hasFiles = Reference.offsetsIn(callback.contentType).offsets.length > 0
  const around = Option.all([yield* Effect.serviceOption(BlobStore), yield* Effect.serviceOption(Crypto)])
  const original =
    !hasFiles || Option.isNone(around)
      ? null
      : yield* Original.of({ ...callback, verdict: "pending" }).pipe(
          Effect.provideService(BlobStore, around.value[0]),
          Effect.provideService(Crypto, around.value[1]),
          Effect.catchTags({
            OriginalLost: () => Effect.succeed(null),
            ReferenceDamaged: () => Effect.succeed(null)
          })
        )
  const body = bodyOf(original ?? callback)
  const subject: Calibration.Subject | null =
    body === null
      ? null
      : { id: callback.id, provider: callback.provider, body, isReduced: hasFiles && original === null }
  return subject
})

/**
 * One page of stored callbacks as a candidate reads them, and where the next begins; null at the end (SPEC WH-10).
 *
 * One callback after the other: with its files each may have megabytes. The files come from the `BlobStore` where there is one among the services; what was
 * read without them is counted (`reduced`).
 */
export const page = Effect.fn("Calibrating.page")(function* (candidate: Decoder, request: Request) {
  const archive = yield* CallbackArchive
  const callbacks = yield* archive.read({ ...request, limit: Math.min(request.limit, pageMax) })
  const last = callbacks.at(-1)
  let tally = Calibration.initial
  for (const callback of callbacks) {
    const subject = yield* subjectOf(callback)
    if (subject !== null) tally = Calibration.merge(tally, Calibration.of(candidate, [subject]))
  }
  return {
    tally,
    next: last === undefined ? null : { receivedMillis: last.receivedMillis, id: last.id }
  }
})

/** The callbacks to look at: those received within the span, at most so many of them, the newest first. */
export interface Span {
  readonly sinceMillis: number
  readonly untilMillis: number
  readonly callbacksMax: number
}

/**
 * What a candidate makes of all accounts' callbacks of a span (SPEC WH-10).
 *
 * Page by page, with the event loop free in between: it may run beside live traffic.
 */
export const span = Effect.fn("Calibrating.span")(function* (
  candidate: Decoder,
  fields: FieldList,
  { callbacksMax, sinceMillis, untilMillis }: Span,
  madeMillis: number
) {
  const accounts = yield* Effect.flatMap(Directory, (directory) => directory.accounts)
  const accountIds = accounts.map(({ id }) => id)
  let tally = Calibration.initial
  let read = 0
  let after: Position | null = null
  do {
    const limit = Math.min(pageMax, callbacksMax - read)
    const found: { readonly tally: Calibration.Tally; readonly next: Position | null } = yield* page(candidate, {
      accountIds,
      sinceMillis,
      untilMillis,
      limit,
      ...(after === null ? {} : { after })
    })
    tally = Calibration.merge(tally, found.tally)
    read += found.next === null ? 0 : Math.max(1, found.tally.callbacks)
    after = found.next
    yield* Effect.yieldNow()
  } while (after !== null && read < callbacksMax)
  const report: CalibrationReport = {
    candidate: candidate.name,
    fieldList: fields.version,
    madeMillis,
    sinceMillis,
    untilMillis,
    whole: after === null,
    tally
  }
  return report
})
