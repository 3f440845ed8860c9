import * as Preflight from "@sluice/core/phone/Preflight"
import type { Numbers } from "@sluice/core/policy/Numbers"
import { Effect, Stream } from "effect"
import { PCGRandom } from "effect/Utils"
import type { CommandFailed } from "../ExitCode.ts"
import { UsageError } from "../ExitCode.ts"
import type { Output } from "../Output.ts"
import type { Judgeable } from "./List.ts"
import type { Check } from "./ListCheck.ts"
import * as ListSource from "./ListSource.ts"
import * as Progress from "./Progress.ts"
import * as RowVerdict from "./RowVerdict.ts"
import * as Tally from "./Tally.ts"

/** What the sample says about the list, and what was found in it. */
export interface Sampled extends Preflight.Projection {
  readonly findings: Tally.Summary["findings"]
}

/**
 * The pre-flight alone (SPEC PH-08): reads the list once, judges a uniform sample of it, and projects the failure rate.
 *
 * The length of a list is known only at its end, so each row is drawn by itself. A list that turns out shorter than the policy's
 * least is judged whole, for which its rows are kept until then.
 *
 * @param seed the same seed draws the same rows.
 */
export const run = (
  policy: Numbers,
  { column, judge, source }: Check,
  seed: number
): Effect.Effect<Sampled, UsageError | CommandFailed, Output> =>
  Effect.gen(function* () {
    const random = new PCGRandom(seed)
    const progress = yield* Progress.make(source.bytesTotal)
    const sample = Tally.make()
    let rows = 0
    let short: Array<Judgeable> = []

    const take = (row: Judgeable): void => {
      rows++
      if (Preflight.isSampled(policy, random.number())) Tally.add(sample, RowVerdict.of(row, judge))
      else if (!Preflight.isDue(policy, rows)) short.push(row)
      else short = []
    }

    yield* Stream.runForEach(ListSource.batches(source, column), (batch) =>
      Effect.gen(function* () {
        for (const row of batch.rows) {
          if (row._tag === "Unusable") return yield* new UsageError({ message: `${source.name}: ${row.reason}` })
          if (row._tag === "Entry" || row._tag === "Unreadable") take(row)
        }
        yield* progress.advance(batch.bytes, rows)
      })
    )
    if (!Preflight.isDue(policy, rows)) for (const row of short) Tally.add(sample, RowVerdict.of(row, judge))
    return {
      ...Preflight.project(rows, sample.rows, Tally.refused(sample)),
      findings: Tally.summary(sample).findings
    }
  })
