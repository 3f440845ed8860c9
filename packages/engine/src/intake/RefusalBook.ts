import * as Authenticity from "@sluice/core/callback/signature/Authenticity"
import type { Provider } from "@sluice/core/callback/providers/Provider"
import * as RefusedCallbacks from "@sluice/core/guard/RefusedCallbacks"
import * as SignatureAlarm from "@sluice/core/guard/SignatureAlarm"
import { Effect } from "effect"
import * as Refused from "../metrics/Refused.ts"
import { type Account, Directory } from "../ports/Directory.ts"

/** A callback that was refused before anything in it was read, as whoever called wrote it. */
export interface Refusal {
  /** Null where the address names no provider. */
  readonly door: Provider | null
  /** As the address names it, whether there is one or not. */
  readonly accountId: string
  readonly reason: RefusedCallbacks.Reason
  /** By lowercase names; it is only asked whether there is one. */
  readonly headers: Readonly<Record<string, unknown>>
  /** Null where nobody counted them. */
  readonly bodyBytes: number | null
}

/** What a process knows of the refusals of one account; of null, of all that is not configured. */
interface Entry {
  readonly alarm: SignatureAlarm.State
  /** Since the last line of the log. */
  readonly untold: RefusedCallbacks.State
  /** Since they were last written down. */
  readonly unkept: RefusedCallbacks.State
}

const nothing: Entry = {
  alarm: SignatureAlarm.initial,
  untold: RefusedCallbacks.initial,
  unkept: RefusedCallbacks.initial
}

/** What a line of the log tells. */
export interface Report {
  readonly accountId: string | null
  readonly alert: SignatureAlarm.Alert
  readonly tallies: RefusedCallbacks.State
}

/** Refusals that nobody has written down yet. */
export interface Unkept {
  readonly accountId: string | null
  readonly tallies: RefusedCallbacks.State
}

/**
 * What this process refuses at its doors for callbacks, until it is told of and written down (`GuardWatch`).
 *
 * Nothing in it grows with what comes: one entry stands for each account that is configured, one for all others, and a tally in it for each door and reason.
 * So whoever finds the address can neither fill the memory, nor the log (a line a minute for each entry), nor the store (a row for each), nor make
 * series of metrics.
 */
export const make = Effect.gen(function* () {
  const directory = yield* Directory
  const clock = yield* Effect.clock
  const accounts: ReadonlyMap<string, Account> = new Map((yield* directory.accounts).map((one) => [one.id, one]))
  const entries = new Map<string | null, Entry>()

  const entryOf = (accountId: string | null): Entry => entries.get(accountId) ?? nothing

  const proofHeader = (door: Provider | null, account: Account | undefined): string | null => {
    if (door === null) return null
    if (door !== "360dialog") return Authenticity.headerOf(door, "")
    return account?.provider === door ? account.callbackHeader : null
  }

  return {
    /** Counts one. A plain function: it is called as often as anybody likes to. */
    note: ({ accountId, bodyBytes, door, headers, reason: given }: Refusal): void => {
      const account = accounts.get(accountId)
      const key = account?.id ?? null
      const reason = given === "account-unknown" && account !== undefined ? "other-provider" : given
      const header = proofHeader(door, account)
      const nowMillis = clock.unsafeCurrentTimeMillis()
      const lastHadProof = header === null ? null : headers[header] !== undefined && headers[header] !== ""
      const one = RefusedCallbacks.once({ door, reason, lastHadProof, lastBodyBytes: bodyBytes }, nowMillis)
      const { alarm, unkept, untold } = entryOf(key)
      entries.set(key, {
        alarm: SignatureAlarm.recorded(alarm, nowMillis),
        untold: RefusedCallbacks.add(untold, one),
        unkept: RefusedCallbacks.add(unkept, one)
      })
      Refused.counted(key, door, reason)
    },

    /** What is due to be told now, which counts as told from then on; how long one waits for the next is the account's to say. */
    due: (apartMillisOf: (accountId: string | null) => number, nowMillis: number): ReadonlyArray<Report> =>
      [...entries].flatMap(([accountId, entry]) => {
        const receiving = { badSignatureAlertMillis: apartMillisOf(accountId) }
        const decision = SignatureAlarm.decide(receiving, entry.alarm, nowMillis)
        if (decision._tag !== "Raises") return []
        const alarm = SignatureAlarm.raised(entry.alarm, decision.alert, nowMillis)
        entries.set(accountId, { ...entry, alarm, untold: RefusedCallbacks.initial })
        return [{ accountId, alert: decision.alert, tallies: entry.untold }]
      }),

    /** What is to be written down, which counts as written down from then on. */
    take: (): ReadonlyArray<Unkept> =>
      [...entries].flatMap(([accountId, entry]) => {
        if (entry.unkept.length === 0) return []
        entries.set(accountId, { ...entry, unkept: RefusedCallbacks.initial })
        return [{ accountId, tallies: entry.unkept }]
      }),

    /** It could not be written down: it is taken again. */
    putBack: ({ accountId, tallies }: Unkept): void => {
      const entry = entryOf(accountId)
      entries.set(accountId, { ...entry, unkept: RefusedCallbacks.merge(tallies, entry.unkept) })
    }
  }
})

export type RefusalBook = Effect.Effect.Success<typeof make>
