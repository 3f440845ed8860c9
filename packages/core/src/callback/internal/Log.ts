/** A value that the decoder has no reading for, kept with its place (WH-09). */
export interface Unknown {
  readonly path: string
  readonly value: unknown
}

/** A value that is not what the platform documents: `missing`, of the wrong `type`, or in the wrong `format`. */
export interface Issue {
  readonly path: string
  readonly code: "missing" | "type" | "format"
  readonly message: string
  /** The value as it came; undefined where it is missing. */
  readonly value?: unknown
}

/** Most entries that each list keeps; a callback of 3 MB could name hundreds of thousands. The rest is counted. */
const keptMax = 100

/**
 * What a decoding finds besides its events. Mutable on purpose and never shared: it lives for one call, and building a new list
 * for each finding would cost more than the decoding.
 */
export interface Log {
  readonly unknown: Array<Unknown>
  readonly issues: Array<Issue>
  unknownOmitted: number
  issuesOmitted: number
}

export const make = (): Log => ({ unknown: [], issues: [], unknownOmitted: 0, issuesOmitted: 0 })

export const unknown = (log: Log, path: string, value: unknown): void => {
  if (log.unknown.length < keptMax) log.unknown.push({ path, value })
  else log.unknownOmitted++
}

export const issue = (log: Log, path: string, code: Issue["code"], message: string, value?: unknown): void => {
  if (log.issues.length < keptMax) log.issues.push({ path, code, message, value })
  else log.issuesOmitted++
}
