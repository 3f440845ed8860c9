import { Schema } from "effect"

/**
 * What operators and admins do that others may ask about later, as `subject.verb`: a closed set, so that an audit can be searched by it.
 *
 * Handing messages in is none of them: each message tells by itself what became of it. Neither is looking at things.
 */
export const Act = Schema.Literal(
  "account.check",
  "alert.acknowledge",
  "alert.resolve",
  "alert.silence",
  "alert.test",
  "callback.replay",
  "campaign.cancel",
  "campaign.create",
  "campaign.fill",
  "campaign.pause",
  "campaign.resume",
  "campaign.start",
  "database.restore",
  "hold.review",
  "key.issue",
  "key.revoke",
  "key.rotate",
  "media.remove",
  "message.cancel",
  "message.retry",
  "onboarding.check",
  "onboarding.describe",
  "onboarding.step",
  "onboarding.test",
  "opt-out.add",
  "opt-out.remove",
  "recipient.erase",
  "session.end",
  "session.open",
  "standing.describe",
  "standing.raise",
  "standing.report",
  "subscription.create",
  "subscription.enable",
  "subscription.remove",
  "subscription.rotate",
  "subscription.test",
  "template.import",
  "template.submit",
  "template.sync",
  "token.put",
  "token.reseal",
  "verification.act"
)
export type Act = typeof Act.Type

/**
 * How an act ended.
 *
 * `begun`: its end is not known, since whoever did it died, or could not write it down. `refused`: it did not take place, for a reason of the one who
 * asked. `failed`: something of ours went wrong, and a part of it may have taken place.
 */
export const ActOutcome = Schema.Literal("begun", "done", "refused", "failed")
export type ActOutcome = typeof ActOutcome.Type
