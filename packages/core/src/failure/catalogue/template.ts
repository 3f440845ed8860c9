import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"
import { hours, minutes } from "../../policy/internal/spans.ts"

const shared = {
  source: "cloud-api",
  cause: "template",
  httpStatus: [400],
  scope: "template",
  wait: Wait.none,
  seen: ["answer", "status"]
} as const

/** Templates and flows, and the values that are put into them (SPEC TP-07; CLOUD_API 3.3). */
export const template: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 132000,
    title: "Template param count mismatch",
    retry: "never",
    reaction: "acceptance",
    remedy:
      "The number of values differs from the template's variables; the details name the component and both counts."
  },
  {
    ...shared,
    code: 132001,
    title: "Template does not exist",
    httpStatus: [404],
    retry: "never",
    reaction: "templates",
    remedy: "No approved template has this name in this language. Check both, then refresh the list of templates."
  },
  {
    ...shared,
    code: 132005,
    title: "Template hydrated text too long",
    retry: "never",
    reaction: "acceptance",
    remedy: "With its values filled in, the text is too long. Shorten the values."
  },
  {
    ...shared,
    code: 132007,
    title: "Template format character policy violated",
    retry: "never",
    reaction: "acceptance",
    remedy:
      "A value holds characters that a template may not: line breaks, tabs or many blanks in a row. Clean the value."
  },
  {
    ...shared,
    code: 132012,
    title: "Template parameter format mismatch",
    retry: "never",
    reaction: "acceptance",
    remedy: "A value is of another type than the template's variable. Compare the message with the template."
  },
  {
    ...shared,
    code: 132015,
    title: "Template is paused",
    retry: "defer",
    wait: Wait.steps(hours(3), hours(6)),
    reaction: "templates",
    remedy:
      "The template is paused because recipients disliked it: three hours, then six. Improve it before it is disabled."
  },
  {
    ...shared,
    code: 132016,
    title: "Template is disabled",
    retry: "never",
    reaction: "templates",
    remedy: "The template was paused too often and is disabled for good. Write a new one."
  },
  {
    ...shared,
    code: 132018,
    title: "Template validation error",
    retry: "never",
    reaction: "acceptance",
    remedy: "The marketing endpoint refuses the template's values. Compare the message with the template."
  },
  {
    ...shared,
    code: 132068,
    title: "Flow is blocked",
    cause: "policy",
    retry: "never",
    scope: "flow",
    reaction: "templates",
    remedy: "The flow is blocked. Repair it, publish it again, and send the message anew."
  },
  {
    ...shared,
    code: 134101,
    title: "Template still syncing (MM API)",
    retry: "defer",
    wait: Wait.steps(minutes(10)),
    reaction: "templates",
    remedy: "The template is new to the marketing endpoint. It is tried again after ten minutes."
  },
  {
    ...shared,
    code: 134102,
    title: "Template unavailable for use (MM API)",
    httpStatus: [500],
    retry: "after_fix",
    reaction: "templates",
    remedy:
      "The marketing endpoint may not use this template, in spite of the status 500. Check its eligibility, or send it through /messages."
  }
]
