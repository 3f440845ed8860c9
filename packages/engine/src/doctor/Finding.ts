/** What one check of an installation found. `skipped` says nothing: what the check needs was not there. */
export interface Finding {
  readonly check: Check
  /** What was checked: an account's id, an address, a sender; empty for the installation as a whole. */
  readonly subject: string
  readonly verdict: Verdict
  /** What was seen, in one line, without a secret. */
  readonly seen: string
  /** What to do about it; null where nothing is to be done. */
  readonly remedy: string | null
}

/** How a check went. */
export type Verdict = "ok" | "warn" | "fail" | "skipped"

/** The checks, in the order in which they are told, and what each asks. */
export const checks = {
  configuration: "the configuration can be used",
  production: "it is set up for production",
  accounts: "the accounts can be read, with their secrets",
  database: "the database answers",
  migrations: "the database is up to date",
  version: "PostgreSQL is new enough",
  connections: "there is room for every connection",
  kafka: "the brokers answer, and the topics are fit",
  blobs: "media can be kept, and read again",
  server: "the server is ready",
  endpoint: "the endpoint answers in time",
  clock: "the clocks agree",
  token: "the token is one, and the provider takes it",
  expiry: "the token does not end soon",
  scopes: "the token has its permissions",
  senders: "the token reaches every sender",
  numbers: "the platform lets every number send, at the limits that are configured",
  templates: "the templates can be sent",
  callbacks: "callbacks reach the server"
} as const
/** The name of a check, as reports in JSON bear it. */
export type Check = keyof typeof checks

/** It is in order, and nothing is to be done. */
export const ok = (check: Check, subject: string, seen: string): Finding => ({
  check,
  subject,
  verdict: "ok",
  seen,
  remedy: null
})
/** Something to look at, though it works as a whole: `remedy` says what to do. */
export const warn = (check: Check, subject: string, seen: string, remedy: string): Finding => ({
  check,
  subject,
  verdict: "warn",
  seen,
  remedy
})
/** It cannot stay as it is: `remedy` says what to do. A single one makes the whole fail. */
export const fail = (check: Check, subject: string, seen: string, remedy: string): Finding => ({
  check,
  subject,
  verdict: "fail",
  seen,
  remedy
})
/** It could not be checked: `seen` says what was missing, `remedy` how to supply it where that is possible. */
export const skipped = (check: Check, subject: string, seen: string, remedy: string | null = null): Finding => ({
  check,
  subject,
  verdict: "skipped",
  seen,
  remedy
})

/** How many findings have this verdict. */
export const count = (findings: ReadonlyArray<Finding>, verdict: Verdict): number =>
  findings.filter((finding) => finding.verdict === verdict).length

/** The verdict on all of it: the gravest that was found. What was not checked changes nothing. */
export const overall = (findings: ReadonlyArray<Finding>): Exclude<Verdict, "skipped"> => {
  if (count(findings, "fail") > 0) return "fail"
  return count(findings, "warn") > 0 ? "warn" : "ok"
}

const places: ReadonlyMap<string, number> = new Map(Object.keys(checks).map((check, place) => [check, place]))

/** In the order of the checks; of one check in the order in which they were found. */
export const ordered = (findings: ReadonlyArray<Finding>): ReadonlyArray<Finding> =>
  findings.toSorted((a, b) => (places.get(a.check) ?? 0) - (places.get(b.check) ?? 0))
