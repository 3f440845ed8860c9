import type { SubscriptionView } from "@sluice/client/Subscriptions"
import { DateTime } from "effect"
import * as Table from "../Table.ts"

const targetOf = ({ target }: SubscriptionView): string =>
  target.kind === "kafka" ? `topic ${target.topic}` : target.url

/** How it stands, in a few words. */
const stateOf = ({ because, since, state }: SubscriptionView): string => {
  if (since === null) return state
  const why =
    because === "gone" ? " (it answered 410)" : because === "failing" ? " (it took nothing for five days)" : ""
  return `${state} since ${DateTime.formatIso(since)}${why}`
}

/** All subscriptions, one a line. */
export const table = (subscriptions: ReadonlyArray<SubscriptionView>): string =>
  subscriptions.length === 0
    ? "nobody is told of events"
    : Table.render(
        ["id", "name", "account", "types", "target", "waiting", "state"],
        subscriptions.map((one) => [
          one.id,
          one.name,
          one.accountId ?? "all",
          one.types.join(","),
          targetOf(one),
          String(one.waiting),
          stateOf(one)
        ])
      )

/** A new secret, which is shown this once. */
export const secret = (text: string, overlap: string | null): string =>
  [
    `secret: ${text}`,
    "Keep it now: it is not shown again. Receivers verify with it by any Standard Webhooks library.",
    ...(overlap === null ? [] : [`The one before goes on signing beside it until ${overlap}.`])
  ].join("\n")
