import { describe } from "@effect/vitest"
import type { Layer } from "effect"
import type { Feed } from "../src/ports/Feed.ts"
import type { Subscriptions } from "../src/ports/Subscriptions.ts"
import * as Handing from "./subscriptions/handing.ts"
import * as Keeping from "./subscriptions/keeping.ts"
import * as Queueing from "./subscriptions/queueing.ts"

/** What every store of subscriptions guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Subscriptions | Feed, E>): void => {
  describe(`Subscriptions, ${name}`, () => {
    Keeping.declare(layer)
    Queueing.declare(layer)
    Handing.declare(layer)
  })
}
