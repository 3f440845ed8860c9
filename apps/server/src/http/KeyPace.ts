import { Effect } from "effect"
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible"
import { TooManyRequests } from "./Refusals.ts"

/** How often a caller may ask, in one process: what one client does wrong must not cost the others their answers. */
export interface KeyPace {
  /** One request of a key. */
  readonly take: (keyId: string) => Effect.Effect<void, TooManyRequests>
  /** Whether an address may present a key at all: after many wrong ones it has to wait. */
  readonly mayPresent: (address: string) => Effect.Effect<void, TooManyRequests>
  /** An address presented a key that is not good. */
  readonly wrong: (address: string) => Effect.Effect<void>
}

/** Wrong keys from one address until it has to wait, and how long they count, in seconds. */
const wrongMax = 30
const wrongSeconds = 10

const refused = (waitMillis: number) =>
  new TooManyRequests({ retryAfterSeconds: Math.max(1, Math.ceil(waitMillis / 1_000)) })

/** @param perSecond requests that each key may make in a second. */
export const make = (perSecond: number): KeyPace => {
  const keys = new RateLimiterMemory({ keyPrefix: "key", points: perSecond, duration: 1 })
  const addresses = new RateLimiterMemory({ keyPrefix: "address", points: wrongMax, duration: wrongSeconds })
  return {
    take: (keyId) =>
      Effect.tryPromise({
        try: () => keys.consume(keyId),
        catch: (told) => refused(told instanceof RateLimiterRes ? told.msBeforeNext : 0)
      }),
    mayPresent: (address) =>
      Effect.flatMap(
        Effect.promise(() => addresses.get(address)),
        (told) => (told !== null && told.consumedPoints >= wrongMax ? refused(told.msBeforeNext) : Effect.void)
      ),
    wrong: (address) => Effect.asVoid(Effect.promise(() => addresses.penalty(address)))
  }
}
