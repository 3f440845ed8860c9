import type * as Described from "@sluice/client/Subscriptions"
import * as Secrets from "@sluice/core/subscription/Secrets"
import type { Delivery, Subscription } from "@sluice/engine/ports/Subscriptions"
import * as Body from "@sluice/engine/subscriptions/Body"
import type { Made, Tested } from "@sluice/engine/subscriptions/Subscribing"
import { Redacted } from "effect"
import { iso, isoOrNull } from "../messages/Views.ts"

/** A subscription as the API shows it. */
export const subscription = (
  { accountId, createdBy, createdMillis, id, name, secrets, standing, target, types }: Subscription,
  waiting: number,
  nowMillis: number
): (typeof Described.SubscriptionView)["Encoded"] => {
  const inUse = Secrets.inUse(secrets, nowMillis)
  const failingSince = standing._tag === "Enabled" ? standing.failingSinceMillis : null
  return {
    id,
    accountId,
    name,
    target,
    types,
    state: standing._tag === "Disabled" ? "disabled" : failingSince === null ? "enabled" : "failing",
    since: isoOrNull(standing._tag === "Disabled" ? standing.sinceMillis : failingSince),
    because: standing._tag === "Disabled" ? standing.because : null,
    waiting,
    secrets: inUse.length,
    oldSecretUntil: isoOrNull(inUse[1]?.untilMillis ?? null),
    createdAt: iso(createdMillis),
    createdBy
  }
}

/** With its secret, this once. */
export const made = (
  { secret, subscription: one }: Made,
  waiting: number,
  nowMillis: number
): (typeof Described.SubscriptionMade)["Encoded"] => ({
  subscription: subscription(one, waiting, nowMillis),
  secret: secret === null ? null : Redacted.value(secret)
})

/** What came of a test event. */
export const tested = ({ reply, tookMillis }: Tested): (typeof Described.TestResult)["Encoded"] => {
  switch (reply._tag) {
    case "Taken":
      return { taken: true, status: reply.status, detail: "it was taken", tookMillis }
    case "Untaken":
      return { taken: false, status: reply.status, detail: reply.detail, tookMillis }
    case "Gone":
      return { taken: false, status: 410, detail: "it answered that it is gone for good", tookMillis }
  }
}

/** A delivery as the API shows it. */
export const delivery = (one: Delivery): (typeof Described.DeliveryView)["Encoded"] => ({
  eventId: Body.nameOf(one.eventId),
  type: one.type,
  accountId: one.accountId,
  state: one.state,
  attempts: one.attempts,
  nextAt: isoOrNull(one.dueMillis),
  status: one.status,
  detail: one.detail,
  queuedAt: iso(one.queuedMillis),
  updatedAt: iso(one.updatedMillis)
})
