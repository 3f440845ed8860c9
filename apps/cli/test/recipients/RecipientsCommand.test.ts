import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const number = "+886987654321"

describe("sluice recipients", () => {
  it.scopedLive(
    "a dry run counts and changes nothing; the act asks first, begins once, and tells how far it has come",
    () =>
      Effect.gen(function* () {
        const sluice = yield* liveServer.as("admin")
        yield* sluice(["send"], "--sender", "shop", "--to", number, "--text", "hello")
        const dry = yield* sluice(["recipients", "erase"], number, "--dry-run")
        expect(dry.out).toContain("1 messages")
        expect(dry.out).toContain("1 of them queued, which will not be sent")
        expect((yield* sluice(["messages", "ls"])).out).toContain(number)
        const unsure = yield* sluice(["recipients", "erase"], number)
        expect(unsure).toMatchObject({ code: 2, err: expect.stringContaining("--yes") })
        const begun = yield* sluice(["recipients", "erase"], number, "--yes", "--json")
        const { endedAt, id } = JSON.parse(begun.out)
        expect(endedAt).toBeNull()
        const again = yield* sluice(["recipients", "erase"], number, "--yes", "--json")
        expect(JSON.parse(again.out)).toMatchObject({ id })
        expect((yield* sluice(["recipients", "erasure"], id)).out).toContain("is under way")
        const audit = yield* sluice(["audit", "ls"], "--act", "recipient.erase")
        expect(audit.out).toContain(id)
        expect(audit.out).not.toContain(number.slice(1))
      })
  )

  it.scopedLive("is for admins, and one of another account is not there", () =>
    Effect.gen(function* () {
      const operator = yield* liveServer.as("operator")
      const refused = yield* operator(["recipients", "erase"], number, "--yes")
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("admin") })
      const admin = yield* liveServer.as("admin")
      const unknown = yield* admin(["recipients", "erasure"], "0199c3a0-7c1e-7000-8000-5d2f00c0ffee")
      expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining("no erasure") })
      expect((yield* admin(["recipients", "erase"], "886987654321", "--yes")).code).toBe(2)
    })
  )
})
