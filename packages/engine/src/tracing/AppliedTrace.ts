import { Clock, Effect } from "effect"
import type { SignedStatus } from "../callbacks/SignedStatus.ts"
import type { StoredCallback } from "../ports/CallbackLog.ts"
import { Spans } from "../ports/Spans.ts"
import * as MessageSpans from "./MessageSpans.ts"

/** What a status came by. */
export type Origin = Pick<StoredCallback, "receivedMillis"> & { readonly digest: Uint8Array | null }

/** Hears of a message what is believed of it (`Statuses.apply`). */
type Hears = (messageId: string, believed: ReadonlyArray<SignedStatus>) => void

const nothing: Hears = () => {}

/**
 * The statuses that one transaction applies, each written down as a span once the transaction holds. What is rolled back is not, and what is repeated is
 * written once.
 */
export const make = Effect.map(Spans, (spans) => {
  let applied: Array<MessageSpans.Applied> = []

  /** A transaction begins. `originsOf` is asked only where somebody traces. */
  const begin = (originsOf: () => ReadonlyMap<SignedStatus, Origin>): Hears => {
    if (spans === null) return nothing
    applied = []
    const origins = originsOf()
    return (messageId, believed) => {
      for (const signed of believed) {
        const origin = origins.get(signed)
        if (origin === undefined) continue
        const { digest, receivedMillis } = origin
        applied.push({ messageId, accountId: signed.accountId, status: signed.status.status, receivedMillis, digest })
      }
    }
  }

  /** The transaction that began last holds. */
  const held = Effect.suspend(() => {
    if (spans === null || applied.length === 0) return Effect.void
    const done = applied
    applied = []
    return Effect.map(Clock.currentTimeMillis, (nowMillis) => MessageSpans.told(spans, done, nowMillis))
  })

  return { begin, held }
})
