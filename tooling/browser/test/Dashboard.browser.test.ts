import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Platform from "@sluice/cli/Platform"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Exit, ManagedRuntime, Redacted, Scope } from "effect"
import type { BrowserContext, Page } from "playwright-core"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Chromium from "../src/Chromium.ts"
import * as Gateway from "../src/Gateway.ts"
import * as Watched from "../src/Page.ts"

/**
 * The dashboard in a real browser, over the built server, worker and simulator: what an operator does, in the order in which they do it.
 *
 * Without Chromium it is skipped, and says so; with BROWSER_REQUIRED=true that is a failure.
 */
const required = process.env["BROWSER_REQUIRED"] === "true"
const isSkipped = !Chromium.isThere() && !required
if (isSkipped) process.stderr.write("SKIPPED: the dashboard was not tried, since there is no /usr/bin/chromium\n")

const directory = mkdtempSync(join(tmpdir(), "sluice-dashboard-"))
const scope = Effect.runSync(Scope.make())
const runtime = ManagedRuntime.make(Platform.layer)
let gateway: Gateway.Gateway
let english: BrowserContext
let watched: Watched.Watched

const run = <A, E>(effect: Effect.Effect<A, E, Scope.Scope | ManagedRuntime.ManagedRuntime.Context<typeof runtime>>) =>
  runtime.runPromise(Scope.extend(effect, scope))

/** Every section, by the name that it has in English. */
const sections = [
  "Overview",
  "Senders",
  "Standing",
  "Holds",
  "Queue and campaigns",
  "Failures",
  "Callbacks",
  "Alerts",
  "Messages"
] as const

const goTo = async (page: Page, section: string): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name: section, exact: true }).click()
  await page.getByRole("heading", { level: 1, name: section, exact: true }).waitFor()
}

/** Where the focus is, by the text of the element. */
const focused = (page: Page): Promise<string> => page.locator(":focus").innerText()

describe.skipIf(isSkipped)("the dashboard in Chromium", () => {
  beforeAll(async () => {
    const databaseUrl = Redacted.make(await run(TestDatabase.fresh()))
    gateway = await run(Gateway.start(databaseUrl, directory, 24))
    english = await run(Chromium.reader({ locale: "en-GB" }))
    watched = await Watched.open(english)
  }, 180_000)

  afterAll(async () => {
    await Effect.runPromise(Scope.close(scope, Exit.void))
    await runtime.dispose()
    rmSync(directory, { recursive: true, force: true })
  }, 60_000)

  it("lets nobody in without a key, says why, and lets in who has one", async () => {
    const { page } = watched
    await page.goto(`${gateway.url}/dashboard`)
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
    expect(await Watched.violations(page)).toEqual([])
    const { faults } = watched
    await Watched.signIn(page, gateway.url, Redacted.value(gateway.operatorKey))
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    expect(faults).toEqual([])
  })

  it("RL-07: a medium hold is seen at once, with the hour before it, and ends by a review of that", async () => {
    const { page } = watched
    await page.getByRole("link", { name: "1 hold awaits a review" }).click()
    await page.getByRole("link", { name: /Look at hold/ }).click()
    const before = page.getByRole("table", { name: "Sends before the hold, by sender" })
    const [cells] = [before.getByRole("row").nth(1)]
    expect(await cells.innerText()).toMatch(/shop\s+12\s+12\s+11\s+1\s+0\s+130429 × 1/)
    const submit = page.getByRole("button", { name: "Let the hold end" })
    await submit.click()
    // Nothing is sent before the reader says to have read it.
    expect(await page.getByText("The hold is over.").count()).toBe(0)
    await page.getByLabel("I have read what was sent in that hour.").check()
    await page.getByLabel("What you found").fill("a loop in the order service; it is mended")
    await submit.click()
    await page.getByRole("main").getByText("The hold is over.").waitFor()
    await goTo(page, "Holds")
    await page.getByText("No hold is in force.", { exact: true }).waitFor()
  })

  it("an alert is looked after by whoever says so, with what they do about it", async () => {
    const { page } = watched
    await goTo(page, "Alerts")
    const standing = page.getByRole("table", { name: "Standing alerts" })
    const row = standing.getByRole("row").filter({ hasText: "hold" }).first()
    await row.getByRole("button", { name: /^I look after it/ }).click({ timeout: 40_000 })
    expect(await page.locator(":focus").getAttribute("name")).toBe("note")
    expect(await Watched.violations(page)).toEqual([])
    await page.keyboard.press("Tab")
    expect(await focused(page)).toBe("Say so")
    await page.getByLabel("What you do about it").fill("asked the order service to stop")
    await page.getByRole("button", { name: "Say so" }).click()
    await page.getByRole("status").getByText("You look after the alert.").waitFor()
    await standing.getByText("asked the order service to stop").waitFor()
    await standing.getByText("operator, ").waitFor()
  })

  it("RL-05: what goes out is seen as it happens, with each sender's budget and what binds it", async () => {
    const { page } = watched
    await goTo(page, "Overview")
    const budgets = page.getByRole("table", { name: "Budget and what binds it" })
    await budgets
      .getByText(/even spacing, until/)
      .first()
      .waitFor({ timeout: 30_000 })
    await page.getByText("Show as a table").click()
    const sent = page.getByRole("table", { name: /Messages sent a minute/ })
    await sent.getByRole("columnheader", { name: "shop" }).waitFor()
    await expect.poll(() => sent.getByRole("row").count(), { timeout: 30_000 }).toBeGreaterThan(1)
  })

  it("RL-12: a campaign is foreseen, started, paused and resumed, and cancelled only after asking", async () => {
    const { page } = watched
    await goTo(page, "Queue and campaigns")
    await page.getByRole("link", { name: "Autumn notice" }).click()
    await page.getByText("If it were started now").waitFor()
    await page
      .getByText(/messages a minute/)
      .first()
      .waitFor()
    const status = page.getByRole("status")
    for (const [act, told] of [
      ["Start", "Started."],
      ["Pause", "Paused."],
      ["Resume", "Resumed."]
    ] as const) {
      await page.getByRole("button", { name: act, exact: true }).click()
      await status.getByText(told).waitFor()
    }
    await page.getByRole("button", { name: "Pause", exact: true }).click()
    await page.getByText("paused", { exact: true }).waitFor()
    await page.getByRole("button", { name: "Cancel", exact: true }).click()
    expect(await focused(page)).toBe("Yes, cancel it")
    await page.getByRole("button", { name: "No, keep it" }).click()
    await page.getByText("paused", { exact: true }).waitFor()
  })

  it("SF-01: a failed message is found by its cause, with why it failed and all that happened to it", async () => {
    const { page } = watched
    await goTo(page, "Failures")
    await page.getByRole("table", { name: "By sender, cause and code" }).waitFor({ timeout: 60_000 })
    await page.getByRole("link", { name: "Show failed messages" }).click()
    await page
      .getByRole("link", { name: /Look at message/ })
      .first()
      .click()
    await page.getByRole("heading", { level: 2, name: "Why it failed" }).waitFor()
    await page.getByText("It failed.").waitFor()
    const history = page.getByRole("table", { name: "History" })
    expect(await history.getByRole("rowheader", { name: "failed" }).count()).toBeGreaterThan(0)
  })

  it("ST-03: what stops bulk sends is seen beside how each number stands, and leads to the hold that ends it", async () => {
    const { page } = watched
    await goTo(page, "Standing")
    const weeks = page.getByRole("table", { name: "What stops bulk sends, or may" })
    await weeks.getByRole("rowheader", { name: gateway.businessId }).waitFor()
    const numbers = page.getByRole("table", { name: "How each number stands" })
    await numbers.getByRole("rowheader", { name: "shop" }).waitFor()
    await run(gateway.complained(10))
    await weeks.getByText("bulk sends stopped").waitFor({ timeout: 60_000 })
    expect(await Watched.violations(page)).toEqual([])
    await weeks.getByRole("link", { name: /^by a review of hold/ }).click()
    await page.getByRole("button", { name: "Let the hold end" }).waitFor()
  })

  it("has no fault that axe knows of on any page, light and dark, wide and narrow", { timeout: 300_000 }, async () => {
    const { page } = watched
    const found: Array<string> = []
    const look = async (where: string): Promise<void> => {
      for (const violation of await Watched.violations(page)) found.push(`${where}: ${violation}`)
    }
    for (const theme of ["Light", "Dark"]) {
      await page.getByLabel("Theme").selectOption({ label: theme })
      for (const section of sections) {
        await goTo(page, section)
        await expect.poll(() => page.getByText("Loading…").count(), { timeout: 20_000 }).toBe(0)
        await look(`${section}, ${theme}`)
      }
      await page
        .getByRole("link", { name: /Look at message/ })
        .first()
        .click()
      await page.getByRole("table", { name: "History" }).waitFor()
      await look(`Message, ${theme}`)
      await page.setViewportSize({ width: 390, height: 800 })
      await look(`Message, narrow, ${theme}`)
      await page.setViewportSize({ width: 1_200, height: 900 })
    }
    expect(found).toEqual([])
  })

  it("is used by keyboard alone: over the skip link, through the sections, the focus on each new page's heading", async () => {
    const { page } = watched
    await page.goto(`${gateway.url}/dashboard`)
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    await page.keyboard.press("Tab")
    expect(await focused(page)).toBe("Skip to content")
    await page.keyboard.press("Enter")
    expect(await page.locator(":focus").getAttribute("id")).toBe("content")
    await page.getByRole("link", { name: "Overview", exact: true }).focus()
    for (const section of ["Senders", "Standing", "Holds"]) {
      await page.getByRole("link", { name: "Overview", exact: true }).focus()
      for (let n = 0; n < sections.findIndex((one) => one === section); n++) await page.keyboard.press("Tab")
      await page.keyboard.press("Enter")
      await page.getByRole("heading", { level: 1, name: section, exact: true }).waitFor()
      expect(await focused(page)).toBe(section)
      expect(await page.title()).toBe(`${section} · Sluice`)
    }
  })

  it("speaks Korean to who asks for it, and changes language and theme for good", async () => {
    const korean = await Watched.open(await run(Chromium.reader({ locale: "ko-KR", colorScheme: "dark" })))
    const { faults, page } = korean
    await Watched.signIn(page, gateway.url, Redacted.value(gateway.viewerKey))
    await page.getByRole("heading", { level: 1, name: "개요" }).waitFor()
    expect(await page.locator("html").getAttribute("lang")).toBe("ko")
    const ground = () => page.evaluate("getComputedStyle(document.body).backgroundColor")
    const dark = await ground()
    await page.getByLabel("테마").selectOption("light")
    expect(await ground()).not.toBe(dark)
    expect(await Watched.violations(page)).toEqual([])
    await page.getByLabel("언어").selectOption("en")
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    await page.reload()
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    expect(await page.getByLabel("Theme").inputValue()).toBe("light")
    expect(faults).toEqual([])
  })

  it("offers a viewer nothing that a viewer may not do", async () => {
    const { page } = await Watched.open(await run(Chromium.reader({ locale: "en" })))
    await Watched.signIn(page, gateway.url, Redacted.value(gateway.viewerKey))
    await page.goto(`${gateway.url}/dashboard/campaigns/${gateway.campaignId}`)
    await page.getByText("Acting on a campaign takes the role operator.").waitFor()
    expect(await page.getByRole("button", { name: "Resume", exact: true }).count()).toBe(0)
    await goTo(page, "Alerts")
    await page.getByRole("table", { name: "Standing alerts" }).waitFor()
    expect(await page.getByRole("button", { name: /^I look after it/ }).count()).toBe(0)
  })

  it("runs no script but its own, keeps no key, and forgets who was there on signing out", async () => {
    const { page } = watched
    const answer = await page.goto(`${gateway.url}/dashboard`)
    expect(answer?.headers()["content-security-policy"]).toContain("script-src 'self'")
    await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor()
    const kept = await page.evaluate("JSON.stringify([Object.entries(localStorage), document.cookie])")
    expect(kept).not.toContain("sluice_")
    await page.getByRole("button", { name: "Sign out" }).click()
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor()
    const { status } = await page.request.get(`${gateway.url}/v1/senders`).then((one) => ({ status: one.status() }))
    expect(status).toBe(401)
  })

  it("told the console of no error in all of this", () => {
    expect(watched.faults).toEqual([])
  })
})
