import * as DriftLines from "@sluice/cli/callbacks/DriftLines"
import * as HoldLines from "@sluice/cli/holds/HoldLines"
import * as Story from "@sluice/cli/messages/Story"
import * as ServerFailure from "@sluice/cli/server/ServerFailure"
import * as SubscriptionLines from "@sluice/cli/subscriptions/SubscriptionLines"
import * as TemplateLines from "@sluice/cli/templates/TemplateLines"
import { Problem } from "@sluice/client/Problem"
import { DateTime } from "effect"
import { describe, expect, it } from "vitest"

const evil = "\u001B[2J\u001B]0;owned\u0007name"
const at = DateTime.unsafeMake(0)
const style = { good: String, bad: String, doubt: String, quiet: String }

const shown: Readonly<Record<string, () => string>> = {
  "callbacks drift": () =>
    DriftLines.table([
      {
        provider: "cloud-api",
        kind: "unknown",
        path: `entry[].${evil}`,
        version: evil,
        count: 1,
        firstAt: at,
        lastAt: at,
        sample: `{${evil}: text of 1}`
      }
    ]),
  "subscriptions ls": () =>
    SubscriptionLines.table([
      {
        id: "1",
        accountId: null,
        name: evil,
        target: { kind: "http", url: `https://hooks.example.com/${evil}` },
        types: ["*"],
        state: "enabled",
        since: null,
        because: null,
        waiting: 0,
        secrets: 1,
        oldSecretUntil: null,
        createdAt: at,
        createdBy: "ops"
      }
    ]),
  "holds ls": () =>
    HoldLines.table([
      { id: 1, level: "light", scope: "account", key: evil, since: at, until: null, needsReview: true, reason: evil }
    ]),
  "messages why": () => Story.sentence([{ atMillis: 0, kind: "refused", data: { title: evil, codes: [] } }]),
  "templates ls": () =>
    TemplateLines.table(
      [
        {
          accountId: "acme",
          name: evil,
          language: "en",
          category: "UTILITY",
          status: "rejected",
          since: at,
          reason: evil,
          quality: null,
          review: null,
          updatedAt: at,
          components: [],
          revisions: 0,
          platformId: null
        }
      ],
      style
    ),
  "a refusal of the server": () =>
    ServerFailure.describe(
      new Problem({ kind: "invalid-request", detail: evil, instance: "", findings: [], retryAfterSeconds: null })
    )
}

describe("what others wrote", () => {
  it.each(Object.keys(shown))("in `%s` it does not speak to the terminal", (name) => {
    const text = shown[name]?.() ?? ""
    expect(text).toContain("\uFFFD[2J")
    expect(text.replaceAll("\n", "")).not.toMatch(/\p{Cc}/u)
  })
})
