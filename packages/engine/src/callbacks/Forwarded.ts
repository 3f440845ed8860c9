import * as EventType from "@sluice/core/subscription/EventType"
import type { StoredCallback, Processed } from "../ports/CallbackLog.ts"
import type { Tidings } from "../ports/Feed.ts"

/** Whose callbacks have the platform's own shape (CLOUD_API 3.9). */
const hasPlatformShape = ({ provider }: StoredCallback): boolean => provider === "cloud-api" || provider === "360dialog"

/**
 * That a callback came, for subscribers of the platform's own shape. What two readings of ours disagree about is told too, as the platform has
 * signed it: they read it themselves. What is none at all is not.
 */
export const of = ({
  callback,
  reading: { processed }
}: {
  readonly callback: StoredCallback
  readonly reading: { readonly processed: Processed }
}): ReadonlyArray<Tidings> =>
  hasPlatformShape(callback) && processed.verdict !== "malformed"
    ? [
        {
          type: EventType.callback,
          accountId: callback.accountId,
          atMillis: callback.receivedMillis,
          data: { callbackId: callback.id }
        }
      ]
    : []
