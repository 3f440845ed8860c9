import { Clock, Duration, Effect } from "effect"
import { CallbackLog } from "../ports/CallbackLog.ts"
import { Directory, type Sender } from "../ports/Directory.ts"
import { Outbox, type UncertainPlace, type UncertainSend } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Silence from "./Silence.ts"

/** How the settling runs; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
  /** Messages of one group of senders that are decided in one round, and that the store is asked for at a time. */
  readonly roundMax: number
}

/**
 * Rounds at most that a group is left alone after all of its pages were read and nothing could be decided. While a webhook is down for hours that is
 * so in every round; with as many rounds of rest as it took further pages, looking costs a page a round, however many wait.
 */
const restMax = 30

/** Senders of one account with the same times: what one question to the store can be about. */
interface Group {
  readonly key: string
  readonly accountId: string
  readonly policy: Sender["policy"]
  readonly senderIds: ReadonlyArray<string>
}

const groupsOf = (senders: ReadonlyArray<Sender>): ReadonlyArray<Group> => {
  const groups = new Map<string, Group>()
  for (const { accountId, id, policy } of senders) {
    const key = JSON.stringify([accountId, Silence.termsOf(policy)])
    groups.set(key, { key, accountId, policy, senderIds: [...(groups.get(key)?.senderIds ?? []), id] })
  }
  return [...groups.values()]
}

/**
 * Decides the uncertain sends whose time is up, again and again (SPEC RT-04). Run it once in the whole deployment; twice does no harm.
 *
 * Callbacks come first: while some that arrived earlier are not processed, what they may settle is left alone, and while none come at all,
 * silence is not taken for an answer (`Silence`). Each group of senders is asked about by its own times, so that messages which have to wait
 * long never stand before those that need not; nor do those of an outage before those that came after it.
 */
export const run = Effect.fn("Uncertain.run")(function* (options: Options) {
  const outbox = yield* Outbox
  const log = yield* CallbackLog
  const directory = yield* Directory
  /** Rounds for which a group is left alone yet, by its key. */
  let rests: ReadonlyMap<string, number> = new Map()

  /**
   * What is known of a send at the time of asking. Where its sender has been moved since it was accepted, it may be with either provider, and the
   * silence of one says nothing of the other: it waits as where nothing is heard at all.
   */
  const decide = (group: Group, { message, startedMillis }: UncertainSend, heard: Silence.Heard, nowMillis: number) => {
    const known = message.accountId === group.accountId ? heard : { ...heard, newestMillis: null }
    return Silence.decide(group.policy, message, startedMillis, known, nowMillis)
  }

  /** What a page of silent sends is judged by. Its gaps are asked for once in a look: those since the oldest send are those since any other. */
  const hearing = (group: Group, channel: Omit<Silence.Heard, "gaps">, oldest: UncertainSend | undefined) =>
    oldest === undefined
      ? Effect.succeed<Silence.Heard>({ ...channel, gaps: [] })
      : Effect.map(
          log.gaps({
            accountId: group.accountId,
            sinceMillis: Math.max(oldest.startedMillis, Silence.gapsSinceMillis(group.policy, channel.processedMillis)),
            longerMillis: Silence.termsOf(group.policy).marginMillis
          }),
          (gaps): Silence.Heard => ({ ...channel, gaps })
        )

  /**
   * The oldest of those whose time is up. When an older one may be decided says nothing of a newer one, whose status was due after the outage that
   * held up the other's: so all are looked at, page by page, until there are as many as a round decides. No more than a page is held besides
   * them, however many wait for a webhook that is down.
   */
  const decidable = Effect.fnUntraced(function* (
    group: Group,
    channel: Omit<Silence.Heard, "gaps">,
    nowMillis: number
  ): Effect.fn.Return<
    { readonly ready: ReadonlyArray<UncertainSend>; readonly heard: Silence.Heard; readonly pages: number },
    StoreUnavailable
  > {
    const asked = {
      beforeMillis: Silence.askedBeforeMillis(group.policy, channel.processedMillis),
      limit: options.roundMax,
      senderIds: group.senderIds
    }
    const ready: Array<UncertainSend> = []
    let heard: Silence.Heard | undefined
    let after: UncertainPlace | undefined
    let pages = 0
    do {
      pages++
      const page: ReadonlyArray<UncertainSend> = yield* outbox.uncertainSince({
        ...asked,
        ...(after === undefined ? {} : { after })
      })
      const judgedBy: Silence.Heard = heard ?? (yield* hearing(group, channel, page[0]))
      const found = page.filter((send) => decide(group, send, judgedBy, nowMillis) !== null)
      ready.push(...found.slice(0, options.roundMax - ready.length))
      const last = ready.length < options.roundMax && page.length === options.roundMax ? page.at(-1) : undefined
      after = last && { startedMillis: last.startedMillis, messageId: last.message.id }
      heard = judgedBy
    } while (after !== undefined)
    return { ready, heard, pages }
  })

  const settle = Effect.fnUntraced(function* (group: Group, channel: Omit<Silence.Heard, "gaps">, nowMillis: number) {
    const { heard, pages, ready } = yield* decidable(group, channel, nowMillis)
    if (ready.length === 0) return { decided: 0, rest: Math.min(restMax, pages - 1) }
    let decided = 0
    yield* outbox.modify(
      ready.map(({ message }) => ({ _tag: "Id", id: message.id })),
      (message, index) => {
        const asked: UncertainSend | undefined = ready[index]
        // Begun again meanwhile: that attempt has its own time.
        if (asked?.message.attempts !== message.attempts) return null
        const change = decide(group, { ...asked, message }, heard, nowMillis)
        if (change !== null) decided++
        return change
      }
    )
    return { decided, rest: 0 }
  })

  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const groups = groupsOf(yield* directory.senders)
    const processedMillis = Math.min(nowMillis, (yield* log.oldestPendingMillis) ?? nowMillis)
    const heard = yield* log.heardMillis([...new Set(groups.map(({ accountId }) => accountId))])
    const outcomes = yield* Effect.forEach(groups, (group) => {
      const rest = rests.get(group.key) ?? 0
      return rest > 0
        ? Effect.succeed({ decided: 0, rest: rest - 1 })
        : settle(group, { processedMillis, newestMillis: heard.get(group.accountId) ?? null }, nowMillis)
    })
    rests = new Map(groups.map(({ key }, index) => [key, outcomes[index]?.rest ?? 0]))
    const decided = outcomes.reduce((sum, outcome) => sum + outcome.decided, 0)
    if (decided > 0) yield* Effect.logWarning(`${decided} uncertain sends were decided by the policy`)
  })

  return yield* round.pipe(
    Effect.catchAllCause((cause) => Effect.logWarning("settling could not run; it tries again", cause)),
    Effect.andThen(Effect.sleep(Duration.millis(options.pollMillis))),
    Effect.forever
  )
})
