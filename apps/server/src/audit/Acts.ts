import type { Act } from "@sluice/core/access/Act"

/**
 * Which routes are acts, by method and path as they are registered; routes of the compatible door carry theirs with them.
 *
 * Everything that is not read is either here or among what is handed in, which a test holds against the whole API: a new route cannot forget it.
 */
const acts: Readonly<Record<string, Act>> = {
  "POST /v1/accounts/:id/check": "account.check",
  "PUT /v1/accounts/:id/token": "token.put",
  "POST /v1/alerts/test": "alert.test",
  "POST /v1/alerts/:id/acknowledge": "alert.acknowledge",
  "POST /v1/alerts/:id/silence": "alert.silence",
  "POST /v1/alerts/:id/resolve": "alert.resolve",
  "POST /v1/callbacks/replay": "callback.replay",
  "POST /v1/campaigns": "campaign.create",
  "POST /v1/campaigns/:id/messages": "campaign.fill",
  "POST /v1/campaigns/:id/start": "campaign.start",
  "POST /v1/campaigns/:id/pause": "campaign.pause",
  "POST /v1/campaigns/:id/resume": "campaign.resume",
  "POST /v1/campaigns/:id/cancel": "campaign.cancel",
  "POST /v1/erasures": "recipient.erase",
  "POST /v1/holds/:id/review": "hold.review",
  "POST /v1/keys": "key.issue",
  "POST /v1/keys/:id/rotate": "key.rotate",
  "DELETE /v1/keys/:id": "key.revoke",
  "POST /v1/messages/:id/cancel": "message.cancel",
  "POST /v1/messages/:id/retry": "message.retry",
  "POST /v1/onboarding/:id": "onboarding.describe",
  "POST /v1/onboarding/:id/steps": "onboarding.step",
  "POST /v1/onboarding/:id/check": "onboarding.check",
  "POST /v1/onboarding/:id/tests": "onboarding.test",
  "PUT /v1/opt-outs": "opt-out.add",
  "DELETE /v1/opt-outs": "opt-out.remove",
  "POST /v1/standing/:id": "standing.describe",
  "POST /v1/standing/:id/complaints": "standing.report",
  "POST /v1/standing/:id/raise": "standing.raise",
  "POST /v1/subscriptions": "subscription.create",
  "DELETE /v1/subscriptions/:id": "subscription.remove",
  "POST /v1/subscriptions/:id/rotate": "subscription.rotate",
  "POST /v1/subscriptions/:id/enable": "subscription.enable",
  "POST /v1/subscriptions/:id/test": "subscription.test",
  "POST /v1/verification/:id": "verification.act",
  "PUT /v1/templates": "template.import",
  "POST /v1/templates/sync": "template.sync",
  "POST /v1/templates/submit": "template.submit"
}

/** The act of a route; undefined for one that is none. */
export const of = (method: string | ReadonlyArray<string>, url: string): Act | undefined =>
  typeof method === "string" ? acts[`${method} ${url}`] : undefined
