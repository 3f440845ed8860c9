import type * as Lifecycle from "@sluice/core/campaign/Lifecycle"
import { Data } from "effect"
import type { Finding } from "../accept/Finding.ts"

/** No campaign of that id is there, or not for the caller's account. */
export class CampaignUnknown extends Data.TaggedError("CampaignUnknown")<{ readonly campaignId: string }> {
  override get message(): string {
    return `no campaign ${this.campaignId} is there`
  }
}

/** What a campaign is to be made with contradicts itself; every finding is there, and nothing was made. */
export class CampaignInvalid extends Data.TaggedError("CampaignInvalid")<{
  readonly findings: ReadonlyArray<Finding>
}> {
  override get message(): string {
    return this.findings.map(({ message, path }) => `${path}: ${message}`).join("\n")
  }
}

/** The campaign has been started or cancelled: its list is what it is. */
export class ListClosed extends Data.TaggedError("ListClosed")<{
  readonly campaignId: string
  readonly state: Lifecycle.State["_tag"]
}> {
  override get message(): string {
    return `the list of campaign ${this.campaignId} is closed: the campaign is ${this.state.toLowerCase()}`
  }
}

/** Rows were handed in that do not follow those that are there: some between them are missing, or somebody else hands in as well. */
export class ListElsewhere extends Data.TaggedError("ListElsewhere")<{
  readonly campaignId: string
  /** Rows that have come, which is where the next one has its place. */
  readonly received: number
  /** The place at which these rows were to begin, or to go on. */
  readonly place: number
}> {
  override get message(): string {
    return `the list of campaign ${this.campaignId} goes on at ${this.received}, and these rows begin at ${this.place}`
  }
}
