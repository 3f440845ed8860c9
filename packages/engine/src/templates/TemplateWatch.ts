import { Duration, Effect } from "effect"
import { Directory } from "../ports/Directory.ts"
import { Templates } from "../ports/Templates.ts"
import * as Polling from "./Polling.ts"

/** Milliseconds of the engine's clock. */
export interface Options {
  readonly everyMillis: number
}

/** Callbacks tell of a change within seconds: the poll is for those that were missed, and for accounts whose field is not subscribed. */
export const defaults: Options = { everyMillis: 15 * 60_000 }

/** Accounts that are asked about at the same time. */
const concurrency = 2

/** One account whose templates are followed: from the first import or sync on. What goes wrong with one keeps nobody else from it. */
const look = Effect.fnUntraced(function* (accountId: string) {
  const templates = yield* Templates
  const { isEmpty } = yield* templates.named(accountId, [])
  if (isEmpty) return
  const { added, changed, gone } = yield* Polling.sync(accountId, null)
  if (added + changed + gone > 0) {
    yield* Effect.logInfo(`templates of account ${accountId}: ${added} new, ${changed} changed, ${gone} gone`)
  }
})

/** One poll of every account (TP-06). Providers that list no templates are passed over without a word. */
export const once = Effect.gen(function* () {
  const directory = yield* Directory
  yield* Effect.forEach(
    yield* directory.accounts,
    ({ id }) =>
      Effect.catchAll(look(id), (error) =>
        error._tag === "ProviderUnwilling" && error.why === "unsupported"
          ? Effect.void
          : Effect.logWarning(`templates of account ${id} could not be polled; it tries again: ${error.message}`)
      ),
    { concurrency, discard: true }
  )
}).pipe(Effect.withSpan("TemplateWatch.once"))

/** Polls for as long as it runs. */
export const run = ({ everyMillis }: Options) =>
  Effect.forever(Effect.zipRight(once, Effect.sleep(Duration.millis(everyMillis))))
