import { ArrivalStopped, type Arriving } from "@sluice/engine/intake/Delivery"
import { Effect } from "effect"
import type { IncomingMessage } from "node:http"

const tooLarge = new ArrivalStopped({ reason: "too-large" })
const gone = new ArrivalStopped({ reason: "gone" })

/**
 * The bytes of a body as they arrive, as long as there are not too many of them; how long they may take is the server's limit on requests. Where
 * reading stops early, the connection stays: the refusal has to go out by it.
 */
export const bytes = (raw: IncomingMessage, bytesMax: number): Arriving => {
  const chunks: AsyncIterator<Buffer> = raw.iterator({ destroyOnReturn: false })
  const isTooLong = Number(raw.headers["content-length"] ?? 0) > bytesMax
  let count = 0
  const next = Effect.flatMap(
    Effect.tryPromise({ try: () => chunks.next(), catch: () => gone }),
    ({ done, value }): Effect.Effect<Uint8Array | null, ArrivalStopped> => {
      if (done === true) return Effect.succeed(null)
      count += value.length
      return count > bytesMax ? tooLarge : Effect.succeed(value)
    }
  )
  return { next: isTooLong ? tooLarge : next }
}
