import {
  CalibrationQuery,
  type CalibrationPage,
  type CalibrationView,
  DriftQuery,
  type DriftView
} from "@sluice/client/Callbacks"
import * as Candidates from "@sluice/core/callback/candidate/Candidates"
import type { Decoder } from "@sluice/core/callback/candidate/Decoder"
import * as FieldList from "@sluice/core/callback/candidate/FieldList"
import * as Calibrating from "@sluice/engine/calibration/Calibrating"
import { Calibrations, reportsMax } from "@sluice/engine/ports/Calibrations"
import { Drift } from "@sluice/engine/ports/Drift"
import { DateTime, Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { AccountRefused, RequestInvalid } from "../http/Refusals.ts"
import { iso } from "../messages/Views.ts"
import * as Cursor from "./Cursor.ts"
import * as Filter from "./Filter.ts"

/** What is counted over all accounts, a key of one account may not see. */
const ofAll = Effect.flatMap(CurrentCaller, (caller) =>
  caller.accountId === null ? Effect.void : new AccountRefused()
)

/** What callbacks hold that the decoders do not expect. */
export const drift = Effect.fn("Understanding.drift")(function* (request: FastifyRequest) {
  yield* ofAll
  const { since } = yield* Input.query(DriftQuery, request)
  const places = yield* (yield* Drift).list(since === undefined ? 0 : DateTime.toEpochMillis(since))
  return {
    places: places.map(({ firstMillis, lastMillis, version, ...place }): (typeof DriftView)["Encoded"] => ({
      ...place,
      version: version === "" ? null : version,
      firstAt: iso(firstMillis),
      lastAt: iso(lastMillis)
    }))
  }
})

const chosen = (name: string | undefined): Effect.Effect<Decoder, RequestInvalid> => {
  const known = Candidates.all(FieldList.shipped)
  const found = name === undefined ? known[0] : (Candidates.find(name, FieldList.shipped) ?? undefined)
  if (found !== undefined) return Effect.succeed(found)
  const names = known.map((one) => one.name).join(", ")
  const message = `must be one of the candidates: ${names === "" ? "there is none" : names}`
  return new RequestInvalid({
    findings: [{ path: "query.candidate", code: "unknown", rule: "WH-10", message, suggestion: known[0]?.name ?? null }]
  })
}

/** What a candidate makes of a page of the caller's callbacks (SPEC WH-10). */
export const calibrate = Effect.fn("Understanding.calibrate")(function* (request: FastifyRequest) {
  const { candidate: name, cursor, limit, ...asked } = yield* Input.query(CalibrationQuery, request)
  const candidate = yield* chosen(name)
  const { next, tally } = yield* Calibrating.page(candidate, { ...(yield* Filter.of(asked, cursor)), limit })
  const answer: (typeof CalibrationPage)["Encoded"] = {
    candidate: candidate.name,
    about: candidate.about,
    tally,
    next: next === null ? null : Cursor.write(next)
  }
  return answer
})

/** The reports that the schedule has made. */
export const calibrations = Effect.fn("Understanding.calibrations")(function* () {
  yield* ofAll
  const reports = yield* (yield* Calibrations).newest(reportsMax)
  return {
    reports: reports.map(
      ({ madeMillis, sinceMillis, untilMillis, ...report }): (typeof CalibrationView)["Encoded"] => ({
        ...report,
        madeAt: iso(madeMillis),
        since: iso(sinceMillis),
        until: iso(untilMillis)
      })
    )
  }
})
