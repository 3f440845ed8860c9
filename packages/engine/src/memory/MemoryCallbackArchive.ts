import type { Context } from "effect"
import { Option } from "effect"
import type { CallbackArchive, Entry, Request } from "../ports/CallbackArchive.ts"
import { handedBytesMax } from "../ports/CallbackLog.ts"
import type { StoredCallback } from "../ports/CallbackLog.ts"
import type { LoggedCallback, State } from "./internal/State.ts"

const toEntry = ({ callback, report, verdict }: LoggedCallback): Entry => ({
  id: callback.id,
  accountId: callback.accountId,
  provider: callback.provider,
  receivedMillis: callback.receivedMillis,
  contentType: callback.contentType,
  bodyBytes: callback.body.length,
  verdict,
  report
})

const isIn =
  (request: Request) =>
  ({ callback, verdict }: LoggedCallback): boolean => {
    const { accountIds, after, provider, sinceMillis, untilMillis } = request
    const { id, receivedMillis } = callback
    return (
      accountIds.includes(callback.accountId) &&
      (provider === undefined || callback.provider === provider) &&
      (request.verdict === undefined || verdict === request.verdict) &&
      (sinceMillis === undefined || receivedMillis >= sinceMillis) &&
      (untilMillis === undefined || receivedMillis < untilMillis) &&
      (after === undefined ||
        receivedMillis < after.receivedMillis ||
        (receivedMillis === after.receivedMillis && id < after.id))
    )
  }

/** The stored callbacks of a memory store. */
export const make = ({ callbacks, journal }: State): Context.Tag.Service<CallbackArchive> => {
  const newest = (request: Request): ReadonlyArray<LoggedCallback> =>
    [...callbacks.values()]
      .filter(isIn(request))
      .sort((a, b) => b.callback.receivedMillis - a.callback.receivedMillis || b.callback.id - a.callback.id)
      .slice(0, request.limit)

  return {
    list: (request) => journal.step(() => newest(request).map(toEntry)),
    find: (id) =>
      journal.step(() =>
        Option.map(Option.fromNullable(callbacks.get(id)), (found) => ({
          ...toEntry(found),
          body: found.callback.body,
          digest: found.callback.digest
        }))
      ),
    read: (request) =>
      journal.step(() => {
        const found = newest({ ...request, limit: Infinity })
          .filter(({ callback, verdict }) => verdict !== "bad-signature" && callback.body.length > 0)
          .slice(0, request.limit)
        let bytes = 0
        return found.flatMap(({ callback }, index): ReadonlyArray<StoredCallback> => {
          bytes += callback.body.length
          return index === 0 || bytes <= handedBytesMax ? [callback] : []
        })
      }),
    reopen: (ids) =>
      journal.step(() =>
        [...new Set(ids)]
          .sort((a, b) => a - b)
          .filter((id) => {
            const found = callbacks.get(id)
            if (found === undefined || found.verdict === "pending" || found.verdict === "bad-signature") return false
            if (found.callback.body.length === 0) return false
            const { applied, ...callback } = found.callback
            const again = applied === true || found.verdict === "processed" ? { applied: true } : {}
            callbacks.put(id, {
              callback: { ...callback, verdict: "pending", ...again },
              verdict: "pending",
              report: null,
              processedMillis: null
            })
            return true
          })
      )
  }
}
