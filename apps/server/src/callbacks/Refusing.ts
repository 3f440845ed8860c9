import type { RefusedView } from "@sluice/client/Callbacks"
import * as RefusedCallbacks from "@sluice/core/guard/RefusedCallbacks"
import * as KeptRefusals from "@sluice/engine/intake/KeptRefusals"
import { Effect } from "effect"
import { CurrentCaller } from "../http/Answer.ts"
import { iso } from "../messages/Views.ts"

/** What was refused at the doors for callbacks, and why. */
export const refused = Effect.fn("Refusing.refused")(function* () {
  const found = yield* KeptRefusals.list(yield* CurrentCaller)
  return {
    refused: found.map(({ door, firstMillis, lastMillis, ...tally }): (typeof RefusedView)["Encoded"] => ({
      ...tally,
      provider: door,
      means: RefusedCallbacks.words(tally.reason),
      firstAt: iso(firstMillis),
      lastAt: iso(lastMillis)
    }))
  }
})
