import * as KeyCheck from "@sluice/core/guard/KeyCheck"
import { Clock, Duration, Effect, Either } from "effect"
import { Directory } from "../ports/Directory.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import type { TokenReport } from "../ports/TokenReports.ts"
import { Tokens } from "../tokens/Tokens.ts"
import * as AlertWatch from "./AlertWatch.ts"
import * as KeyWord from "./KeyWord.ts"
import * as Readings from "./Readings.ts"
import * as TooFast from "./TooFast.ts"

/** How often the counts are looked at; milliseconds of the clock. */
export interface Options {
  readonly everyMillis: number
}

/** What the platform's word on a token means for the check; null where it cannot be asked. */
const outcomeOf = (report: TokenReport | null): KeyCheck.Outcome => {
  if (report === null) return { _tag: "Unreachable", reason: "this account's token cannot be asked about" }
  const { detail, state } = report.standing
  switch (state) {
    case "valid":
      return { _tag: "Valid" }
    case "unknown":
      return { _tag: "Unreachable", reason: detail }
    default:
      return { _tag: "Invalid", reason: detail }
  }
}

/**
 * Runs the checks of API keys that ten "too fast" errors within an hour call for, and tells of each: that it is called for, and what it found
 * (SPEC GD-04). What is called for lies in the ledger until it is answered, so a process that dies over a check is followed by another.
 * Run it once in the whole deployment; twice does no harm.
 */
export const run = Effect.fn("KeyWatch.run")(function* (options: Options) {
  const directory = yield* Directory
  const ledger = yield* LedgerStore
  const tokens = yield* Tokens

  /** At once: a check is over before the next look at everything. */
  const tell = Effect.fnUntraced(function* (accountId: string, state: KeyCheck.State) {
    const rules = Readings.rulesOf(yield* TooFast.policyOf(accountId))
    const reading = { _tag: "State", state: KeyWord.of(state) } as const
    yield* AlertWatch.see({ rules, measured: [{ ruleId: "key-check", place: { account: accountId }, reading }] })
  })

  const look = Effect.fnUntraced(function* (accountId: string) {
    const stored = yield* ledger.read(TooFast.scope, accountId)
    if (stored === null) return
    const state = TooFast.stateOf(stored)
    const call = KeyCheck.call(state)
    if (call === null) return
    yield* tell(accountId, state)
    const outcome = outcomeOf(
      yield* Effect.catchTag(tokens.check(accountId), "AccountUnknown", () => Effect.succeed(null))
    )
    const atMillis = yield* Clock.currentTimeMillis
    const after = yield* ledger.modify(TooFast.scope, accountId, (before) => {
      const known = TooFast.stateOf(before)
      // Somebody else has answered this check meanwhile.
      const next = Either.getOrElse(KeyCheck.checked(known, call.number, outcome, atMillis), () => known)
      return [next, next]
    })
    yield* Effect.logInfo("an API key was checked for errors of the kind too-fast").pipe(
      Effect.annotateLogs({ account: accountId, outcome: outcome._tag })
    )
    yield* tell(accountId, after)
  })

  const round = Effect.flatMap(directory.accounts, (accounts) =>
    Effect.forEach(accounts, ({ id }) => look(id), { discard: true })
  )

  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("API keys could not be checked; tried again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.everyMillis))),
    Effect.forever
  )
})
