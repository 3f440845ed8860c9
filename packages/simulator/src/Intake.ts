import { Either } from "effect"
import * as Statuses from "./callbacks/Statuses.ts"
import * as Fates from "./Fates.ts"
import * as FaultPlan from "./FaultPlan.ts"
import type * as Directory from "./graph/Directory.ts"
import type * as Reply from "./graph/Reply.ts"
import * as Outcome from "./http/Outcome.ts"
import * as Judge from "./judge/Judge.ts"
import type * as Ledger from "./Ledger.ts"
import type * as Body from "./messages/Body.ts"
import type * as Platform from "./Platform.ts"
import * as Seeded from "./Seeded.ts"
import * as Subject from "./Subject.ts"
import * as Tallies from "./Tallies.ts"
import * as Wamid from "./Wamid.ts"

/** How a message came in, as far as its id and its statuses care. */
export interface Channel {
  /** The id of the nth message of a run. */
  readonly messageId: (run: string, index: number, waId: string) => string
  /** Tells a status, in the form of whoever the message came through. */
  readonly report: (report: {
    readonly entry: Ledger.Entry
    readonly planned: Fates.Planned
    readonly pricing: { readonly category: string; readonly priced: boolean }
    readonly left: () => void
    readonly acknowledged: () => void
  }) => void
}

/** By the Graph API: statuses go to the account's apps. */
const graph = ({ courier }: Platform.Platform, sender: Directory.Sender): Channel => ({
  messageId: (run, index, waId) => Wamid.outbound(waId, run, index),
  report: ({ entry, planned, pricing, ...heard }) =>
    courier.post(sender.accountId, {
      update: {
        wabaId: sender.wabaId,
        phoneNumberId: sender.phoneNumberId,
        displayPhoneNumber: sender.displayPhoneNumber,
        content: { kind: "status", status: Statuses.of(entry, planned, pricing) }
      },
      ...heard
    })
})

/**
 * Takes a well-formed message in, or turns it away: its files must be there, the judge must let it pass; then it is
 * written down, its fate is decided and its callbacks are scheduled.
 *
 * @param key names the message in every draw (`Run.nextKey`).
 */
export const accept = (
  platform: Platform.Platform,
  sender: Directory.Sender,
  message: Body.Outbound,
  key: string,
  nowMillis: number,
  channel: Channel = graph(platform, sender)
): Either.Either<Ledger.Entry, Reply.GraphError> => {
  const { run } = platform
  const missing = missingFile(platform, sender, message, nowMillis)
  if (missing !== null) {
    run.judge.mediaOutcome(sender.phoneNumberId, true, nowMillis)
    return Either.left(missing)
  }
  const { phoneNumberId } = sender
  const verdict = run.judge.judge({ phoneNumberId, recipient: message.waId, type: message.type }, nowMillis)
  if (verdict._tag === "Refused") {
    noteRefusal(platform, sender, message, verdict.refusal, nowMillis)
    return Either.left(refusal(verdict.refusal))
  }
  const fate = Fates.decide(platform.config.fates, platform.config.callbacks.disorderShare, platform.config.seed, {
    key,
    waId: message.waId,
    type: message.type,
    carriesFile: Judge.carriesFile(message.type),
    abroad: !message.waId.startsWith(sender.callingCode),
    windowOpen: run.windows.isOpen(phoneNumberId, message.waId, nowMillis)
  })
  const repeats = noteRepeat(platform, sender, message, nowMillis)
  const entry = run.ledger.add({
    wamid: channel.messageId(run.id, run.wamids++, message.waId),
    opaque: message.opaque,
    phoneNumberId,
    to: message.input,
    waId: message.waId,
    type: message.type,
    atMillis: nowMillis,
    repeats,
    planned: fate.final,
    errorCode: fate.errorCode
  })
  Tallies.count(run.tallies, phoneNumberId, "accepted")
  if (message.prefixed) Tallies.count(run.tallies, phoneNumberId, "prefixed")
  schedule(platform, channel, message, entry, fate, key)
  return Either.right(entry)
}

/** A file that was never uploaded by this sender, has expired, or is of another kind than its place asks for. */
const missingFile = (
  platform: Platform.Platform,
  sender: Directory.Sender,
  message: Body.Outbound,
  nowMillis: number
): Reply.GraphError | null => {
  for (const { id, kind } of message.mediaIds) {
    const file = platform.media.find(id, nowMillis)
    if (file === undefined || file.phoneNumberId !== sender.phoneNumberId) {
      return { code: 131053, details: `Media id ${id} does not exist or has expired.` }
    }
    if (file.kind !== kind) return { code: 131053, details: `Media id ${id} is no ${kind}: it is ${file.mimeType}.` }
  }
  return null
}

const refusal = ({ code, details, retryAfterMillis, rule }: Judge.Refusal): Reply.GraphError => ({
  code,
  details: `${rule}: ${details}`,
  ...(code === 130429 ? { subcode: 2494055 } : {}),
  ...(retryAfterMillis === null ? {} : { retryAfterSeconds: Math.ceil(retryAfterMillis / 1000) })
})

const noteRefusal = (
  { run }: Platform.Platform,
  { phoneNumberId }: Directory.Sender,
  message: Body.Outbound,
  { details, kind, rule, violation }: Judge.Refusal,
  atMillis: number
): void => {
  if (!violation) return
  Tallies.count(run.tallies, phoneNumberId, "violations")
  run.violations.add({ kind, rule, details, atMillis, phoneNumberId, to: message.input, opaque: message.opaque })
}

/**
 * A message that was accepted before, by what its callback data names, reaches its reader twice, unless word that it failed has left for the sender: who
 * has heard of it may send again before the acknowledgement is here.
 */
const noteRepeat = (
  { run }: Platform.Platform,
  { phoneNumberId }: Directory.Sender,
  { input, opaque }: Body.Outbound,
  atMillis: number
): number => {
  const subject = Subject.of(opaque)
  if (subject === null) return 0
  const earlier = run.ledger.bySubject(subject)
  if (earlier.length === 0) return 0
  if (earlier.every(({ wamid }) => run.ledger.isGivenUp(wamid))) {
    Tallies.count(run.tallies, phoneNumberId, "resent")
    return earlier.length
  }
  Tallies.count(run.tallies, phoneNumberId, "doubled")
  Tallies.count(run.tallies, phoneNumberId, "violations")
  const details = `Accepted ${earlier.length + 1} times; the first is ${earlier[0]?.wamid ?? "forgotten"}.`
  run.violations.add({ kind: "doubled", rule: "RT-05", details, atMillis, phoneNumberId, to: input, opaque })
  return earlier.length
}

const schedule = (
  platform: Platform.Platform,
  channel: Channel,
  message: Body.Outbound,
  entry: Ledger.Entry,
  fate: Fates.Fate,
  key: string
): void => {
  const { run, scheduler } = platform
  const { duplicateDelay, duplicateShare } = platform.config.callbacks
  const category = (message.category ?? "service").toLowerCase()
  const priced = Statuses.priced(fate.statuses)
  for (const planned of fate.statuses) {
    const pricing = { category, priced: priced.has(planned.status) }
    const left = () => {
      if (planned.status === "failed") run.ledger.giveUp(entry.wamid)
    }
    const report = (acknowledged: () => void) => channel.report({ entry, planned, pricing, left, acknowledged })
    const dueMillis = entry.atMillis + planned.reportedMillis
    scheduler.at(dueMillis, () => report(() => told(platform, run, entry, planned)))
    const subject = `${key} ${planned.status}`
    if (!Seeded.happens(duplicateShare, platform.config.seed, "duplicate", subject)) continue
    const { maxMillis, minMillis } = duplicateDelay
    const laterMillis = Seeded.between(minMillis, maxMillis, platform.config.seed, "duplicate delay", subject)
    scheduler.at(dueMillis + laterMillis, () => {
      run.duplicates++
      report(() => {})
    })
  }
}

/** What becomes of the answer to a message that was accepted: it goes out, late, broken, or never. */
export const afterwards = (
  { config, run }: Platform.Platform,
  sender: Directory.Sender,
  key: string,
  answered: Outcome.Outcome,
  failing: () => Reply.Reply
): Outcome.Outcome => {
  const fault = FaultPlan.after(run.faults, config.seed, key)
  if (fault._tag !== "Answers") Tallies.count(run.tallies, sender.phoneNumberId, "unanswered")
  const afterRealMillis = FaultPlan.latencyRealMillis(run.faults, config.seed, key)
  return FaultPlan.matchAfter(fault, {
    Answers: () => answered,
    Closes: () => Outcome.Close({ afterRealMillis }),
    Fails: () => Outcome.Answer({ reply: failing(), afterRealMillis }),
    Delays: ({ realMillis }) =>
      realMillis === null || answered._tag !== "Answer"
        ? Outcome.Silence()
        : Outcome.Answer({ reply: answered.reply, afterRealMillis: realMillis })
  })
}

/** The sender knows now: the ledger says so, and the judge counts what became of media (MD-03). */
const told = (
  { clock }: Platform.Platform,
  run: Platform.Platform["run"],
  entry: Ledger.Entry,
  { errorCode, status }: Fates.Planned
): void => {
  run.ledger.tell(entry.wamid, status)
  if (!Judge.carriesFile(entry.type) || status === "sent") return
  const failed = errorCode !== null
  // A file is not at fault when the number is.
  if (failed && errorCode !== 131053) return
  run.judge.mediaOutcome(entry.phoneNumberId, failed, clock.nowMillis())
}
