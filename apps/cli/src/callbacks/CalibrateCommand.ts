import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { CalibrationView } from "@sluice/client/Callbacks"
import * as Calibration from "@sluice/core/callback/candidate/Calibration"
import { DateTime, Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import { FindingsFound } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Table from "../Table.ts"
import * as FilterOptions from "./FilterOptions.ts"

const shared = { server: ServerOption.server, format: Output.format }

const candidate = Options.text("candidate").pipe(
  Options.optional,
  Options.withDescription("the candidate's name; the first one where it is not given")
)
const limit = Bounded.integer("limit", 1, 1_000_000).pipe(
  Options.withDefault(1_000),
  Options.withDescription("how many callbacks at most, the newest first; 1000 where it is not given")
)

/** What the server reads at once. */
const pageMax = 100

const findings = ({ findings, findingsOmitted }: Calibration.Tally): string =>
  findings.length === 0
    ? ""
    : `\n\n${Table.plain(
        ["count", "provider", "kind", "example", "path"],
        findings.map(({ count, example, kind, path, provider }) => [
          String(count),
          provider,
          kind,
          example === null ? "-" : String(example),
          path
        ]),
        new Set([0, 3])
      )}${findingsOmitted === 0 ? "" : `\nand ${findingsOmitted} more`}`

const summary = ({ callbacks, differing, reduced }: Calibration.Tally): string => {
  const read =
    differing === 0
      ? `${callbacks} callbacks are read alike`
      : `${differing} of ${callbacks} callbacks are read differently`
  return reduced === 0 ? read : `${read}; ${reduced} of them without the files that came in them, which are not at hand`
}

/** `sluice callbacks calibrate`: stored callbacks read again with a candidate decoder (WH-10). */
export const calibrate = Command.make(
  "calibrate",
  { ...shared, candidate, filter: FilterOptions.filter, limit },
  ({ candidate, filter, format, limit, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const { progress } = yield* Output.Output
      const filtered = FilterOptions.named(filter)
      const named = Option.match(candidate, { onNone: () => ({}), onSome: (name) => ({ candidate: name }) })
      let tally = Calibration.initial
      let read = 0
      let cursor: string | null = null
      let about = ""
      let name = ""
      do {
        const size = Math.min(pageMax, limit - read)
        const urlParams: Parameters<typeof client.callbacks.calibrate>[0]["urlParams"] = {
          ...filtered,
          ...named,
          ...(cursor === null ? {} : { cursor }),
          limit: size
        }
        const page = yield* ServerFailure.told(client.callbacks.calibrate({ urlParams }))
        tally = Calibration.merge(tally, page.tally)
        read += Math.max(1, page.tally.callbacks)
        cursor = page.next
        about = page.about
        name = page.candidate
        yield* progress(`${tally.callbacks} callbacks`)
      } while (cursor !== null && read < limit)
      yield* format === "json"
        ? Output.json({ candidate: name, about, tally })
        : Output.line(`${name}: ${about}\n${summary(tally)}${findings(tally)}`)
      if (tally.differing > 0) return yield* new FindingsFound({ errors: tally.differing })
    })
).pipe(
  Command.withDescription(
    Example.described(
      "Read stored callbacks again with a candidate decoder, and tell what it reads differently; it changes nothing",
      [
        "sluice callbacks calibrate --since 2026-03-01 --limit 20000",
        "sluice callbacks calibrate --candidate listed-fields --json"
      ]
    )
  )
)

const reportJson = Schema.encodeSync(CalibrationView)

const table = (reports: ReadonlyArray<CalibrationView>): string =>
  reports.length === 0
    ? "no report was made yet"
    : Table.plain(
        ["made", "candidate", "field list", "callbacks", "differing", "places"],
        reports.map(({ candidate, fieldList, madeAt, tally, whole }) => [
          DateTime.formatIso(madeAt),
          candidate,
          fieldList,
          `${tally.callbacks}${whole ? "" : " (the newest)"}`,
          String(tally.differing),
          String(tally.findings.length)
        ]),
        new Set([4, 5])
      )

/** `sluice callbacks reports`: the calibrations that the schedule made (WH-10). */
export const reports = Command.make("reports", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { reports } = yield* ServerFailure.told(client.callbacks.calibrations({}))
    if (format === "json")
      return yield* Effect.forEach(reports, (report) => Output.json(reportJson(report)), { discard: true })
    const newest = reports[0]
    yield* Output.line(`${table(reports)}${newest === undefined ? "" : findings(newest.tally)}`)
  })
).pipe(
  Command.withDescription(
    Example.described("The calibration reports that are made each week, and what the newest found", [
      "sluice callbacks reports"
    ])
  )
)
