import type { Context } from "effect"
import type { SignedStatus } from "../callbacks/SignedStatus.ts"
import * as Naming from "../intake/Naming.ts"
import type { Processed, StoredCallback } from "../ports/CallbackLog.ts"
import type { Crypto } from "../ports/Crypto.ts"
import * as Person from "./Person.ts"
import * as Redaction from "./Redaction.ts"

/** Whether a text names the recipient of one of these statuses, or the message that it is about. */
const mentionsAny = (accountId: string, late: ReadonlyArray<SignedStatus>): Redaction.Mentions => {
  const names = new Set(late.flatMap(({ status: { opaque, wamid } }) => (opaque === null ? [wamid] : [wamid, opaque])))
  const numbers = late
    .flatMap(({ status: { recipient, waId } }) => [recipient, waId])
    .filter((digits) => digits !== null)
    .filter((digits) => /^\d+$/.test(digits))
  const people = [...new Set(numbers)].map((digits) => Person.of(accountId, `+${digits}`, ""))
  return (text) => names.has(text) || people.some((person) => person.mentions(text))
}

/**
 * What is kept of a callback that tells of messages whose recipient was erased: it was applied, and is stored without what would name the person again.
 *
 * @param late its statuses of such messages; with none it is kept as it came.
 */
export const kept = (
  { sha256 }: Pick<Context.Tag.Service<Crypto>, "sha256">,
  callback: StoredCallback,
  processed: Processed,
  late: ReadonlyArray<SignedStatus>
): Processed => {
  const left = late.length === 0 ? null : Redaction.of(mentionsAny(callback.accountId, late), callback)
  if (left === null) return processed
  const { body, contentType } = left
  const digest = sha256(Naming.joined(Naming.prefixes(callback.accountId).signed, body))
  return { ...processed, left: { body, contentType, digest } }
}
