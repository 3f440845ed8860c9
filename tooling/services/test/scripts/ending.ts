import { Effect } from "effect"
import * as EndWithParent from "../../src/EndWithParent.ts"

/** Ends with its parent, and has plenty to do until then. */
Effect.runSync(EndWithParent.install)
process.stdout.write("watching\n")
process.once("SIGTERM", () => process.exit(0))
setInterval(() => {}, 1_000)
