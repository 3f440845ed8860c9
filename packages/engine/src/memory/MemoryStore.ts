import { Context, Effect, Layer } from "effect"
import { ApiKeys } from "../ports/ApiKeys.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"
import { Holds } from "../ports/Holds.ts"
import { Lanes } from "../ports/Lanes.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { Looks } from "../ports/Looks.ts"
import { OptOuts } from "../ports/OptOuts.ts"
import { Outbox } from "../ports/Outbox.ts"
import { ServiceWindows } from "../ports/ServiceWindows.ts"
import { Templates } from "../ports/Templates.ts"
import * as MemoryApiKeys from "./MemoryApiKeys.ts"
import * as MemoryCallbackLog from "./MemoryCallbackLog.ts"
import * as MemoryEarlyStatuses from "./MemoryEarlyStatuses.ts"
import * as MemoryHolds from "./MemoryHolds.ts"
import * as MemoryLanes from "./MemoryLanes.ts"
import * as MemoryLedgerStore from "./MemoryLedgerStore.ts"
import * as MemoryLooks from "./MemoryLooks.ts"
import * as MemoryOptOuts from "./MemoryOptOuts.ts"
import * as MemoryOutbox from "./MemoryOutbox.ts"
import * as MemoryServiceWindows from "./MemoryServiceWindows.ts"
import * as MemoryTemplates from "./MemoryTemplates.ts"
import * as State from "./internal/State.ts"

/**
 * Every store port over one state in memory: for tests, for forecasts in virtual time, and for programs that embed the engine and
 * need nothing to outlive them.
 *
 * It keeps the promises of the ports but one: nothing is durable. Each time the layer is built it is a new, empty store.
 */
export const layer: Layer.Layer<
  | ApiKeys
  | CallbackLog
  | EarlyStatuses
  | Holds
  | Lanes
  | LedgerStore
  | Looks
  | OptOuts
  | Outbox
  | ServiceWindows
  | Templates
> = Layer.effectContext(
  Effect.sync(() => {
    const state = State.make()
    return Context.make(Outbox, MemoryOutbox.make(state)).pipe(
      Context.add(Lanes, MemoryLanes.make(state)),
      Context.add(Holds, MemoryHolds.make(state)),
      Context.add(LedgerStore, MemoryLedgerStore.make(state)),
      Context.add(CallbackLog, MemoryCallbackLog.make(state)),
      Context.add(EarlyStatuses, MemoryEarlyStatuses.make(state)),
      Context.add(ApiKeys, MemoryApiKeys.make(state)),
      Context.add(Looks, MemoryLooks.make(state)),
      Context.add(OptOuts, MemoryOptOuts.make(state)),
      Context.add(ServiceWindows, MemoryServiceWindows.make(state)),
      Context.add(Templates, MemoryTemplates.make(state))
    )
  })
)
