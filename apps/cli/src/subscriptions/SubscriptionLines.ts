import type { SubscriptionView } from "@sluice/client/Subscriptions"
import { DateTime } from "effect"
import * as Table from "../Table.ts"

const targetOf = ({ target }: SubscriptionView): string =>
  target.kind === "kafka"
    ? `topic ${target.topic}`
    : `${target.url}${target.kind === "cloud-api" ? " (as cloud-api)" : ""}`

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
    : Table.plain(
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

/** How a receiver of that kind proves what it is told. */
const proof = (kind: SubscriptionView["target"]["kind"]): string =>
  kind === "cloud-api"
    ? "Receivers verify with it as with the platform's app secret (X-Hub-Signature-256)."
    : "Receivers verify with it by any Standard Webhooks library."

/** A new secret, which is shown this once. */
export const secret = (text: string, kind: SubscriptionView["target"]["kind"], overlap: string | null): string =>
  [
    `secret: ${text}`,
    `Keep it now: it is not shown again. ${proof(kind)}`,
    ...(overlap === null ? [] : [`The one before goes on signing beside it until ${overlap}.`])
  ].join("\n")
