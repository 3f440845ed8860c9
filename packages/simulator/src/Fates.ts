import type * as Behaviour from "./config/Behaviour.ts"
import * as Seeded from "./Seeded.ts"

/**
 * What becomes of an accepted message, decided when it is accepted: which statuses come, when, and with which error
 * (SF-01, SF-07, WH-04; CLOUD_API 3.6).
 *
 * Everything is drawn from the seed and the message's own key, so the same messages have the same fates in any order and
 * at any speed. A bad number is bad for every message: that cause is drawn from the number.
 */
export interface Subject {
  /** Names the message: its callback data and how often that was accepted before, or its place in the sender's row. */
  readonly key: string
  readonly waId: string
  readonly type: string
  readonly carriesFile: boolean
  readonly abroad: boolean
  /** Whether the recipient wrote within the last day. */
  readonly windowOpen: boolean
}

/** Everything that will happen to one message: drawn once, and changed by nothing that comes after. */
export interface Fate {
  /** Where the message ends: the last status that is planned. */
  readonly final: "delivered" | "read" | "failed"
  /** Code of the failure, null when there is none. */
  readonly errorCode: number | null
  readonly statuses: ReadonlyArray<Planned>
}

/** A status that is to come. Times are virtual milliseconds from acceptance. */
export interface Planned {
  readonly status: "sent" | "delivered" | "read" | "failed"
  /** When it happens, from acceptance: what its timestamp says. */
  readonly happensMillis: number
  /** When it is reported. Later than it happened where statuses come in disorder. */
  readonly reportedMillis: number
  readonly errorCode: number | null
}

/** Re-engagement: a free message outside the recipient's window (CLOUD_API 3.3). */
const outsideWindow = 131047

/**
 * The fate of one message. A failure comes alone; only the share that is contradicted has one after its delivery, as happens rarely (CLOUD_API 3.6).
 *
 * @param disorderShare of messages whose statuses are reported out of order, 0 to 1.
 */
export const decide = (fates: Behaviour.Fates, disorderShare: number, seed: string, subject: Subject): Fate => {
  const errorCode = failure(fates, seed, subject)
  const within = (span: { readonly minMillis: number; readonly maxMillis: number }, purpose: string): number =>
    Seeded.between(span.minMillis, span.maxMillis, seed, purpose, subject.key)

  if (errorCode !== null) {
    const failed = plan("failed", within(fates.failed, "failed"), errorCode)
    return { final: "failed", errorCode, statuses: [failed] }
  }
  const sentMillis = within(fates.sent, "sent")
  const deliveredSpan = subject.abroad ? fates.deliveredAbroad : fates.delivered
  const deliveredMillis = Math.max(sentMillis, within(deliveredSpan, "delivered"))
  const reads = !Seeded.happens(fates.readLostShare, seed, "read lost", subject.key)
  const omitted = reads && Seeded.happens(fates.deliveredOmittedShare, seed, "delivered omitted", subject.key)
  const contradicted = Seeded.happens(fates.contradictedShare, seed, "contradicted", subject.key)
  const statuses = [
    plan("sent", sentMillis),
    ...(omitted ? [] : [plan("delivered", deliveredMillis)]),
    ...(reads ? [plan("read", deliveredMillis + within(fates.read, "read"))] : []),
    ...(contradicted ? [plan("failed", deliveredMillis + within(fates.failed, "failed"), 131000)] : [])
  ]
  const disordered = Seeded.happens(disorderShare, seed, "disorder", subject.key)
  return { final: reads ? "read" : "delivered", errorCode: null, statuses: disordered ? disorder(statuses) : statuses }
}

const plan = (status: Planned["status"], happensMillis: number, errorCode: number | null = null): Planned => ({
  status,
  happensMillis,
  reportedMillis: happensMillis,
  errorCode
})

/** The first status is reported just after the second. */
const disorder = (statuses: ReadonlyArray<Planned>): ReadonlyArray<Planned> => {
  const [first, second, ...rest] = statuses
  if (first === undefined || second === undefined) return statuses
  return [second, { ...first, reportedMillis: second.reportedMillis + 500 }, ...rest]
}

/**
 * The share that fails is spread over the causes that can befall the message, by their weights; the causes drawn from
 * the number keep their own part of it whatever the message is, since a number cannot be bad for texts alone.
 */
const failure = (fates: Behaviour.Fates, seed: string, subject: Subject): number | null => {
  if (fates.serviceWindowEnforced && subject.type !== "template" && !subject.windowOpen) return outsideWindow
  const total = fates.causes.reduce((sum, cause) => sum + cause.weight, 0)
  if (total <= 0) return null

  let numberShare = 0
  for (const cause of fates.causes) {
    if (cause.drawnBy !== "recipient") continue
    const share = (fates.failureShare * cause.weight) / total
    numberShare += share
    if (Seeded.happens(share, seed, `number ${cause.cause}`, subject.waId)) return cause.code
  }
  const befalling = fates.causes.filter(
    ({ befalls, drawnBy }) =>
      drawnBy === "message" &&
      (befalls === "any" || (befalls === "template" ? subject.type === "template" : subject.carriesFile))
  )
  const weights = befalling.reduce((sum, cause) => sum + cause.weight, 0)
  if (weights <= 0) return null
  // Of the messages whose number is good, so that all failures together are `failureShare`.
  const rest = (fates.failureShare - numberShare) / (1 - numberShare)
  const drawn = Seeded.unit(seed, "failure", subject.key)
  if (drawn >= rest) return null
  let mark = (drawn / rest) * weights
  for (const cause of befalling) {
    mark -= cause.weight
    if (mark < 0) return cause.code
  }
  return null
}
