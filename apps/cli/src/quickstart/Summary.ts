import * as Tally from "../stack/Tally.ts"
import * as Table from "../Table.ts"
import type { Outcome } from "./Stage.ts"
import * as Triage from "./Triage.ts"

/** Everything a quick start did, ready to be summed up. */
export interface Run {
  readonly listed: number
  readonly triage: Triage.Triage
  /** The first one is the list's; the others are batches beside it. */
  readonly stages: readonly [Outcome, ...ReadonlyArray<Outcome>]
  readonly elapsedMillis: number
}

/** One cause and how often it was. */
interface Cause {
  readonly cause: string
  readonly count: number
}

/** What became of one stage, in numbers. Times are real seconds. */
export interface StageSummary {
  readonly stage: string
  readonly queued: number
  readonly sent: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly failures: ReadonlyArray<Cause>
  readonly unfinished: number
  readonly violations: number
  readonly doubled: number
  readonly unexplained: number
  readonly seconds: number
  /** Seconds of the stage's own clock. */
  readonly virtualSeconds: number
}

/** What `quickstart --json` prints. */
export interface Summary {
  readonly listed: number
  readonly refused: number
  readonly refusals: ReadonlyArray<Cause>
  readonly duplicates: number
  readonly stages: ReadonlyArray<StageSummary>
  readonly seconds: number
  /** What does not add up; empty when everything is accounted for. */
  readonly faults: ReadonlyArray<string>
}

const seconds = (millis: number): number => Math.round(millis / 100) / 10

const causesOf = (outcome: Outcome): ReadonlyArray<Cause> => {
  const counts = new Map<string, number>()
  for (const { failure, state } of outcome.messages) {
    if (state !== "failed" && state !== "dead") continue
    const cause =
      failure === null ? "unknown" : failure.code === null ? failure.cause : `${failure.cause} ${failure.code}`
    counts.set(cause, (counts.get(cause) ?? 0) + 1)
  }
  return [...counts].map(([cause, count]) => ({ cause, count })).sort((a, b) => b.count - a.count)
}

const unexplained = ({ examined }: Outcome) => examined.filter(({ faults }) => faults.length > 0)

const summariseStage = (outcome: Outcome): StageSummary => {
  const { tally } = outcome
  return {
    stage: outcome.title,
    queued: outcome.submitted,
    sent: Tally.answered(tally),
    delivered: tally.delivered + tally.read,
    read: tally.read,
    failed: tally.failed,
    failures: causesOf(outcome),
    unfinished: Tally.total(tally) - Tally.over(tally),
    violations: outcome.stats.violations.total,
    doubled: outcome.stats.messages.doubled,
    unexplained: unexplained(outcome).length,
    seconds: seconds(outcome.elapsedMillis),
    virtualSeconds: seconds(outcome.elapsedMillis * outcome.speed)
  }
}

/** Sums up, and finds whatever does not add up. */
export const make = ({ elapsedMillis, listed, stages, triage }: Run): Summary => ({
  listed,
  refused: triage.refused.length,
  refusals: Triage.byCause(triage.refused).map(([cause, count]) => ({ cause, count })),
  duplicates: triage.refused.filter(({ cause }) => cause === "duplicate").length,
  stages: stages.map(summariseStage),
  seconds: seconds(elapsedMillis),
  faults: [
    ...(listed === triage.refused.length + stages[0].submitted
      ? []
      : [`${listed} in the list, but ${triage.refused.length} refused and ${stages[0].submitted} queued`]),
    ...stages.flatMap(faultsOf)
  ]
})

const faultsOf = (outcome: Outcome): ReadonlyArray<string> => {
  const { doubled, queued, unfinished, violations } = summariseStage(outcome)
  const { entries, messages, stats, title } = outcome
  const named = messages.filter(({ wamid }) => wamid !== null).length
  // One that it failed later may have been sent again: it is one message all the same.
  const taken = new Set(entries.map(({ subject, wamid }) => subject ?? wamid)).size
  const faults = [
    ...(messages.length === queued ? [] : [`${queued} queued, ${messages.length} on record`]),
    ...(unfinished === 0 ? [] : [`${unfinished} have not come to their end`]),
    ...(taken === named ? [] : [`the platform accepted ${taken}, the record knows ${named} of them`]),
    ...(doubled === 0 ? [] : [`${doubled} were sent twice`]),
    ...(violations === 0 ? [] : [`${violations} violations: ${JSON.stringify(stats.violations.counts)}`]),
    ...unexplained(outcome)
      .slice(0, 5)
      .map(({ faults, message }) => `${message.id}: ${faults.join("; ")}`)
  ]
  return faults.map((fault) => `${title}: ${fault}`)
}

const list = (causes: ReadonlyArray<Cause>): string => causes.map(({ cause, count }) => `${count} ${cause}`).join(", ")

/** The summary for people. */
export const lines = (summary: Summary): string => {
  const { stages } = summary
  const row = (name: string, cell: (stage: StageSummary) => string | number): ReadonlyArray<string> => [
    `  ${name}`,
    ...stages.map((stage) => String(cell(stage)))
  ]
  const failures = stages.filter(({ failures }) => failures.length > 0)
  return [
    `In the list ${summary.listed}: queued ${stages[0]?.queued ?? 0}, refused ${summary.refused} (${list(summary.refusals)})`,
    "",
    Table.render(
      ["", ...stages.map(({ stage }) => stage)],
      [
        row("queued", ({ queued }) => queued),
        row("sent", ({ sent }) => sent),
        row("delivered", ({ delivered }) => delivered),
        row("read so far", ({ read }) => read),
        row("failed", ({ failed }) => failed),
        row("sent twice", ({ doubled }) => doubled),
        row("limits tripped", ({ violations }) => violations),
        row("unexplained", ({ unexplained }) => unexplained),
        row("real time", ({ seconds: real }) => `${real} s`),
        row("its own time", ({ virtualSeconds }) => `${virtualSeconds} s`)
      ],
      new Set(stages.map((_, index) => index + 1))
    ),
    "",
    ...failures.map(({ failures: causes, stage }) => `Failed at the platform, ${stage}: ${list(causes)}`),
    ...(summary.faults.length === 0
      ? [`Everything is accounted for, in ${summary.seconds} s.`]
      : ["Not accounted for:", ...summary.faults.map((fault) => `  ${fault}`)])
  ].join("\n")
}
