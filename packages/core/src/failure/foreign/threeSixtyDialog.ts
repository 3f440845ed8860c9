import type { Own, Same } from "../ForeignEntry.ts"
import * as Wait from "../Wait.ts"
import { minutes } from "../../policy/internal/spans.ts"
import { malformed, outage } from "./judgements.ts"

const source = { page: "docs.360dialog.com/docs/support/api-error-message-list", standing: "documented" } as const

const answer = { seen: ["answer"], by: "status", source } as const

const platform = {
  ...answer,
  ...outage
} as const

/**
 * What 360dialog answers by itself (SPEC SF-01; CLOUD_API 3.9): a status and a sentence (`meta.developerMessage`), no code. Everything else is the
 * Cloud API's answer passed on, and read as such.
 */
export const threeSixtyDialog: ReadonlyArray<Same | Own> = [
  {
    ...answer,
    httpStatus: [400],
    code: 400,
    ...malformed,
    title: "Refused by 360dialog",
    remedy: "360dialog refused the request before the platform saw it. Read its sentence and correct what it names.",
    variants: [
      {
        details: /lack of payment|overdue|invoice/i,
        cause: "account",
        retry: "after_fix",
        scope: "waba",
        wait: Wait.none,
        reaction: "account",
        remedy: "Invoices of 360dialog are overdue. Settle them; what is queued waits until then."
      },
      {
        details: /exceeded|rate limit|too many/i,
        cause: "rate-limited",
        retry: "throttle",
        scope: "phone_number",
        wait: Wait.inDetails(minutes(1)),
        reaction: "ledger",
        remedy: "Requests for this number come faster than 360dialog allows. It waits and goes on by itself."
      },
      {
        details: /disabled/i,
        cause: "account",
        retry: "after_fix",
        scope: "phone_number",
        wait: Wait.none,
        reaction: "account",
        remedy:
          "360dialog has disabled the API for this number: cancelled, unpaid, or against the rules. Ask 360dialog."
      }
    ]
  },
  {
    ...answer,
    httpStatus: [401],
    code: 401,
    like: 190,
    title: "API key not accepted",
    remedy:
      "The key is not the one of this number, or was replaced. Put the right one in place; its sender goes on by itself."
  },
  {
    ...answer,
    httpStatus: [403],
    code: 403,
    like: 10,
    title: "Endpoint is blocked",
    remedy: "360dialog blocks this address for the account. Ask 360dialog to open it."
  },
  {
    ...answer,
    httpStatus: [404],
    code: 404,
    like: 803,
    title: "Not found",
    remedy: "The address does not exist at 360dialog. Check the configured endpoint."
  },
  {
    ...answer,
    httpStatus: [429],
    code: 429,
    like: 130429,
    title: "Too many requests",
    remedy: "Requests for this number come faster than 360dialog allows. It waits and goes on by itself."
  },
  {
    ...platform,
    httpStatus: [500],
    code: 500,
    title: "Internal server error",
    remedy: "360dialog failed on its own side. It is tried again by itself; ask 360dialog if it lasts over ten minutes."
  },
  {
    ...platform,
    httpStatus: [502],
    code: 502,
    title: "API not available",
    remedy:
      "The number's connection at 360dialog is not running. It is tried again by itself; ask 360dialog if it lasts."
  },
  {
    ...platform,
    httpStatus: [555],
    code: 555,
    title: "Server restarts",
    remedy:
      "The number's server restarts, which takes minutes. It is tried again by itself; ask 360dialog if it happens often."
  }
]
