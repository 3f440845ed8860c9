import * as Args from "@effect/cli/Args"
import { CampaignId } from "@sluice/client/Campaign"
import { Schema } from "effect"

const isCampaignId = Schema.is(CampaignId)

/** The id of a campaign; anything else is refused before the server is asked. */
export const args: Args.Args<string> = Args.text({ name: "id" }).pipe(
  Args.withSchema(
    Schema.String.pipe(
      Schema.filter(isCampaignId, { message: () => "that is no id of a campaign; `sluice campaign ls` shows them" })
    )
  )
)
