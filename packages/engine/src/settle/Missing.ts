import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as StatusLooks from "@sluice/core/delivery/StatusLooks"
import { Clock, Duration, Effect, Option, Schema } from "effect"
import * as Opaque from "../callbacks/Opaque.ts"
import * as Salvage from "../callbacks/Salvage.ts"
import * as Statuses from "../callbacks/Statuses.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"
import { Directory } from "../ports/Directory.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { Looks } from "../ports/Looks.ts"
import { Outbox } from "../ports/Outbox.ts"
import { Provider } from "../ports/Provider.ts"
import * as Look from "./Look.ts"

/** How the looking runs; milliseconds of its clock. */
export interface Options {
  readonly pollMillis: number
  /** Looks in one round. */
  readonly roundMax: number
}

/** Sends that are asked about in one round at most: after a standstill the rounds catch up. */
const sweepMillisMax = 60_000

/** Quarantined callbacks that are read in one round. */
const quarantinedMax = 500

/** Questions to a provider under way at a time. */
const questionsMax = 8

/** Where the sweep over what was sent has come to, among the small states of the ledger. */
const place = { scope: "settling", key: "unreported" } as const
const Place = Schema.decodeUnknownOption(Schema.Struct({ untilMillis: Schema.Number }))

/** Whether a status is about the message: by our id, or by the platform's name. */
const isOf = (status: StatusChanged, { message }: Look.Due): boolean => {
  const ours = Opaque.read(status.opaque)
  return ours === null ? status.wamid === message.wamid : ours.messageId === message.id
}

/**
 * Looks for statuses that have not come, again and again (SPEC WH-05): a message of which nothing is heard is looked for `receiving.looks` times,
 * `receiving.lookMillis` apart, at the provider where it can be asked and in the stored callbacks where not. Each look is in the message's
 * history. Run it once in the whole deployment; twice does no harm.
 *
 * It looks only when everything that arrived until then is processed: what waits to be read is not missing. Messages are first looked for when a
 * status from abroad is due, whether they went there or not.
 */
export const run = Effect.fn("Missing.run")(function* (options: Options) {
  const outbox = yield* Outbox
  const log = yield* CallbackLog
  const looks = yield* Looks
  const ledger = yield* LedgerStore
  const directory = yield* Directory
  const provider = yield* Provider
  const route: StatusLooks.Route = { isAbroad: true, providerAnswers: provider.ask !== undefined }

  /** Finds what was sent a status's usual time ago and is missed: a row for each, due at once. */
  const sweep = Effect.fnUntraced(function* (processedMillis: number) {
    const senders = yield* directory.senders
    const usualMillis = Math.max(0, ...senders.map(({ policy }) => policy.receiving.deliveredAbroadMillisMax))
    const horizonMillis = processedMillis - usualMillis
    const before = Option.getOrNull(Place(yield* ledger.read(place.scope, place.key)))
    // What was sent before the first sweep ever is not looked for.
    const afterMillis = before?.untilMillis ?? horizonMillis - 1
    const untilMillis = Math.min(horizonMillis, afterMillis + sweepMillisMax)
    if (untilMillis <= afterMillis) return
    const senderIds = senders.map(({ id }) => id)
    const unreported = yield* looks.unreported({ senderIds, afterMillis, untilMillis })
    yield* looks.plan(unreported.map((one) => Look.first(one, processedMillis)))
    yield* ledger.modify(place.scope, place.key, () => [undefined, { untilMillis }])
  })

  const inStored = Effect.fnUntraced(function* (due: ReadonlyArray<Look.Due>) {
    const accountIds = [...new Set(due.map(({ message }) => message.accountId))]
    const found = yield* Effect.forEach(accountIds, (accountId) => {
      const own = due.filter(({ message }) => message.accountId === accountId)
      const sinceMillis = Math.min(...own.map(({ state }) => state.sinceMillis))
      return Effect.map(log.quarantined({ accountId, sinceMillis, limit: quarantinedMax }), (callbacks) =>
        callbacks
          // Oldest first, as they came.
          .toReversed()
          .flatMap((callback) => Salvage.statuses(Providers.decode, callback))
          .filter((status) => own.some((one) => isOf(status, one)))
          .map((status) => ({ accountId, status, stampMillis: null }))
      )
    })
    return found.flat()
  })

  const atProvider = (ask: NonNullable<typeof provider.ask>, due: ReadonlyArray<Look.Due>) =>
    Effect.forEach(
      due,
      ({ message, sender }) =>
        Effect.flatMap(directory.account(message.accountId), (account) => {
          const { id: messageId, recipient, wamid } = message
          return Effect.map(ask({ account, sender, messageId, wamid, recipient }), (answers) =>
            answers.map((status) => ({ accountId: account.id, status, stampMillis: null }))
          )
        }).pipe(Effect.catchTag("AccountUnknown", () => Effect.succeed([]))),
      { concurrency: questionsMax }
    ).pipe(Effect.map((answers) => answers.flat()))

  /** Makes the looks that are due, and plans or forgets what comes after them. */
  const look = Effect.fnUntraced(function* (processedMillis: number, nowMillis: number) {
    const senders = new Map((yield* directory.senders).map((sender) => [sender.id, sender]))
    const planned = yield* looks.due(processedMillis, options.roundMax)
    if (planned.length === 0) return 0
    const next = planned.map((one) =>
      Look.decide(one, senders.get(one.message.senderId) ?? null, route, processedMillis)
    )
    const due = next.filter((one) => one._tag === "Due")
    const found = yield* provider.ask === undefined ? inStored(due) : atProvider(provider.ask, due)
    yield* Statuses.apply(found, nowMillis)
    const made: Array<Look.Next> = []
    yield* outbox.modify(
      due.map(({ message }) => ({ _tag: "Id", id: message.id })),
      (message, index) => {
        const one = due[index]
        if (one === undefined) return null
        const [change, after] = Look.made({ ...one, message }, route, nowMillis)
        made.push(after)
        return change
      }
    )
    const after = [...next, ...made]
    yield* looks.plan(after.flatMap((one) => (one._tag === "Later" ? [one.look] : [])))
    yield* looks.forget(after.flatMap((one) => (one._tag === "Over" ? [one.messageId] : [])))
    return planned.length
  })

  const round = Effect.gen(function* () {
    const nowMillis = yield* Clock.currentTimeMillis
    const processedMillis = Math.min(nowMillis, (yield* log.oldestPendingMillis) ?? nowMillis)
    yield* sweep(processedMillis)
    return yield* look(processedMillis, nowMillis)
  })

  return yield* round.pipe(
    Effect.catchAllCause((cause) =>
      Effect.as(Effect.logWarning("missing statuses could not be looked for; it tries again", cause), 0)
    ),
    // A full round means that more are due.
    Effect.flatMap((count) =>
      count >= options.roundMax ? Effect.yieldNow() : Effect.sleep(Duration.millis(options.pollMillis))
    ),
    Effect.forever
  )
})
