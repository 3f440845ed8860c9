import type { Position } from "@sluice/engine/ports/CallbackArchive"
import { Either } from "effect"
import { RequestInvalid } from "../http/Refusals.ts"

const form = /^(\d{1,15})-(\d{1,15})$/

/** A cursor as a place in the archive: the time and the id of the last callback of the page before. */
export const read = (cursor: string): Either.Either<Position, RequestInvalid> => {
  const [, receivedMillis, id] = form.exec(cursor) ?? []
  if (receivedMillis !== undefined && id !== undefined) {
    return Either.right({ receivedMillis: Number(receivedMillis), id: Number(id) })
  }
  const message = "must be the next of the page before"
  return Either.left(
    new RequestInvalid({ findings: [{ path: "cursor", code: "format", rule: null, message, suggestion: null }] })
  )
}

export const write = ({ id, receivedMillis }: Position): string => `${receivedMillis}-${id}`

/** Where the page after this one begins; null at the end. */
export const next = (page: ReadonlyArray<Position>, more: boolean): string | null => {
  const last = page.at(-1)
  return more && last !== undefined ? write(last) : null
}
