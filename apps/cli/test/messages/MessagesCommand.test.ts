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
