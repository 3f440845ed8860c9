import { execFileSync } from "node:child_process"
import { describe, expect, it } from "vitest"

/**
 * By how many bytes the old generation has grown after a thousand waits that each could see a thousand, in code that is not optimised yet, where
 * nothing is elided. Small collections come between them, and none of everything.
 */
const script = `
  import { Effect } from "effect"
  import { getHeapSpaceStatistics } from "node:v8"
  const old = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === "old_space").space_used_size
  const wait = () => {
    const seen = new Array(125).fill({})
    return Effect.async((resume) => { setImmediate(() => resume(Effect.succeed(seen.length))) })
  }
  const waits = async (count) => {
    for (let n = 0; n < count; n++) {
      await Effect.runPromise(Effect.uninterruptible(Effect.interruptible(wait())))
      if (n % 50 === 49) globalThis.gc({ type: "minor" })
    }
  }
  await waits(200)
  globalThis.gc()
  const before = old()
  await waits(1000)
  console.log(old() - before)
`

describe("effect, as it is patched here (docs/adr/0017)", () => {
  it("leaves nothing of a wait that is over to the collection of everything", () => {
    const args = ["--expose-gc", "--no-opt", "--no-maglev", "--input-type=module", "--eval", script]
    const grown = execFileSync(process.execPath, args, { cwd: new URL("..", import.meta.url), encoding: "utf8" })
    expect(Number(grown)).toBeLessThan(500_000)
  })
})
