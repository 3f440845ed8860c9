import type { Provider } from "@sluice/core/callback/providers/Provider"
import type { Reason } from "@sluice/core/guard/RefusedCallbacks"
import { Metric } from "effect"
import * as Series from "./Series.ts"

const countRefused = Series.of(
  Metric.counter("sluice_callbacks_refused_total", {
    description:
      "Callbacks refused before anything in them was read, by account, door and reason; accounts that are not configured are one",
    incremental: true
  })
)

/** No account has this name: they begin with a letter or digit. */
export const unknown = "(unknown)"

/** One callback was refused at a door. Of accounts and providers that there are not no label is made: anybody may name some. */
export const counted = (accountId: string | null, door: Provider | null, reason: Reason): void =>
  countRefused({ account: accountId ?? unknown, provider: door ?? unknown, reason }, 1)
