import type { ReportedError } from "../Event.ts"
import type * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set(["code", "title", "message", "error_data", "href", "details"])
const knownData = new Set(["details", "messaging_product"])

const none: ReadonlyArray<ReportedError> = []

/** The `errors` of a message, a status or a value; `details` stood beside the code in older callbacks. */
export const readErrors = (log: Log.Log, owner: Read.Fields, path: string): ReadonlyArray<ReportedError> => {
  if (owner["errors"] === undefined) return none
  return Read.map(log, Read.list(log, owner, "errors", path), `${path}.errors`, (error, at) => {
    Read.onlyKnown(log, error, known, at)
    const data = Read.fields(log, error, "error_data", at)
    if (data !== null) Read.onlyKnown(log, data, knownData, `${at}.error_data`)
    return {
      code: Read.number(log, error, "code", at),
      title: Read.text(log, error, "title", at),
      message: Read.text(log, error, "message", at),
      details:
        (data === null ? null : Read.text(log, data, "details", `${at}.error_data`)) ??
        Read.text(log, error, "details", at),
      href: Read.text(log, error, "href", at)
    }
  })
}
