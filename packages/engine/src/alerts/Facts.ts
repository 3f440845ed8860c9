import type { Policy } from "@sluice/core/policy/Policy"
import { shipped } from "@sluice/core/policy/Policy"
import { Effect } from "effect"
import { Calibrations } from "../ports/Calibrations.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"
import { Directory } from "../ports/Directory.ts"
import type { Account, Sender } from "../ports/Directory.ts"
import type { Drifted } from "../ports/Drift.ts"
import { Drift } from "../ports/Drift.ts"
import { Holds } from "../ports/Holds.ts"
import type { PlacedHold } from "../ports/Holds.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { Outbox } from "../ports/Outbox.ts"
import type { Depth } from "../ports/Outbox.ts"
import { PlatformWords } from "../ports/PlatformWords.ts"
import type { Known } from "../ports/PlatformWords.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import type { KeptStanding } from "../ports/SenderStandings.ts"
import { SendStats } from "../ports/SendStats.ts"
import type { AccountCount, SenderStats } from "../ports/SendStats.ts"
import { Templates } from "../ports/Templates.ts"
import type { RegisteredTemplate } from "../ports/Templates.ts"
import { TokenReports } from "../ports/TokenReports.ts"
import type { TokenReport } from "../ports/TokenReports.ts"
import { Traffic } from "../ports/Traffic.ts"
import { Vitals } from "../ports/Vitals.ts"
import type { Report } from "../ports/Vitals.ts"
import * as BulkStop from "../standing/BulkStop.ts"
import * as TooFast from "./TooFast.ts"

/** Everything that the alerts of one look are judged by, as the stores have it. */
export interface Facts {
  readonly nowMillis: number
  readonly accounts: ReadonlyArray<Account>
  readonly senders: ReadonlyArray<Sender>
  readonly holds: ReadonlyArray<PlacedHold>
  /** By sender. */
  readonly stats: ReadonlyMap<string, SenderStats>
  /** What the limit ledger keeps of each sender; null where it keeps nothing. */
  readonly ledgers: ReadonlyMap<string, unknown>
  /** The row of the unique recipients of each business that has one. */
  readonly uniqueBudgets: ReadonlyMap<string, unknown>
  readonly queued: ReadonlyArray<Depth>
  readonly uncertain: ReadonlyArray<Depth>
  readonly deadLetters: ReadonlyArray<AccountCount>
  readonly quarantined: ReadonlyArray<AccountCount>
  /** By account: when the oldest send left that has no status although callbacks should have come since; null for none. */
  readonly unheard: ReadonlyMap<string, number | null>
  readonly tokens: ReadonlyArray<TokenReport>
  /** By account; null where none was ever counted. */
  readonly keyChecks: ReadonlyMap<string, unknown>
  readonly templates: ReadonlyArray<RegisteredTemplate>
  readonly drifted: ReadonlyArray<Drifted>
  /** The newest calibration, or the first look where there was none. */
  readonly calibratedMillis: number
  /** Arrival of the oldest callback that waits; null when none does. */
  readonly oldestPendingMillis: number | null
  /** 95th percentile of the waits of the last minute's callbacks; null without any. */
  readonly waitedMillis: number | null
  readonly words: ReadonlyArray<Known>
  /** Of senders that are known to have sent. */
  readonly standings: ReadonlyArray<KeptStanding>
  /** The row of the first week of each business; null where it was never looked at. */
  readonly firstWeeks: ReadonlyMap<string, unknown>
  readonly vitals: ReadonlyArray<Report>
}

/** How far back a look goes, and how much it reads at most. Milliseconds of the engine's clock. */
const bounds = {
  newestMax: 2_000,
  unitsMillis: 60_000,
  /** Templates of one account: as many as the platform allows. */
  templatesMax: 6_000,
  /** A send of which nothing was heard for longer is a matter of the past. */
  unheardMillis: 86_400_000,
  waitsMillis: 60_000,
  /** A process that has not reported for longer is gone. */
  vitalMillis: 60_000
} as const

/** The policy of the whole installation: that of its first number. */
export const policyOf = (senders: ReadonlyArray<Sender>): Policy => senders[0]?.policy ?? shipped.guide

const templatesOf = Effect.fnUntraced(function* (accountId: string) {
  const templates = yield* Templates
  return yield* templates.list({ accountId, limit: bounds.templatesMax })
})

const unheardOf = Effect.fnUntraced(function* (
  accounts: ReadonlyArray<Account>,
  senders: ReadonlyArray<Sender>,
  nowMillis: number
) {
  const log = yield* CallbackLog
  const stats = yield* SendStats
  const heard = yield* log.heardMillis(accounts.map(({ id }) => id))
  const rows = yield* Effect.forEach(accounts, ({ id }) => {
    const own = senders.filter(({ accountId }) => accountId === id).map((sender) => sender.id)
    const since = Math.max(heard.get(id) ?? 0, nowMillis - bounds.unheardMillis)
    return Effect.map(stats.unheardMillis(own, since), (oldest) => [id, oldest] as const)
  })
  return new Map(rows)
})

/** Since when somebody watches: the first look of all, kept in the ledger. */
const firstLook = (nowMillis: number) =>
  Effect.flatMap(LedgerStore, (ledger) =>
    ledger.modify("alerts", "first-look", (kept) => {
      const first = typeof kept === "number" ? kept : nowMillis
      return [first, first]
    })
  )

const p95Of = Effect.fnUntraced(function* (accounts: ReadonlyArray<Account>, nowMillis: number) {
  const traffic = yield* Traffic
  const waits = yield* traffic.waits({
    accountIds: accounts.map(({ id }) => id),
    fromMillis: nowMillis - bounds.waitsMillis,
    untilMillis: nowMillis,
    stepMillis: bounds.waitsMillis
  })
  return waits.length === 0 ? null : Math.max(...waits.map(({ p95Millis }) => p95Millis))
})

/** Reads everything once. It locks nothing, and costs the same however much is sent. */
export const gather = Effect.fn("Facts.gather")(function* (nowMillis: number) {
  const directory = yield* Directory
  const [accounts, senders] = [yield* directory.accounts, yield* directory.senders]
  const { alerting } = policyOf(senders)
  const [holds, ledger, outbox, stats] = [yield* Holds, yield* LedgerStore, yield* Outbox, yield* SendStats]
  const drift = yield* Drift
  const [newest] = yield* (yield* Calibrations).newest(1)
  const rowsOf = (scope: string, keys: ReadonlyArray<string>) =>
    Effect.map(
      Effect.forEach(keys, (key) => Effect.map(ledger.read(scope, key), (row) => [key, row] as const)),
      (rows): ReadonlyMap<string, unknown> => new Map(rows)
    )
  const senderIds = senders.map(({ id }) => id)
  const businessIds = [...new Set(senders.map(({ businessId }) => businessId))]
  const recent = yield* stats.recent({
    senderIds,
    sinceMillis: nowMillis - alerting.windowMillis,
    unitsSinceMillis: nowMillis - bounds.unitsMillis,
    newestMax: bounds.newestMax
  })
  const facts: Facts = {
    nowMillis,
    accounts,
    senders,
    holds: yield* holds.active(nowMillis),
    stats: new Map(recent.map((one) => [one.senderId, one])),
    ledgers: yield* rowsOf("sender", senderIds),
    uniqueBudgets: yield* rowsOf("budget uniqueRecipients", businessIds),
    queued: yield* outbox.depths(["queued"]),
    uncertain: yield* outbox.depths(["uncertain"]),
    deadLetters: yield* stats.deadLetters(nowMillis - alerting.deadLettersMillis),
    quarantined: yield* stats.quarantined(nowMillis - alerting.driftMillis),
    unheard: yield* unheardOf(accounts, senders, nowMillis),
    tokens: yield* (yield* TokenReports).list,
    keyChecks: yield* rowsOf(
      TooFast.scope,
      accounts.map(({ id }) => id)
    ),
    templates: (yield* Effect.forEach(accounts, ({ id }) => templatesOf(id))).flat(),
    drifted: yield* drift.list(nowMillis - alerting.driftMillis),
    calibratedMillis: newest?.madeMillis ?? (yield* firstLook(nowMillis)),
    oldestPendingMillis: yield* (yield* CallbackLog).oldestPendingMillis,
    waitedMillis: yield* p95Of(accounts, nowMillis),
    words: yield* (yield* PlatformWords).list,
    standings: yield* (yield* SenderStandings).list,
    firstWeeks: yield* rowsOf(BulkStop.scope, businessIds),
    vitals: yield* (yield* Vitals).fresh(nowMillis - bounds.vitalMillis)
  }
  return facts
})
