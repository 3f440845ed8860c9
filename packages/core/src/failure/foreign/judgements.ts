import * as Wait from "../Wait.ts"

/** Readings that every provider's table has, each under codes of its own. */

/** The request is wrong: it ends, and should have been refused before it was queued. */
export const malformed = {
  cause: "malformed",
  retry: "never",
  scope: "message",
  wait: Wait.none,
  reaction: "acceptance"
} as const

/** The provider, or the platform behind it, is down: it is tried again, through another endpoint where there is one. */
export const outage = {
  cause: "provider-outage",
  retry: "transient",
  scope: "platform",
  wait: Wait.schedule("transient"),
  reaction: "endpoints"
} as const

/** Something about the provider's account has to be settled; nothing leaves through it meanwhile. */
export const unsettled = {
  cause: "account",
  retry: "after_fix",
  scope: "app",
  wait: Wait.none,
  reaction: "account"
} as const

/** This one message failed on its way, for a reason that may pass. */
export const mayPass = {
  retry: "transient_limited",
  scope: "message",
  wait: Wait.schedule("transientLimited"),
  reaction: "lane"
} as const
