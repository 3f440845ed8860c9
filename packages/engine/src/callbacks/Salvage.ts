import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { bodyOf } from "../intake/Delivery.ts"
import type { StoredCallback } from "../ports/CallbackLog.ts"

/** From so many differences on, not all of them are listed: then nothing in the callback is known to be agreed on. */
const differencesMax = 100

/** Whether one path lies in what the other names, or names it. */
const touches = (path: string, other: string): boolean => {
  const [outer, inner] = path.length < other.length ? [path, other] : [other, path]
  return inner.startsWith(outer) && (inner.length === outer.length || /^[.[]/.test(inner.slice(outer.length)))
}

/**
 * The statuses of a quarantined callback that both readings agree about (SPEC WH-05, WH-11). Pure and total.
 *
 * A callback is quarantined as a whole, and the platform puts up to a thousand updates in one: what is missed of a message may lie in it,
 * beside the field that nobody trusts.
 *
 * @param decode the first reading; the second is always that of `Providers`.
 */
export const statuses = (decode: typeof Providers.decode, callback: StoredCallback): ReadonlyArray<StatusChanged> => {
  const body = bodyOf(callback)
  if (body === null) return []
  const decoded = decode(callback.provider, body)
  const opinion = Providers.compare(callback.provider, body, decoded)
  const differences = opinion._tag === "Agreement" ? [] : opinion.differences
  if (differences.length >= differencesMax) return []
  return decoded.events.filter(
    (event): event is StatusChanged =>
      event._tag === "StatusChanged" && !differences.some(({ path }) => touches(path, event.path))
  )
}
