import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

describe("sluice keys, by a server", () => {
  it.scopedLive(
    "TM-07, TM-08: an admin of one account makes, lists, follows and revokes keys of that account, by the API alone",
    () =>
      Effect.gen(function* () {
        const sluice = yield* liveServer.as("admin")
        const created = yield* sluice(["keys", "create"], "--role", "viewer", "--name", "audit", "--expires-days", "7")
        expect(created).toMatchObject({ code: 0, err: expect.stringContaining("shown this once") })
        const [, id = "", secret = ""] = /^sluice_([0-9a-f]{16})_(.+)$/.exec(created.out) ?? []
        const listed = yield* sluice(["keys", "ls"])
        expect(listed.out).toContain(`${id}  audit`)
        expect(listed.out).toContain("acme")
        expect(listed.out).not.toContain(secret)
        const next = yield* sluice(["keys", "rotate"], id, "--overlap", "90m", "--json")
        expect(JSON.parse(next.out)).toMatchObject({ name: "audit", role: "viewer", account: "acme" })
        const again = yield* sluice(["keys", "rotate"], id)
        expect(again).toMatchObject({ code: 1, err: expect.stringContaining("is in use") })
        expect((yield* sluice(["keys", "revoke"], id, "--yes")).out).toContain("is revoked")
        expect((yield* sluice(["keys", "revoke"], id, "--yes")).code).toBe(1)
      })
  )

  it.scopedLive("TM-07, TM-08: a key of a lower role, or for another account, is refused", () =>
    Effect.gen(function* () {
      const operator = yield* liveServer.as("operator")
      const refused = yield* operator(["keys", "create"], "--role", "viewer", "--name", "audit")
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining("admin") })
      const admin = yield* liveServer.as("admin")
      const foreign = yield* admin(["keys", "create"], "--role", "viewer", "--name", "audit", "--account", "zenith")
      expect(foreign).toMatchObject({ code: 1, err: expect.stringContaining("zenith") })
    })
  )
})
