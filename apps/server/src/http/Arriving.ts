import { ArrivalStopped, type Arriving } from "@sluice/engine/intake/Delivery"
import * as Growing from "@sluice/engine/intake/media/Growing"
import * as Spent from "@sluice/engine/intake/media/Spent"
import { Effect } from "effect"
import type { IncomingMessage } from "node:http"

const tooLarge = new ArrivalStopped({ reason: "too-large" })
const gone = new ArrivalStopped({ reason: "gone" })

/** From the first look to the last byte: the largest callback at 200 KB a second. Whoever is slower is hung up on, and keeps nobody else waiting. */
const bodyMillisMax = 15_000

/**
 * The bytes of a body as they arrive, as long as there are not too many of them and they do not take too long. Where reading stops early, the
 * connection stays: the refusal has to go out by it.
 */
export const bytes = (raw: IncomingMessage, bytesMax: number): Arriving => {
  const chunks: AsyncIterator<Buffer> = raw.iterator({ destroyOnReturn: false })
  const isTooLong = Number(raw.headers["content-length"] ?? 0) > bytesMax
  let count = 0
  let last: Uint8Array | null = null
  let limit: NodeJS.Timeout | null = null
  const pull = (): Promise<IteratorResult<Buffer>> => {
    // Node makes a buffer for each read and keeps none of them.
    if (last !== null) Spent.free(last)
    last = null
    if (limit === null) {
      limit = setTimeout(() => raw.destroy(), bodyMillisMax).unref()
      raw.once("close", () => clearTimeout(limit ?? undefined))
    }
    return chunks.next()
  }
  const next = Effect.flatMap(
    Effect.tryPromise({ try: pull, catch: () => gone }),
    ({ done, value }): Effect.Effect<Uint8Array | null, ArrivalStopped> => {
      if (done === true) return Effect.succeed(null)
      last = value
      count += value.length
      return count > bytesMax ? tooLarge : Effect.succeed(value)
    }
  )
  return { next: isTooLong ? tooLarge : next }
}

/**
 * All of a body, once it is there, in memory of the size that its sender stated: memory that grows leaves what it had before behind, until it is collected.
 */
export const whole = (raw: IncomingMessage, bytesMax: number): Effect.Effect<Uint8Array, ArrivalStopped> =>
  Effect.gen(function* () {
    const arriving = bytes(raw, bytesMax)
    const stated = Number(raw.headers["content-length"] ?? 0)
    // One that states too much is refused before anything of it is read.
    const body = stated > 0 && stated <= bytesMax ? Growing.make(stated) : Growing.make()
    for (let chunk = yield* arriving.next; chunk !== null; chunk = yield* arriving.next) body.push(chunk)
    return body.bytes()
  })
