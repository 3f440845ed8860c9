import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { existsSync } from "node:fs"
import { Data, Effect } from "effect"

/** A program of the project has not been built. */
export class NotBuilt extends Data.TaggedError("NotBuilt")<{ readonly path: string }> {
  override get message(): string {
    return `${this.path} is not there: build it first`
  }
}

const require = createRequire(import.meta.url)

/** @param packageJson where the program's package is. */
const main = (packageJson: string) =>
  Effect.suspend(() => {
    const path = join(dirname(packageJson), "dist", "main.js")
    return existsSync(path) ? Effect.succeed(path) : new NotBuilt({ path })
  })

/**
 * The built programs that run as processes of their own, wherever this module itself runs from (sources or `dist`): a process
 * is what is deployed, so it is what is started.
 */
export const server = main(require.resolve("@sluice/server/package.json"))
export const worker = main(require.resolve("@sluice/worker/package.json"))
export const cli = main(require.resolve("@sluice/cli/package.json"))
