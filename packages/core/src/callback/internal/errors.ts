import type { ReportedError } from "../Message.ts"
import type * as Log from "./Log.ts"
import * as Read from "./read.ts"

const known = new Set(["code", "title", "message", "error_data", "href", "details"])
const knownData = new Set(["details", "messaging_product"])

const readDetails = (log: Log.Log, data: Read.Fields, path: string): string | null => {
  Read.onlyKnown(log, data, knownData, path)
  Read.product(log, data, path)
  return Read.text(log, data, "details", path)
}

const readError = (log: Log.Log, error: Read.Fields, path: string): ReportedError => {
  Read.onlyKnown(log, error, known, path)
  return {
    code: Read.number(log, error, "code", path),
    title: Read.text(log, error, "title", path),
    message: Read.text(log, error, "message", path),
    details: Read.agreed(log, Read.record(log, error, "error_data", path, readDetails), error, "details", path),
    href: Read.text(log, error, "href", path)
  }
}

/** The `errors` of a message, a status or a value; `details` stood beside the code in older callbacks. */
export const readErrors = (log: Log.Log, owner: Read.Fields, path: string): ReadonlyArray<ReportedError> =>
  Read.records(log, owner, "errors", path, readError)
