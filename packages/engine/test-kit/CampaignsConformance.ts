import { describe } from "@effect/vitest"
import type { Layer } from "effect"
import type { Campaigns } from "../src/ports/Campaigns.ts"
import type { Lanes } from "../src/ports/Lanes.ts"
import type { Outbox } from "../src/ports/Outbox.ts"
import * as Counting from "./campaigns/counting.ts"
import * as Feeding from "./campaigns/feeding.ts"
import * as Keeping from "./campaigns/keeping.ts"
import * as Returning from "./campaigns/returning.ts"

/** What every store of campaigns guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Campaigns | Lanes | Outbox, E>): void => {
  describe(`Campaigns, ${name}`, () => {
    Keeping.declare(layer)
    Feeding.declare(layer)
    Counting.declare(layer)
    Returning.declare(layer)
  })
}
