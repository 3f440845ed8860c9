import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { hours, minutes } from "../../policy/internal/spans.ts"

const shared = {
  source: "cloud-api",
  cause: "account",
  httpStatus: [400],
  scope: "phone_number",
  wait: Wait.none,
  reaction: "account",
  seen: ["answer"]
} as const

/** Registering a number and its two-step verification (CLOUD_API 3.3). */
export const registration: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 133000,
    title: "Incomplete deregistration",
    httpStatus: [500],
    retry: "after_fix",
    remedy:
      "An earlier deregistration did not finish, in spite of the status 500. Deregister the number once more, then register it."
  },
  {
    ...shared,
    code: 133005,
    title: "Two-step PIN mismatch",
    retry: "never",
    reaction: "operator",
    remedy: "The PIN is wrong. Enter the right one or reset it in the business manager; guessing locks the number."
  },
  {
    ...shared,
    code: 133006,
    title: "Phone number re-verification needed",
    retry: "after_fix",
    remedy: "The number has to be verified again by SMS or call before it can be registered."
  },
  {
    ...shared,
    code: 133008,
    title: "Too many PIN guesses",
    retry: "defer",
    wait: Wait.inDetails(hours(1)),
    reaction: "operator",
    remedy: "The PIN was guessed too often. Wait for the time in the details, then use the right PIN or reset it."
  },
  {
    ...shared,
    code: 133009,
    title: "PIN guessed too fast",
    retry: "defer",
    wait: Wait.inDetails(minutes(1)),
    reaction: "operator",
    remedy: "PINs came in too quickly. Wait for the time in the details before the next try."
  },
  {
    ...shared,
    code: 133010,
    title: "Phone number not registered",
    seen: ["answer", "status"],
    retry: "after_fix",
    remedy: "The number is not registered on the platform. Register it; the sender's messages wait meanwhile."
  },
  {
    ...shared,
    code: 133015,
    title: "Number recently deleted",
    retry: "defer",
    wait: Wait.steps(minutes(5)),
    reaction: "operator",
    remedy: "The number was deleted a moment ago and is still being cleared. Register it again after five minutes."
  }
]
