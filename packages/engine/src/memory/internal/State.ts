import { Order } from "effect"
import type { ApiKey } from "../../ports/ApiKeys.ts"
import type { Processed, StoredCallback } from "../../ports/CallbackLog.ts"
import type { EarlyStatus } from "../../ports/EarlyStatuses.ts"
import type { PlannedLook } from "../../ports/Looks.ts"
import type { OptOut } from "../../ports/OptOuts.ts"
import type { RegisteredTemplate } from "../../ports/Templates.ts"
import type { PlacedHold } from "../../ports/Holds.ts"
import * as Journal from "./Journal.ts"
import * as Messages from "./Messages.ts"
import * as Sorted from "./Sorted.ts"
import * as Table from "./Table.ts"

export interface Lane {
  readonly fence: number
  /** Null when the place was given back. */
  readonly runner: string | null
}

/** A callback with what was made of it; `report` is null while it is pending. */
export interface LoggedCallback {
  readonly callback: StoredCallback
  readonly verdict: StoredCallback["verdict"] | Processed["verdict"]
  readonly report: Processed["report"] | null
}

/** Numbers that are never handed out twice, not even when what they were for is undone. */
const counter = () => {
  let last = 0
  return (): number => ++last
}

/** Everything that one memory store holds; the ports are views of it. Times and order are the same as in any other store. */
export const make = () => {
  const journal = Journal.make()
  const pending = Sorted.make<number>(Order.number)
  return {
    journal,
    messages: Messages.make(journal),
    lanes: Table.make<string, Lane>(journal),
    /** JSON text by scope and key: what a reader gets is a copy, as from any other store. */
    ledger: Table.make<string, string>(journal),
    holds: Table.make<number, PlacedHold>(journal),
    nextHold: counter(),
    callbacks: Table.make<number, LoggedCallback>(journal, {
      add: ({ callback, verdict }) => {
        if (verdict === "pending") pending.insert(callback.id)
      },
      drop: ({ callback, verdict }) => {
        if (verdict === "pending") pending.remove(callback.id)
      }
    }),
    pending,
    /** Ids of callbacks by the hexadecimal text of their digests. */
    digests: Table.make<string, number>(journal),
    nextCallback: counter(),
    early: Table.make<number, EarlyStatus>(journal),
    nextEarly: counter(),
    keys: Table.make<string, ApiKey>(journal),
    looks: Table.make<string, PlannedLook>(journal),
    optOuts: Table.make<string, OptOut>(journal),
    /** When each conversation was last heard, and since when each sender is. */
    windows: Table.make<string, number>(journal),
    hearing: Table.make<string, number>(journal),
    templates: Table.make<string, RegisteredTemplate>(journal)
  }
}

export type State = ReturnType<typeof make>
