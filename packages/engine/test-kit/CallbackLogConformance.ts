import { describe } from "@effect/vitest"
import type { Layer } from "effect"
import type { CallbackLog } from "../src/ports/CallbackLog.ts"
import type { EarlyStatuses } from "../src/ports/EarlyStatuses.ts"
import type { LedgerStore } from "../src/ports/LedgerStore.ts"
import type { Outbox } from "../src/ports/Outbox.ts"
import * as Handing from "./callbacks/handing.ts"
import * as Keeping from "./callbacks/keeping.ts"
import * as Looking from "./callbacks/looking.ts"
import * as Processing from "./callbacks/processing.ts"

/** In what a log may differ from one that is a table of the store. */
export interface Traits {
  /** It takes no callbacks that are larger. */
  readonly bodyBytesMax?: number
  /** What is pending waits outside of the store, and comes into it when it is consumed. */
  readonly waitsOutside?: boolean
}

/** What every callback log guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(
  name: string,
  layer: Layer.Layer<CallbackLog | EarlyStatuses | LedgerStore | Outbox, E>,
  { bodyBytesMax = Number.POSITIVE_INFINITY, waitsOutside = false }: Traits = {}
): void => {
  describe(`CallbackLog, ${name}`, () => {
    Keeping.declare(layer, waitsOutside)
    Handing.declare(layer, bodyBytesMax)
    Processing.declare(layer)
    Looking.declare(layer)
  })
}
