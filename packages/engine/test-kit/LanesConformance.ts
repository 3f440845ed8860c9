import { describe } from "@effect/vitest"
import type { Layer } from "effect"
import type { Holds } from "../src/ports/Holds.ts"
import type { Lanes } from "../src/ports/Lanes.ts"
import type { LedgerStore } from "../src/ports/LedgerStore.ts"
import type { Outbox } from "../src/ports/Outbox.ts"
import * as Begin from "./lanes/begin.ts"
import * as Binding from "./lanes/binding.ts"
import * as Finish from "./lanes/finish.ts"
import * as Peek from "./lanes/peek.ts"
import * as Racing from "./lanes/racing.ts"
import * as Take from "./lanes/take.ts"
import * as Together from "./lanes/together.ts"

/** What every lane can rely on. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Holds | Lanes | LedgerStore | Outbox, E>): void => {
  describe(`Lanes, ${name}`, () => {
    Take.declare(layer)
    Peek.declare(layer)
    Begin.declare(layer)
    Binding.declare(layer)
    Racing.declare(layer)
    Finish.declare(layer)
    Together.declare(layer)
  })
}
