/** Takes the pictures of the dashboard for the documents: `pnpm pictures` writes them into docs/images, over a gateway of its own. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Platform from "@sluice/cli/Platform"
import * as EmbeddedPostgres from "@sluice/services/EmbeddedPostgres"
import { Effect, Redacted } from "effect"
import * as Chromium from "./Chromium.ts"
import * as Gateway from "./Gateway.ts"
import * as Page from "./Page.ts"

const images = fileURLToPath(new URL("../../../docs/images/", import.meta.url))

/** Long enough after the review that something has been sent and has failed. */
const trafficMillis = 40_000

const take = Effect.fn("pictures.take")(function* (directory: string) {
  const postgres = yield* EmbeddedPostgres.make()
  const gateway = yield* Gateway.start(Redacted.make(postgres.url), directory, 60)
  const context = yield* Chromium.reader({ locale: "en-GB" })
  yield* Effect.promise(async () => {
    const { page } = await Page.open(context)
    await page.setViewportSize({ width: 1_100, height: 1_000 })
    const picture = (name: string) => page.screenshot({ path: `${images}dashboard-${name}.png` })
    await Page.signIn(page, gateway.url, Redacted.value(gateway.operatorKey))
    await page.getByRole("link", { name: "1 hold awaits a review" }).click()
    await page.getByRole("link", { name: /Look at hold/ }).click()
    await page.getByRole("table", { name: "Sends before the hold, by sender" }).waitFor()
    await picture("review")
    await page.getByLabel("I have read what was sent in that hour.").check()
    await page.getByRole("button", { name: "Let the hold end" }).click()
    await page.goto(`${gateway.url}/dashboard/campaigns/${gateway.campaignId}`)
    await page.getByRole("button", { name: "Start", exact: true }).click()
    await page.waitForTimeout(trafficMillis)
    await picture("campaign")
    await page.goto(`${gateway.url}/dashboard`)
    await page
      .getByText(/even spacing/)
      .first()
      .waitFor()
    await picture("overview")
    await page.goto(`${gateway.url}/dashboard/failures`)
    await page.getByRole("table").first().waitFor()
    await picture("failures")
  })
})

const directory = mkdtempSync(join(tmpdir(), "sluice-pictures-"))
try {
  await Effect.runPromise(Effect.provide(Effect.scoped(take(directory)), Platform.layer))
} finally {
  rmSync(directory, { recursive: true, force: true })
}
