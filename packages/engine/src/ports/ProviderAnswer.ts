import { Data } from "effect"

/**
 * A provider did not do what it was asked beside sending: to tell of a number, to list or take a template.
 *
 * `unsupported`: the account's provider has no such thing. `unreachable`: it could not be asked, or did not answer; asking again may help.
 * `refused`: it said no, by a code of its own.
 */
export class ProviderUnwilling extends Data.TaggedError("ProviderUnwilling")<{
  readonly accountId: string
  readonly why: "unsupported" | "unreachable" | "refused"
  readonly code: number | null
  /** For people; no secret and no number of a person. */
  readonly detail: string
  /** What an operator should do about it. */
  readonly remedy: string
}> {
  override get message(): string {
    return `account ${this.accountId}: ${this.detail} (${this.remedy})`
  }
}
