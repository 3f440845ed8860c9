import { existsSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import { type BrowserContext, chromium } from "playwright-core"

/** Where Debian's package puts it; nothing is downloaded. */
const executablePath = "/usr/bin/chromium"

/** Whether there is a browser on this machine. */
export const isThere = (): boolean => existsSync(executablePath)

/** No network but our own, and nothing that depends on the machine's graphics. */
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** How a reader's browser is set. */
export interface Reader {
  readonly locale: string
  readonly colorScheme?: "light" | "dark"
}

/** A browser with a profile of its own, empty at first, and gone with the scope. */
export const reader = (settings: Reader): Effect.Effect<BrowserContext, never, Scope.Scope> =>
  Effect.gen(function* () {
    const profile = yield* Effect.acquireRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "sluice-browser-"))),
      (path) => Effect.promise(() => rm(path, { recursive: true, force: true, maxRetries: 5 }))
    )
    return yield* Effect.acquireRelease(
      Effect.promise(() =>
        chromium.launchPersistentContext(profile, {
          executablePath,
          args: flags,
          headless: true,
          locale: settings.locale,
          colorScheme: settings.colorScheme ?? "light",
          timezoneId: "UTC",
          viewport: { width: 1_200, height: 900 }
        })
      ),
      (context) => Effect.promise(() => context.close())
    )
  })
