import { DateTime, Duration, Effect } from "effect"
import type { Account } from "../ports/Directory.ts"
import { Directory } from "../ports/Directory.ts"
import { ProviderInspection } from "../ports/ProviderInspection.ts"
import type { VersionReport } from "../ports/ProviderInspection.ts"

/** How the watch runs; milliseconds of its clock. */
export interface Options {
  readonly everyMillis: number
}

/** A version ends once in a year or two: once a day is soon enough. */
export const defaults: Options = { everyMillis: 86_400_000 }

const dayOf = (millis: number): string => DateTime.formatIsoDateUtc(DateTime.unsafeMake(millis))

/** What an operator has to know of a version; null where it is in order, or on no list. */
const concernOf = ({ configured, served, standing, warning }: VersionReport): string | null => {
  switch (standing._tag) {
    case "Ended":
      return `${configured} ended on ${dayOf(standing.endsMillis)}, and ${served ?? "another version"} answers in its place`
    case "Ending":
      return `${configured} ends on ${dayOf(standing.endsMillis)}: configure a newer one before`
    case "Served":
    case "Unlisted":
      return warning
  }
}

/**
 * Looks now and then whether the version of the platform's interface that an account is configured for still stands (CLOUD_API 3.8), and tells it
 * once for each account and concern. A provider that cannot be asked, or has no versions, is left alone: `TokenWatch` tells of those that are away.
 */
export const run = Effect.fn("VersionWatch.run")(function* ({ everyMillis }: Options) {
  const directory = yield* Directory
  const inspection = yield* ProviderInspection
  const told = new Map<string, string>()

  const look = Effect.fnUntraced(function* (account: Account) {
    const concern = concernOf(yield* inspection.version(account))
    if (concern === null || told.get(account.id) === concern) return
    told.set(account.id, concern)
    yield* Effect.logWarning(`account ${account.id}: ${concern}`).pipe(
      Effect.annotateLogs({ alert: "version-ending", accountId: account.id })
    )
  })

  const round = Effect.flatMap(directory.accounts, (accounts) =>
    Effect.forEach(accounts, (account) => Effect.ignore(look(account)), { discard: true })
  )
  return yield* Effect.forever(Effect.zipRight(round, Effect.sleep(Duration.millis(everyMillis))))
})
