import * as EventType from "@sluice/core/subscription/EventType"
import type { Event } from "@sluice/core/callback/Event"
import * as Translation from "../forwarding/Translation.ts"
import type { StoredCallback, Processed } from "../ports/CallbackLog.ts"
import type { Tidings } from "../ports/Feed.ts"

/** Whose callbacks have the platform's own shape, and are handed on as they came (CLOUD_API 3.9). */
export const hasPlatformShape = (provider: StoredCallback["provider"]): boolean =>
  provider === "cloud-api" || provider === "360dialog"

/**
 * That a callback came, for subscribers of the platform's own shape. What two readings of ours disagree about is told too where it has that shape, as
 * the platform has signed it: they read it themselves. What is none at all is not, and neither is a callback of another shape that says nothing which
 * the platform would.
 */
export const of = ({
  callback,
  reading: { events, processed }
}: {
  readonly callback: StoredCallback
  readonly reading: { readonly events: ReadonlyArray<Event>; readonly processed: Processed }
}): ReadonlyArray<Tidings> =>
  processed.verdict !== "malformed" && (hasPlatformShape(callback.provider) || Translation.tells(events))
    ? [
        {
          type: EventType.callback,
          accountId: callback.accountId,
          atMillis: callback.receivedMillis,
          data: { callbackId: callback.id }
        }
      ]
    : []
