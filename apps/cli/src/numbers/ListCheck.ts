import { Clock, Effect, Stream } from "effect"
import type { Option, Scope } from "effect"
import type { CommandFailed } from "../ExitCode.ts"
import { UsageError } from "../ExitCode.ts"
import type { Format, OutputClosed } from "../Output.ts"
import { Output } from "../Output.ts"
import { outgoing } from "./Bytes.ts"
import type { Bytes } from "./Bytes.ts"
import * as Duplicates from "./Duplicates.ts"
import type { Judgeable, Judged, List, Row } from "./List.ts"
import * as ListSource from "./ListSource.ts"
import * as Progress from "./Progress.ts"
import * as RowVerdict from "./RowVerdict.ts"
import * as Tally from "./Tally.ts"

/** What to check and how. */
export interface Check {
  readonly source: ListSource.ListSource
  /** Name or position of the column with the numbers. */
  readonly column: Option.Option<string>
  readonly judge: RowVerdict.Judge
}

/** Totals of a run. */
export interface Finished extends Tally.Summary {
  readonly seconds: number
}

/** Rows that cannot be read are told one by one up to this many, then counted. */
const toldMax = 20

/** Room for the rows of one chunk with their verdicts. */
const outgoingBytes = 262_144

/**
 * Judges every row of a list and writes the same rows with their verdicts to stdout (SPEC PH-09): in the list's own
 * writing, or as verdicts, one a line. Memory stays the same at any length of the list.
 */
export const run = (
  { column, judge, source }: Check,
  format: Format
): Effect.Effect<Finished, UsageError | CommandFailed | OutputClosed, Output | Scope.Scope> =>
  Effect.gen(function* () {
    const output = yield* Output
    const duplicates = yield* Duplicates.make(Duplicates.cacheKib)
    const progress = yield* Progress.make(source.bytesTotal)
    const startMillis = yield* Clock.currentTimeMillis
    const tally = Tally.make()
    const out = outgoing(outgoingBytes)

    const judged = (row: Judgeable): Judged => {
      const alone = RowVerdict.of(row, judge)
      const number = RowVerdict.normalised(alone)
      const earlier = number === null ? null : duplicates.firstRow(number, row.row, alone.sendable)
      const found = RowVerdict.compared(alone, earlier)
      Tally.add(tally, found.verdict)
      return found
    }

    const written = (list: List, row: Exclude<Row, { _tag: "Unusable" }>): Bytes => {
      if (row._tag === "Header" || row._tag === "Blank") return format === "json" ? "" : list.pass(row)
      return format === "json" ? RowVerdict.json(list, row, judged(row)) : list.write(row, judged(row))
    }

    yield* Stream.runForEach(ListSource.batches(source, column), ({ bytes, list, rows }) =>
      Effect.gen(function* () {
        for (const row of rows) {
          if (row._tag === "Unusable") return yield* new UsageError({ message: `${source.name}: ${row.reason}` })
          out.add(written(list, row))
          if (row._tag === "Unreadable" && tally.unreadable <= toldMax)
            yield* output.note(`row ${row.row}: ${row.reason}`)
        }
        yield* output.write(out.take())
        yield* progress.advance(bytes, tally.rows)
      })
    )
    if (tally.unreadable > toldMax)
      yield* output.note(`and ${tally.unreadable - toldMax} more rows that cannot be read`)
    const endMillis = yield* Clock.currentTimeMillis
    return { ...Tally.summary(tally), seconds: (endMillis - startMillis) / 1_000 }
  })
