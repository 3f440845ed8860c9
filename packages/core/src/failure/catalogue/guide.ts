import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { seconds } from "../../policy/internal/spans.ts"

/** Codes that the guide names and the platform does not document; they are kept as the guide's own (SPEC GD-01 to GD-04). */
export const guide: ReadonlyArray<Entry> = [
  {
    code: 1306,
    source: "guide",
    title: "Media expired (24 h)",
    httpStatus: [],
    seen: ["inbound"],
    cause: "media",
    retry: "never",
    scope: "media",
    wait: Wait.none,
    reaction: "media-cache",
    remedy: "The file's 24 hours are over and its copy was dropped. Ask the customer to send it again if it is needed."
  },
  {
    code: 1310,
    source: "guide",
    title: "Malformed callback",
    httpStatus: [],
    seen: ["inbound"],
    cause: "malformed",
    retry: "defer",
    scope: "inbound",
    wait: Wait.steps(seconds(30)),
    reaction: "intake",
    remedy:
      "A callback could not be read. Five in a row pause the intake for 30 seconds; the platform repeats what it could not hand over."
  },
  {
    code: 1327,
    source: "guide",
    title: "Signature verification failed",
    httpStatus: [401],
    seen: ["inbound"],
    cause: "auth",
    retry: "never",
    scope: "inbound",
    wait: Wait.none,
    reaction: "intake",
    remedy:
      "A callback was signed with another secret, or not by the platform. Check the app secret; if it is right, someone else is calling the address."
  },
  {
    code: 1351,
    source: "guide",
    title: "Too fast",
    httpStatus: [429],
    seen: ["answer", "status", "inbound"],
    cause: "rate-limited",
    retry: "throttle",
    scope: "phone_number",
    wait: Wait.schedule("throttled"),
    reaction: "ledger",
    remedy: "Requests come too fast. Ten of these within an hour call for a check of the API key, which runs by itself."
  }
]
