import { describe, expect, it } from "@effect/vitest"
import * as KafkaBroker from "@sluice/services/kafka/KafkaBroker"
import * as TestKafka from "@sluice/services/kafka/TestKafka"
import { Config, Effect, Option } from "effect"
import { existsSync } from "node:fs"
import { connect } from "node:net"
import * as Alive from "../alive.ts"

/** With brokers of somebody else's there may be no programs here to start one. */
const ours = Effect.runSync(Config.option(Config.string("KAFKA_BROKERS")))._tag === "None"

const listens = (port: number) =>
  Effect.async<boolean>((resume) => {
    const socket = connect({ port, host: "127.0.0.1" })
    socket.once("connect", () => resume(Effect.succeed(true)))
    socket.once("error", () => resume(Effect.succeed(false)))
    return Effect.sync(() => socket.destroy())
  })

describe.skipIf(TestKafka.brokers === null || !ours)("a Kafka broker of our own", () => {
  it.live(
    "comes back after kill -9 on the same port, and leaves nothing behind",
    () =>
      Effect.gen(function* () {
        const { directory, pid, port } = yield* Effect.scoped(
          Effect.gen(function* () {
            const broker = yield* KafkaBroker.start()
            const first = Option.getOrThrow(yield* broker.pid)
            expect(yield* listens(broker.port)).toBe(true)
            yield* broker.kill
            expect(yield* broker.pid).toEqual(Option.none())
            expect(Alive.isAlive(first)).toBe(false)
            expect(yield* listens(broker.port)).toBe(false)
            yield* broker.restart
            const second = Option.getOrThrow(yield* broker.pid)
            expect(second).not.toBe(first)
            expect(yield* listens(broker.port)).toBe(true)
            return { directory: broker.directory, pid: second, port: broker.port }
          })
        )
        expect(Alive.isAlive(pid)).toBe(false)
        expect(yield* listens(port)).toBe(false)
        expect(existsSync(directory)).toBe(false)
      }),
    120_000
  )
})
