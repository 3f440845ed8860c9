import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"

const shared = { source: "cloud-api", seen: ["answer", "status"] } as const

/** Faults of the platform itself (CLOUD_API 3.3). */
export const platform: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 1,
    title: "API Unknown",
    httpStatus: [400],
    cause: "unknown",
    retry: "transient_limited",
    scope: "message",
    wait: Wait.schedule("transientLimited"),
    reaction: "lane",
    remedy:
      "Either the request is wrong in a way the platform cannot name, or it had a fault. If it fails again, compare the body with one that works."
  },
  {
    ...shared,
    code: 2,
    title: "API Service",
    httpStatus: [503],
    cause: "provider-outage",
    retry: "transient",
    scope: "platform",
    wait: Wait.schedule("transient"),
    reaction: "endpoints",
    remedy: "The platform is down or overloaded. Messages wait by themselves; look at its status page if it lasts."
  },
  {
    // As an answer it is believed (CLOUD_API 3.3: not accepted): the platform says that it failed, which is no silence, so the outcome is not unknown
    // (RT-04). That it may have the message all the same is why the tries are few and not at once: a status that comes before the next one settles the
    // message, and it is not sent again.
    ...shared,
    code: 131000,
    title: "Something went wrong",
    httpStatus: [500],
    cause: "provider-outage",
    retry: "transient_limited",
    scope: "message",
    wait: Wait.schedule("transientLimited"),
    reaction: "lane",
    remedy:
      "The platform failed without a reason: an answer means not accepted, a status means failed. Report it with the trace id if it stays."
  },
  {
    ...shared,
    code: 131016,
    title: "Service unavailable",
    httpStatus: [500, 503],
    cause: "provider-outage",
    retry: "transient",
    scope: "platform",
    wait: Wait.schedule("transient"),
    reaction: "endpoints",
    remedy:
      "A service of the platform is unavailable. Messages wait by themselves; look at its status page if it lasts."
  },
  {
    ...shared,
    code: 133004,
    title: "Server temporarily unavailable",
    httpStatus: [503],
    cause: "provider-outage",
    retry: "transient",
    scope: "platform",
    wait: Wait.schedule("transient"),
    reaction: "endpoints",
    remedy: "The platform's server is busy. Messages wait by themselves; look at its status page if it lasts."
  }
]
