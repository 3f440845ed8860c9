import { Clock, Effect, Layer } from "effect"
import { Crypto } from "../ports/Crypto.ts"
import { Ids } from "../ports/Ids.ts"
import * as UuidV7 from "./UuidV7.ts"

/** Ids from the engine's clock and the platform's randomness; ascending within the process, unique over all of them. */
export const layer: Layer.Layer<Ids, never, Crypto> = Layer.effect(
  Ids,
  Effect.gen(function* () {
    const crypto = yield* Crypto
    let state = UuidV7.initial
    const take = Effect.fn("Ids.take")(function* (count: number) {
      const nowMillis = yield* Clock.currentTimeMillis
      const random = yield* crypto.randomBytes(count * UuidV7.randomBytes)
      // No yield from here on: the state moves in one step, whatever other fibers do.
      const ids: Array<string> = []
      for (let at = 0; at < random.length; at += UuidV7.randomBytes) {
        const [id, advanced] = UuidV7.next(state, nowMillis, random.subarray(at, at + UuidV7.randomBytes))
        state = advanced
        ids.push(id)
      }
      return ids
    })
    return { take }
  })
)
