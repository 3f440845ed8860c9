import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { days, hours, minutes, seconds } from "../../policy/internal/spans.ts"

const shared = { source: "cloud-api", cause: "rate-limited", reaction: "ledger", seen: ["answer", "status"] } as const

/** Limits on how fast and how much: each holds exactly the scope it names (CLOUD_API 3.3, 3.4; SPEC RL-07). */
export const throttling: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 4,
    title: "API Too Many Calls",
    httpStatus: [400, 429],
    retry: "throttle",
    scope: "app",
    wait: Wait.steps(minutes(1), minutes(5), minutes(15), hours(1)),
    remedy:
      "The app as a whole calls too often. Let every sender of the app slow down, and read X-App-Usage to see which share is spent."
  },
  {
    ...shared,
    code: 17,
    title: "User request limit reached",
    httpStatus: [400, 429],
    seen: ["answer"],
    retry: "throttle",
    scope: "token",
    wait: Wait.steps(minutes(1), minutes(5), minutes(15), hours(1)),
    remedy:
      "The user behind the token calls too often, mostly with management requests. Space those requests out or use a system user."
  },
  {
    ...shared,
    code: 429,
    source: "http",
    title: "Too Many Requests (HTTP status without a code)",
    httpStatus: [429],
    seen: ["answer"],
    retry: "throttle",
    scope: "phone_number",
    wait: Wait.schedule("throttled"),
    remedy: "The sender was too fast for the platform. It stopped at once; look at what it sent in the last hour."
  },
  {
    ...shared,
    code: 613,
    title: "Calls exceeded rate limit",
    httpStatus: [400],
    seen: ["answer"],
    retry: "throttle",
    scope: "app",
    wait: Wait.steps(minutes(1), minutes(5), minutes(15), hours(1)),
    remedy: "One management request is repeated too often. Ask for it less, or keep its last answer."
  },
  {
    ...shared,
    code: 80007,
    title: "Rate limit issues",
    httpStatus: [400, 429],
    retry: "throttle",
    scope: "waba",
    wait: Wait.steps(minutes(1), minutes(5), minutes(15), hours(1)),
    remedy:
      "The WhatsApp business account has spent its requests. Its senders wait for the time that X-Business-Use-Case-Usage states; check what else uses the account."
  },
  {
    ...shared,
    code: 80008,
    title: "WABA management call limit",
    httpStatus: [400],
    seen: ["answer"],
    retry: "throttle",
    scope: "waba",
    wait: Wait.steps(hours(1)),
    remedy:
      "Requests about templates and phone numbers have used up the hour. Messages are not affected; spread the management requests out."
  },
  {
    ...shared,
    code: 130429,
    title: "Rate limit hit",
    httpStatus: [400, 429],
    retry: "throttle",
    scope: "phone_number",
    wait: Wait.schedule("throttled"),
    remedy:
      "This number sends faster than its throughput allows; it recovers within seconds. If it returns, lower the number's rate or ask for more throughput."
  },
  {
    ...shared,
    code: 131048,
    title: "Spam rate limit hit",
    httpStatus: [400],
    retry: "throttle_long",
    scope: "phone_number",
    wait: Wait.steps(hours(1), hours(4), days(1)),
    remedy:
      "Recipients blocked or reported this number. Stop its bulk traffic, check its quality rating and what was sent; quick retries make it worse."
  },
  {
    ...shared,
    code: 131056,
    title: "(Business Account, Consumer Account) pair rate limit hit",
    httpStatus: [400],
    retry: "throttle",
    scope: "pair",
    wait: Wait.steps(seconds(1), seconds(4), seconds(16), seconds(64), seconds(256)),
    remedy:
      "Too many messages went from this number to this one recipient. Only that pair waits; look for a loop if it happens often."
  },
  {
    ...shared,
    code: 131064,
    title: "Messaging limit reached (template classification violations)",
    httpStatus: [400],
    retry: "throttle_long",
    scope: "waba",
    wait: Wait.steps(days(1)),
    remedy:
      "The account used templates of the wrong category and is held for an enforcement period. Correct the categories; the hold ends by itself."
  },
  {
    ...shared,
    code: 132069,
    title: "Flow is throttled (10 messages per hour)",
    httpStatus: [400],
    retry: "throttle",
    scope: "flow",
    wait: Wait.steps(hours(1)),
    remedy:
      "The platform lets this flow out ten times an hour because its endpoint or its quality is poor. Repair the flow; other messages go on."
  },
  {
    ...shared,
    code: 133016,
    title: "Account register/deregister rate limit exceeded",
    httpStatus: [400],
    seen: ["answer"],
    retry: "throttle_long",
    scope: "phone_number",
    wait: Wait.steps(hours(1), days(1), days(3)),
    remedy:
      "The number was registered or deregistered too often within 72 hours. Leave it alone until the time has passed, then register it once."
  }
]
