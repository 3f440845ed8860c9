import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Account from "../../src/internal/Account.ts"

/** An account that owns nothing here. */
const stranger = { uid: 54_321, gid: 54_321 }

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "sluice-test-"))),
  (made) => Effect.promise(() => rm(made, { recursive: true, force: true }))
)

describe("Account", () => {
  it.scopedLive("a directory below one that is closed to the account is not reached, however open it is itself", () =>
    Effect.gen(function* () {
      const closed = yield* directory
      const open = join(closed, "open")
      yield* Effect.promise(() => mkdir(open))
      yield* Effect.promise(() => chmod(open, 0o777))
      expect(yield* Account.reaches(stranger, open)).toBe(false)
      yield* Effect.promise(() => chmod(closed, 0o711))
      expect(yield* Account.reaches(stranger, open)).toBe(true)
    })
  )

  it.scopedLive("no change of account reaches everything that we reach", () =>
    Effect.gen(function* () {
      expect(yield* Account.reaches(null, yield* directory)).toBe(true)
    })
  )
})
