import * as TokenStanding from "@sluice/core/access/TokenStanding"
import type * as Policy from "@sluice/core/policy/Policy"
import { Clock, Duration, Effect } from "effect"
import { Holds } from "../ports/Holds.ts"
import type { PlacedHold } from "../ports/Holds.ts"
import type { TokenReport } from "../ports/TokenReports.ts"
import { Tokens } from "./Tokens.ts"
import type { AccountToken } from "./Tokens.ts"

/** Milliseconds of the engine's clock. */
export interface Options {
  readonly pollMillis: number
  /** By then every process uses a token that was put in place: two of their looks, and a little. */
  readonly settledMillis: number
  /** How long the answer to a send may come after it: a refusal of the old token comes as late as that. */
  readonly answerMillis: number
}

/** Who ends the holds, as their review names it. */
const by = "token check"

/** Accounts that are asked about at the same time. */
const concurrency = 4

const policyOf = ({ senders }: AccountToken): Policy.Policy | null => senders[0]?.policy ?? null

/** The holds that this account's token has caused, or would end. */
const ownHolds = ({ account, senders }: AccountToken, active: ReadonlyArray<PlacedHold>) =>
  active.filter(({ hold }) =>
    TokenStanding.ends(
      hold,
      account.id,
      senders.map(({ id }) => id),
      []
    )
  )

/** Whether it is time to ask: about a token that was not asked about yet, that somebody was refused with, or whose last word is old. */
const isDue = (token: AccountToken, held: ReadonlyArray<PlacedHold>, nowMillis: number): boolean => {
  const policy = policyOf(token)
  if (token.report === null) return true
  const { checkedMillis, standing } = token.report
  if (held.some(({ hold }) => hold.sinceMillis > checkedMillis)) return true
  if (policy === null) return false
  const { checkMillis, recheckMillis } = policy.certainty.tokens
  const inOrder = standing.state === "valid" && held.length === 0
  return nowMillis - checkedMillis >= (inOrder ? checkMillis : recheckMillis)
}

/**
 * Whether a hold ends now that the token is in order, or nobody says otherwise.
 *
 * A hold from before the token came, or from an answer to the one before it, ends as soon as every process uses the new one. One that came
 * later was caused by this very token, whatever the platform says of it: it is tried again now and then.
 */
const isOver = (
  options: Options,
  token: AccountToken,
  { checkedMillis, sinceMillis, standing }: TokenReport,
  hold: PlacedHold["hold"],
  nowMillis: number
): boolean => {
  const settledMillis = sinceMillis + options.settledMillis
  if (hold.sinceMillis < settledMillis + options.answerMillis) return nowMillis >= settledMillis
  const policy = policyOf(token)
  return (
    policy !== null &&
    standing.state === "valid" &&
    checkedMillis > hold.sinceMillis &&
    nowMillis - hold.sinceMillis >= policy.certainty.tokens.recheckMillis
  )
}

const told = Effect.fnUntraced(function* ({ account, senders }: AccountToken, { standing }: TokenReport) {
  const policy = senders[0]?.policy
  const nowMillis = yield* Clock.currentTimeMillis
  const named = (rule: string) => Effect.annotateLogs({ alert: rule, accountId: account.id })
  if (TokenStanding.stops(standing)) {
    const what = `account ${account.id} is stopped, and what is queued waits`
    yield* Effect.logError(`${what}: ${standing.detail}`).pipe(named("token-dead"))
  } else if (standing.denied.length > 0) {
    yield* Effect.logError(`of account ${account.id}, the token may not use ${standing.denied.join(", ")}`).pipe(
      named("token-dead")
    )
  } else if (policy !== undefined && TokenStanding.endsSoon(standing, policy.alerting.tokenLeadMillis, nowMillis)) {
    const hours = Math.floor(((standing.expiresMillis ?? nowMillis) - nowMillis) / 3_600_000)
    yield* Effect.logWarning(
      `the token of account ${account.id} ends in ${hours} h: put a new one in place before it does`
    ).pipe(named("token-expiring"))
  }
})

/** One account: asks where it is time to, and makes its holds agree with what is known. */
const watch = Effect.fnUntraced(function* (options: Options, token: AccountToken, active: ReadonlyArray<PlacedHold>) {
  const holds = yield* Holds
  const tokens = yield* Tokens
  const held = ownHolds(token, active)
  const nowMillis = yield* Clock.currentTimeMillis
  const due = isDue(token, held, nowMillis)
  const report = due ? yield* tokens.check(token.account.id) : token.report
  if (report === null) return
  if (due) yield* told(token, report)
  const { standing } = report

  const asked = TokenStanding.holds(token.account.id, standing, nowMillis)
  const missing = asked.filter(({ key, scope }) => !held.some(({ hold }) => hold.scope === scope && hold.key === key))
  yield* Effect.forEach(missing, holds.place, { discard: true })
  if (TokenStanding.stops(standing)) return

  const senderIds = token.senders.map(({ id }) => id)
  for (const { hold, id } of held) {
    if (!TokenStanding.ends(hold, token.account.id, senderIds, standing.denied)) continue
    if (!isOver(options, token, report, hold, nowMillis)) continue
    const note = `the token ${report.fingerprint} is in order`
    if (yield* holds.clear(id, { by, atMillis: nowMillis, note })) {
      yield* Effect.logInfo(`account ${token.account.id} goes on: ${hold.reason}, until ${note}`)
    }
  }
})

/** One look at every account. An account that cannot be looked at is logged, and keeps nobody else from it. */
const look = (options: Options) =>
  Effect.gen(function* () {
    const holds = yield* Holds
    const tokens = yield* Tokens
    const all = yield* tokens.list
    const active = yield* holds.active(yield* Clock.currentTimeMillis)
    yield* Effect.forEach(
      all,
      (token) =>
        Effect.catchAllCause(watch(options, token, active), (cause) =>
          Effect.logWarning(`the token of account ${token.account.id} could not be checked; it tries again`, cause)
        ),
      { concurrency, discard: true }
    )
  })

/**
 * Looks at every token before it is used: those that were not checked yet, or not for long. It ends after `forMillis` at the latest, so
 * that a platform that does not answer keeps nobody from starting.
 */
export const atStart = (options: Options, forMillis: number) =>
  look(options).pipe(
    Effect.timeoutOption(Duration.millis(forMillis)),
    Effect.catchAllCause((cause) => Effect.logWarning("the tokens could not be checked before the start", cause)),
    Effect.asVoid
  )

/**
 * Watches the tokens of all accounts (SPEC SF-04): checks them now and then and whenever a send was refused for one, stops the account of one that
 * is dead by a hold, warns ahead of its end, and ends the holds when a good one has been put in place.
 *
 * Run it once in the whole deployment; twice does no harm.
 */
export const run = (options: Options) =>
  look(options).pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("the tokens could not be looked at; it tries again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
    Effect.forever
  )
