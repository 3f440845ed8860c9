import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

describe("sluice audit", () => {
  it.scopedLive("an admin sees who did what, and how it ended; as a table, and as JSON", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("admin")
      expect((yield* sluice(["audit", "ls"])).out).toBe("nobody did anything")
      yield* sluice(["opt-outs", "add"], "+886912345670")
      yield* sluice(["messages", "cancel"], "--yes", "019a2c3e-7b10-7cde-8f00-0123456789ab")
      const lines = (yield* sluice(["audit", "ls"])).out.split("\n").map((line) => line.trim().split(/ {2,}/))
      expect(lines[0]).toEqual(["at", "who", "did", "on", "outcome"])
      expect(lines.slice(1).map(([, who, did]) => [who?.replace(/[0-9a-f]{16}/, "ID"), did])).toEqual([
        ["cli (admin, ID)", "message.cancel"],
        ["cli (admin, ID)", "opt-out.add"]
      ])
      expect(lines[1]?.slice(3)).toEqual(["019a2c3e-7b10-7cde-8f00-0123456789ab", "refused: message-unknown"])
      const json = (yield* sluice(["audit", "ls"], "--json", "--limit", "1")).out
      expect(JSON.parse(json)).toMatchObject({ act: "message.cancel", outcome: "refused", actor: { name: "cli" } })
      expect((yield* sluice(["audit", "ls"], "--act", "opt-out.add")).out.split("\n")).toHaveLength(2)
      expect((yield* sluice(["audit", "ls"], "--actor", "somebody")).out).toBe("nobody did anything")
      expect((yield* sluice(["audit", "ls"], "--since", "2999-01-01T00:00:00Z")).out).toBe("nobody did anything")
      expect((yield* sluice(["audit", "ls"], "--act", "coffee.make")).code).toBe(2)
    })
  )

  it.scopedLive("nobody else does", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.as("operator")
      const refused = yield* sluice(["audit", "ls"])
      expect(refused.code).toBe(1)
      expect(refused.err).toContain("admin")
    })
  )
})
