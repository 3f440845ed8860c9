import { it } from "@effect/vitest"
import { Effect } from "effect"
import { describe, expect } from "vitest"
import * as liveServer from "../server/liveServer.ts"

const queued = (sluice: Effect.Effect.Success<typeof liveServer.make>) =>
  Effect.map(
    sluice(["send"], "--sender", "shop", "--to", "+886987654321", "--text", "hello", "--json"),
    ({ err, out }) => /"id":"([^"]+)"/.exec(out)?.[1] ?? `no id in ${out}${err}`
  )

const stateOf = (sluice: Effect.Effect.Success<typeof liveServer.make>, id: string) =>
  Effect.map(sluice(["messages", "show"], id, "--json"), ({ out }) => /"state":"([a-z]+)"/.exec(out)?.[1])

describe("sluice messages", () => {
  it.scopedLive("lists those to a number, and refuses what is none instead of finding nothing", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const id = yield* queued(sluice)
      expect((yield* sluice(["messages", "ls"], "--to", "+886987654321")).out).toContain(id)
      expect((yield* sluice(["messages", "ls"], "--to", "+886987654322")).out).not.toContain(id)
      for (const wrong of ["abc", "886987654321", "+886"]) {
        const refused = yield* sluice(["messages", "ls"], "--to", wrong)
        expect(refused).toMatchObject({ code: 2, out: "" })
        expect(refused.err).toContain(
          "--to takes a number in E.164, as in +886912345678; `sluice numbers check` corrects"
        )
      }
      // What stands for a number that was erased tells the messages to one person together.
      expect((yield* sluice(["messages", "ls"], "--to", `erased:${"0".repeat(32)}`)).code).toBe(0)
    })
  )

  it.scopedLive("takes a message back once that is confirmed, and changes nothing before", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const id = yield* queued(sluice)
      const asked = yield* sluice(["messages", "cancel"], id)
      expect(asked.code).toBe(2)
      expect(asked.err).toContain(`message ${id} would be taken back, and not be sent: say --yes to do it`)
      expect(yield* stateOf(sluice, id)).toBe("queued")
      expect((yield* sluice(["messages", "cancel"], "--yes", id)).out).toBe(`${id} is taken back`)
      expect(yield* stateOf(sluice, id)).toBe("cancelled")
    })
  )

  it.scopedLive("queues a message again only once that is confirmed", () =>
    Effect.gen(function* () {
      const sluice = yield* liveServer.make
      const id = yield* queued(sluice)
      const asked = yield* sluice(["messages", "retry"], id)
      expect(asked.code).toBe(2)
      expect(asked.err).toContain(`message ${id} would be queued again, and sent: say --yes to do it`)
      // Nothing has failed: the server says so, now that it was asked.
      const refused = yield* sluice(["messages", "retry"], "--yes", id)
      expect(refused.code).toBe(1)
      expect(yield* stateOf(sluice, id)).toBe("queued")
    })
  )
})
