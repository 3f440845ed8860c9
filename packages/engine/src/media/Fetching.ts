import type { Failure } from "@sluice/core/failure/Failure"
import * as MediaCache from "@sluice/core/guard/MediaCache"
import type { Policy } from "@sluice/core/policy/Policy"
import * as RetryPlan from "@sluice/core/retry/RetryPlan"
import { Clock, Duration, Effect, Option, Random } from "effect"
import { Directory } from "../ports/Directory.ts"
import { type MediaFile, MediaFiles, type Standing } from "../ports/MediaFiles.ts"
import * as Copying from "./Copying.ts"
import type * as Looking from "./Looking.ts"

/** How files are fetched; milliseconds of the engine's clock. */
export interface Options {
  /** How soon a new file is seen when there was none. */
  readonly pollMillis: number
  /** Files that are fetched beside each other. */
  readonly concurrency: number
  /** Longer than any file takes: whoever died over one is not waited for any longer. */
  readonly leaseMillis: number
  /** The largest file that is taken. */
  readonly bytesMax: number
  /** How long a file waits whose account cannot fetch it until somebody has mended something. */
  readonly mendMillis: number
}

/** The platform takes files of up to 100 MB from people (CLOUD_API 3.3, 131052). */
export const defaults: Options = {
  pollMillis: 1_000,
  concurrency: 4,
  leaseMillis: 300_000,
  bytesMax: 100 * 1024 * 1024,
  mendMillis: 900_000
}

const failed = (detail: string, code: number | null = null): Standing => ({ _tag: "Failed", code, detail })

/** Another try at a file, as long as the platform still has it. */
const again = (file: MediaFile, tries: number, dueMillis: number): Standing =>
  dueMillis < file.untilMillis ? { _tag: "Waiting", tries, dueMillis } : { _tag: "Gone", reason: "time" }

/**
 * The try that has just failed. Its plan has no deadline of its own: a file is worth a try for as long as it can be had, also where nobody was there to
 * fetch it for a day.
 */
const attemptOf = ({ standing }: MediaFile, nowMillis: number): RetryPlan.Attempt => ({
  number: (standing._tag === "Waiting" ? standing.tries : 0) + 1,
  firstAtMillis: nowMillis
})

/**
 * Where a file stands after a try that failed for no reason that lies in it: by the schedule for outages, each file with its own count. After the
 * last try it is given up.
 */
const afterSilence = (
  { certainty }: Policy,
  file: MediaFile,
  detail: string,
  randomUnit: number,
  nowMillis: number
): Standing => {
  const attempt = attemptOf(file, nowMillis)
  const tries = attempt.number
  const next = RetryPlan.next(certainty.transient, attempt, randomUnit, nowMillis)
  return next._tag === "Again" ? again(file, tries, next.atMillis) : failed(`given up after ${tries} tries: ${detail}`)
}

/**
 * Where a file stands after the platform refused it (GD-01): gone where it has expired; else by the class of the failure, as a message would be
 * (SF-01, RT-01). What somebody has to mend first is waited for as long as the file can be had.
 */
const afterRefusal = (
  policy: Policy,
  file: MediaFile,
  { detail, failure }: { readonly detail: string; readonly failure: Failure },
  randomUnit: number,
  nowMillis: number,
  mendMillis: number
): Standing => {
  const entry = MediaCache.decide(policy.media, file, failure, nowMillis)
  if (entry._tag === "Removes") return { _tag: "Gone", reason: entry.reason }
  const attempt = attemptOf(file, nowMillis)
  const tries = attempt.number
  const verdict = RetryPlan.afterFailure(policy.certainty, failure, attempt, randomUnit, nowMillis)
  switch (verdict._tag) {
    case "Again":
      return again(file, tries, verdict.atMillis)
    case "AfterFix":
      return again(file, tries, nowMillis + mendMillis)
    case "Exhausted":
      return failed(`given up after ${tries} tries: ${detail}`, failure.code)
    case "Never":
      return failed(detail, failure.code)
  }
}

/** One file that was claimed: where it stands now. A store that is away is no word about it: it is due again when its lease ends. */
const fetchOne = Effect.fn("Fetching.fetchOne")(function* (file: MediaFile, options: Options) {
  const directory = yield* Directory
  const senders = yield* directory.senders
  const sender = senders.find(({ id }) => id === file.senderId)
  const account = Option.getOrNull(yield* Effect.option(directory.account(file.accountId)))
  if (sender === undefined || account === null) return failed("its number is not configured any more")
  if (account.provider !== "cloud-api") return failed(`files at ${account.provider} have no ids to fetch them by`)
  const { policy } = sender
  const nowMillis = yield* Clock.currentTimeMillis
  if (nowMillis >= file.untilMillis) return again(file, 0, nowMillis)
  const random = yield* Random.next
  const silent = ({ message }: Copying.FileDamaged | Looking.AddressStale | Looking.PlatformSilent) =>
    Effect.map(Clock.currentTimeMillis, (now) => afterSilence(policy, file, message, random, now))
  return yield* Copying.take(account, sender.phoneNumberId, file, options.bytesMax).pipe(
    Effect.catchTags({
      PlatformRefused: (refused: Looking.PlatformRefused) =>
        Effect.map(Clock.currentTimeMillis, (now) =>
          afterRefusal(policy, file, refused, random, now, options.mendMillis)
        ),
      PlatformSilent: silent,
      FileDamaged: silent,
      AddressStale: silent,
      FileTooLarge: ({ message }) => Effect.succeed(failed(message))
    })
  )
})

/** Claims what is due and fetches it; how many there were. */
export const round = Effect.fn("Fetching.round")(function* (options: Options) {
  const files = yield* MediaFiles
  const nowMillis = yield* Clock.currentTimeMillis
  const claimed = yield* files.claim({
    nowMillis,
    untilMillis: nowMillis + options.leaseMillis,
    limit: options.concurrency
  })
  yield* Effect.forEach(
    claimed,
    (file) =>
      Effect.gen(function* () {
        const standing = yield* fetchOne(file, options)
        yield* files.settle(file, standing)
        if (standing._tag === "Failed") {
          const { accountId, mediaId, senderId } = file
          yield* Effect.logWarning("a file of a received message is given up", {
            accountId,
            senderId,
            mediaId,
            code: standing.code,
            detail: standing.detail
          })
        }
      }).pipe(
        Effect.catchTag("StoreUnavailable", (error) =>
          Effect.logWarning("a file of a received message could not be kept; tried again", error)
        )
      ),
    { concurrency: options.concurrency, discard: true }
  )
  return claimed.length
})

/** Fetches files of received messages for as long as it runs; several may run beside each other. */
export const run = Effect.fn("Fetching.run")(function* (options: Options) {
  return yield* round(options).pipe(
    Effect.catchAllCause((cause) => Effect.as(Effect.logWarning("files could not be fetched; tried again", cause), 0)),
    Effect.flatMap((count) =>
      count >= options.concurrency ? Effect.yieldNow() : Effect.sleep(Duration.millis(options.pollMillis))
    ),
    Effect.forever
  )
})
