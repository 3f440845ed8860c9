import * as Callback from "@sluice/core/callback/Callback"
import type { StatusChanged } from "@sluice/core/callback/Event"
import * as SecondOpinion from "@sluice/core/callback/SecondOpinion"
import { Either } from "effect"
import type { StoredCallback } from "../ports/CallbackLog.ts"

const utf8 = new TextDecoder("utf-8", { fatal: true })

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
 * @param decode the first reading; the second is always `SecondOpinion`.
 */
export const statuses = (decode: typeof Callback.decode, callback: StoredCallback): ReadonlyArray<StatusChanged> => {
  const json = Either.try((): unknown => JSON.parse(utf8.decode(callback.body)))
  if (Either.isLeft(json)) return []
  const decoded = decode(json.right)
  const opinion = SecondOpinion.compare(decoded, json.right)
  const differences = opinion._tag === "Agreement" ? [] : opinion.differences
  if (differences.length >= differencesMax) return []
  return decoded.events.filter(
    (event): event is StatusChanged =>
      event._tag === "StatusChanged" && !differences.some(({ path }) => touches(path, event.path))
  )
}
