import { it } from "@effect/vitest"
import * as Room from "@sluice/adapter-webhooks/Room"
import { Deferred, Effect, Fiber } from "effect"
import { describe, expect } from "vitest"

/** Askers that stay until they are let go, and who of them is inside. */
const inside = (roomMax: number) => {
  const within = Room.make(roomMax)
  const order: Array<string> = []
  const enter = Effect.fnUntraced(function* (holder: string, ...groups: ReadonlyArray<string>) {
    const done = yield* Deferred.make<void>()
    const stay = Effect.zipRight(
      Effect.sync(() => order.push(holder)),
      Deferred.await(done)
    )
    const fiber = yield* Effect.fork(within({ holder, groups })(stay))
    yield* Effect.yieldNow()
    return {
      leave: Effect.zipRight(Deferred.succeed(done, undefined), Fiber.join(fiber)),
      interrupt: Fiber.interrupt(fiber)
    }
  })
  const crowd = (count: number, holder: (n: number) => string, ...groups: ReadonlyArray<string>) =>
    Effect.forEach(
      Array.from({ length: count }, (_, n) => n),
      (n) => enter(holder(n), ...groups)
    )
  return { enter, crowd, order, of: (prefix: string) => order.filter((one) => one.startsWith(prefix)).length }
}

describe("Room", () => {
  it.effect(
    "a group that hangs gets half of the room, a second one a third of it, and there is always room for a third",
    () =>
      Effect.gen(function* () {
        const { crowd, enter, of } = inside(30)
        const first = yield* crowd(100, (n) => `a${n}`, "host a", "account 1")
        expect(of("a")).toBe(15)
        yield* crowd(100, (n) => `b${n}`, "host b", "account 2")
        // As many as are free then.
        expect(of("b")).toBe(8)
        yield* enter("c", "host c", "account 3")
        expect(of("c")).toBe(1)
        // What leaves makes room by the same rule: the one that has more than its share gets none of it.
        yield* Effect.forEach(first.slice(0, 5), ({ leave }) => leave)
        expect(of("a")).toBe(15)
      })
  )

  it.effect("an account whose hosts all hang leaves room for others, whatever number of hosts it has", () =>
    Effect.gen(function* () {
      const { enter, of } = inside(20)
      for (let n = 0; n < 100; n++) yield* enter(`a${n}`, `host ${n}`, "account 1")
      expect(of("a")).toBe(10)
      yield* enter("b", "host b", "account 2")
      expect(of("b")).toBe(1)
    })
  )

  it.effect("the turn is of whose holder has the fewest inside, and of equals of who has waited longest", () =>
    Effect.gen(function* () {
      const { enter, order } = inside(6)
      const [one, two] = [yield* enter("busy", "h"), yield* enter("busy", "h")]
      for (let n = 0; n < 3; n++) yield* enter("busy", "h")
      yield* enter("late", "h")
      yield* enter("later", "h")
      expect(order).toEqual(["busy", "busy", "busy"])
      yield* one.leave
      yield* two.leave
      expect(order).toEqual(["busy", "busy", "busy", "late", "later"])
    })
  )

  it.effect("whoever is interrupted, waiting or inside, takes no room with it", () =>
    Effect.gen(function* () {
      const { enter, order } = inside(1)
      const first = yield* enter("first", "h")
      const waits = yield* enter("waits", "h")
      const last = yield* enter("last", "h")
      yield* waits.interrupt
      yield* first.interrupt
      expect(order).toEqual(["first", "last"])
      yield* last.leave
      for (let n = 0; n < 3; n++) yield* Effect.flatMap(enter(`${n}`, "h"), ({ leave }) => leave)
      expect(order).toHaveLength(5)
    })
  )

  it.effect("without anybody else everybody has their turn in the end, with any room", () =>
    Effect.forEach([1, 2, 3, 16], (roomMax) =>
      Effect.gen(function* () {
        const within = Room.make(roomMax)
        let most = 0
        let now = 0
        const stay = Effect.gen(function* () {
          most = Math.max(most, ++now)
          yield* Effect.yieldNow()
          now--
        })
        yield* Effect.forEach(
          Array.from({ length: 200 }, (_, n) => n),
          (n) => within({ holder: `${n % 7}`, groups: [`host ${n % 3}`] })(stay),
          { concurrency: "unbounded" }
        )
        expect(now).toBe(0)
        expect(most).toBeLessThanOrEqual(roomMax)
      })
    )
  )
})
