import { fail, type Finding, ok, skipped, warn } from "./Finding.ts"

/** One answer of an endpoint, by our clock, and what its own said (RFC 9110: the Date header, in whole seconds). */
export interface Sample {
  readonly sentMillis: number
  readonly receivedMillis: number
  /** How long it took by a clock that nobody sets, in milliseconds. */
  readonly tookMillis: number
  /** Null where the answer has no Date that can be read. */
  readonly dateMillis: number | null
}

/** What an endpoint did when it was asked several times. */
export interface Facts {
  readonly accountId: string
  readonly url: string
  /** Whether others of the account stand behind it (SF-03). */
  readonly place: "primary" | "backup"
  readonly samples: ReadonlyArray<Sample>
  /** Why there was no answer, of those that failed. */
  readonly failures: ReadonlyArray<string>
}

/** The two lines of SF-03, in milliseconds. */
export interface Lines {
  readonly healthyMillis: number
  readonly answerMillisMax: number
}

/**
 * Clocks that differ by less are of no consequence. Callbacks tell time in whole seconds, and a limit of a minute is kept to a second's margin, so
 * that two seconds can be seen; half a minute breaks what is signed with a time in it.
 */
const skew = { warnMillis: 2_000, failMillis: 30_000 } as const

const median = (values: ReadonlyArray<number>): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0)
}

const subjectOf = ({ accountId, place, url }: Facts): string =>
  `${accountId}: ${url}${place === "backup" ? " (backup)" : ""}`

/** Whether it answers, and how soon: the middle of its answers counts, so that one slow first connection is not an outage. */
export const latency = (facts: Facts, lines: Lines): Finding => {
  const { failures, samples } = facts
  const subject = subjectOf(facts)
  const [reason] = failures
  const asked = failures.length + samples.length
  if (samples.length === 0) {
    return fail(
      "endpoint",
      subject,
      reason ?? "it was not asked",
      "check the address in the accounts file, DNS and what stands between; nothing leaves while it does not answer"
    )
  }
  const middle = median(samples.map(({ tookMillis }) => tookMillis))
  const seen = `answers in ${middle} ms`
  if (reason !== undefined) {
    const share = `${failures.length} of ${asked} requests were not answered: ${reason}`
    return warn("endpoint", subject, `${share}; ${seen}`, "look at the line to it; a backup endpoint helps")
  }
  if (middle > lines.answerMillisMax) {
    const remedy = `each send would time out at ${lines.answerMillisMax} ms: choose an endpoint that is nearer`
    return fail("endpoint", subject, seen, remedy)
  }
  return middle > lines.healthyMillis
    ? warn(
        "endpoint",
        subject,
        seen,
        `healthy is ${lines.healthyMillis} ms: run nearer to it, or add a backup endpoint`
      )
    : ok("endpoint", subject, seen)
}

/** By how much our clock is ahead of another, in milliseconds, both ends included. */
interface Span {
  readonly fromMillis: number
  readonly toMillis: number
}

/**
 * What one answer tells of the two clocks: it was written between our sending and our receiving, in the second that its Date names. Latency and whole
 * seconds leave a span.
 */
const spanOf = ({ dateMillis, receivedMillis, sentMillis }: Sample): ReadonlyArray<Span> =>
  dateMillis === null ? [] : [{ fromMillis: sentMillis - (dateMillis + 999), toMillis: receivedMillis - dateMillis }]

/** What all of them leave; the last one where they contradict each other, as when a clock was set meanwhile. */
const common = (spans: ReadonlyArray<Span>): Span | null =>
  spans.reduce<Span | null>((known, span) => {
    if (known === null) return span
    const both = {
      fromMillis: Math.max(known.fromMillis, span.fromMillis),
      toMillis: Math.min(known.toMillis, span.toMillis)
    }
    return both.fromMillis <= both.toMillis ? both : span
  }, null)

/** The least by which our clock must be off, in milliseconds: positive where it is ahead, 0 where nothing shows it. */
export const skewMillis = (samples: ReadonlyArray<Sample>): number | null => {
  const span = common(samples.flatMap(spanOf))
  if (span === null) return null
  if (span.fromMillis > 0) return span.fromMillis
  return span.toMillis < 0 ? span.toMillis : 0
}

const seconds = (millis: number): string => `${Math.round(Math.abs(millis) / 100) / 10} s`

/** Whether our clock and another agree. @param whose for people: the endpoint, the database */
export const clock = (whose: string, millis: number | null): Finding => {
  if (millis === null) return skipped("clock", whose, "it does not tell its time")
  const off = Math.abs(millis)
  if (off < skew.warnMillis) return ok("clock", whose, "agrees with ours")
  const seen = `ours is ${seconds(millis)} ${millis > 0 ? "ahead" : "behind"}`
  const remedy = "let NTP set this machine's clock (`timedatectl`); if it is right, the other one is wrong"
  return off < skew.failMillis ? warn("clock", whose, seen, remedy) : fail("clock", whose, seen, remedy)
}

/** Both findings about one endpoint. */
export const of = (facts: Facts, lines: Lines): ReadonlyArray<Finding> =>
  facts.samples.length === 0
    ? [latency(facts, lines)]
    : [latency(facts, lines), clock(subjectOf(facts), skewMillis(facts.samples))]
