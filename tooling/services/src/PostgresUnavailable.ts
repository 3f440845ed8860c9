import { Data } from "effect"

/** What was being done when PostgreSQL turned out not to be had. */
export type Step = "find" | "account" | "directory" | "initdb" | "start" | "connect"

const doing: Readonly<Record<Step, string>> = {
  find: "its programs could not be found",
  account: "no account of this machine can run it",
  directory: "its directory cannot be used",
  initdb: "its data directory could not be made",
  start: "it did not start",
  connect: "it does not answer"
}

/**
 * There is no PostgreSQL to work with, and why.
 *
 * `log` holds the last lines of the server's own log where it got far enough to write one. Nothing in here is secret:
 * addresses are given without their password.
 */
export class PostgresUnavailable extends Data.TaggedError("PostgresUnavailable")<{
  readonly step: Step
  readonly detail: string
  readonly log?: ReadonlyArray<string>
}> {
  override get message(): string {
    const log = this.log ?? []
    return [`PostgreSQL is unavailable: ${doing[this.step]}: ${this.detail}`, ...log].join("\n  ")
  }
}
