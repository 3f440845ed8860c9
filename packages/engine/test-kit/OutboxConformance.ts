import { describe } from "@effect/vitest"
import type { Layer } from "effect"
import type { Lanes } from "../src/ports/Lanes.ts"
import type { Outbox } from "../src/ports/Outbox.ts"
import * as Enqueue from "./outbox/enqueue.ts"
import * as Modify from "./outbox/modify.ts"
import * as Read from "./outbox/read.ts"

/** What every outbox guarantees. `layer` is a new, empty store each time it is built. */
export const suite = <E>(name: string, layer: Layer.Layer<Lanes | Outbox, E>): void => {
  describe(`Outbox, ${name}`, () => {
    Enqueue.declare(layer)
    Read.declare(layer)
    Modify.declare(layer)
  })
}
