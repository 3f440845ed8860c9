import * as Calibration from "@sluice/core/callback/candidate/Calibration"
import type { Decoder } from "@sluice/core/callback/candidate/Decoder"
import type { FieldList } from "@sluice/core/callback/candidate/FieldList"
import { Effect } from "effect"
import { bodyOf } from "../intake/Delivery.ts"
import { CallbackArchive } from "../ports/CallbackArchive.ts"
import type { Position, Request } from "../ports/CallbackArchive.ts"
import type { StoredCallback } from "../ports/CallbackLog.ts"
import type { CalibrationReport } from "../ports/Calibrations.ts"
import { Directory } from "../ports/Directory.ts"

/** Callbacks that are read at once: the store bounds their bytes, this bounds how long nothing else is done. */
const pageMax = 100

const subjectOf = (callback: StoredCallback): ReadonlyArray<Calibration.Subject> => {
  const body = bodyOf(callback)
  return body === null ? [] : [{ id: callback.id, provider: callback.provider, body }]
}

/** One page of stored callbacks as a candidate reads them, and where the next begins; null at the end (SPEC WH-10). */
export const page = Effect.fn("Calibrating.page")(function* (candidate: Decoder, request: Request) {
  const archive = yield* CallbackArchive
  const callbacks = yield* archive.read({ ...request, limit: Math.min(request.limit, pageMax) })
  const last = callbacks.at(-1)
  return {
    tally: Calibration.of(candidate, callbacks.flatMap(subjectOf)),
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
