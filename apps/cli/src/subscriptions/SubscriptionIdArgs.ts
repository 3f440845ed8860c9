import * as Args from "@effect/cli/Args"
import { SubscriptionPath } from "@sluice/client/Subscriptions"
import { Schema } from "effect"

const isSubscriptionId = Schema.is(SubscriptionPath.fields.id)

/** The id of a subscription; anything else is refused before the server is asked. */
export const args: Args.Args<string> = Args.text({ name: "id" }).pipe(
  Args.withSchema(
    Schema.String.pipe(
      Schema.filter(isSubscriptionId, {
        message: () => "that is no id of a subscription; `sluice subscriptions ls` shows them"
      })
    )
  ),
  Args.withDescription("as `sluice subscriptions ls` shows it")
)
