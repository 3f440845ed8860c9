import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

describe("sluice onboarding", () => {
  it.scopedLive("ON-01: tracks the steps of an account, and tells who acts, what blocks and when it is live", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      expect((yield* sluice(["onboarding", "ls"])).out).toContain("no account is on its way")
      const unsure = yield* sluice(["onboarding", "step", "acme", "developer-account", "begin"])
      expect([unsure.code, unsure.err]).toEqual([2, expect.stringContaining("--yes")])
      const begun = yield* sluice(["onboarding", "step", "acme", "developer-account", "begin"], "--yes")
      expect(begun.out).toMatch(/developer-account +business, platform +1 to 2 +working since \d{4}/)
      expect(begun.out).toContain("Needed for developer-account: registration certificate")
      const blocked = yield* sluice(
        ["onboarding", "step", "acme", "developer-account", "block"],
        "--yes",
        "--reason",
        "the certificate is being renewed"
      )
      expect(blocked.out).toContain("the certificate is being renewed")
      expect((yield* sluice(["onboarding", "ls"])).out).toMatch(/acme +0 of 4 +developer-account +live from \d{4}/)
      const early = yield* sluice(["onboarding", "step", "acme", "integration", "begin"], "--yes")
      expect([early.code, early.err]).toEqual([1, expect.stringContaining("before developer-account is done")])
      const json = JSON.parse((yield* sluice(["onboarding", "show", "acme"], "--json")).out)
      expect(json).toMatchObject({ accountId: "acme", current: "developer-account", total: 4 })
    })
  )

  it.scopedLive("ON-02: runs the checks, keeps what they find, and fails where one does", () =>
    Effect.gen(function* () {
      const { sluice, url } = yield* liveServer.withStore("operator")
      const few = yield* sluice(["onboarding", "check", "acme"])
      expect(few.code).toBe(1)
      expect(few.out).toMatch(/token +passed/)
      expect(few.out).toMatch(/webhook-https +not-run/)
      expect(few.out).toMatch(/template-approval +failed +No template is known/)
      // The address of this very server: everything of it is right but that it is plain HTTP.
      const address = `${url.replace("[::1]", "127.0.0.1")}/callbacks/cloud-api/acme`
      const checked = yield* sluice(["onboarding", "check", "acme"], "--callback-url", address, "--json")
      const found: { checks: ReadonlyArray<{ check: string; state: string; finding: string | null }> } = JSON.parse(
        checked.out
      )
      const state = (name: string) => found.checks.find(({ check }) => check === name)?.state
      expect(state("webhook-https")).toBe("failed")
      expect(state("number-format")).toBe("passed")
      // Without the app secret nothing genuine can be sent, so nothing was seen to be good.
      expect([state("webhook-signature"), state("webhook-answer")]).toEqual(["failed", "failed"])
    })
  )

  it.scopedLive("ON-02: sends a test message to each number, and shows that they are under way", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const to = ["--to", "+886912345601", "--to", "+886912345602"]
      const tested = yield* sluice(
        ["onboarding", "test", "acme"],
        "--sender",
        "shop",
        ...to,
        "--text",
        "A test of our new number",
        "--yes"
      )
      expect(tested.out).toContain("0 of 5 to 10 test numbers have their message.")
      expect(tested.out).toContain("+886912345602: under-way")
    })
  )

  it.scopedLive("ST-04: asks what registrations are refused for, and tells what speaks against it", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const asked = yield* sluice(["onboarding", "show", "acme"])
      expect(asked.out).toContain("What does the business sell or do? (40 % of refusals) not answered")
      const set = yield* sluice(["onboarding", "set", "acme"], "--business-type", "tobacco", "--blocks", "none")
      expect(set.out).toContain("Registration: hindered")
      expect(set.out).toContain("refused as it stands: The platform does not serve this trade")
      expect((yield* sluice(["onboarding", "set", "acme"])).code).toBe(2)
      const days = yield* sluice(["onboarding", "set", "acme"], "--holidays", "2026-12-25,25.12.2026")
      expect([days.code, days.err]).toEqual([2, expect.stringContaining("--holidays takes dates")])
    })
  )
})
