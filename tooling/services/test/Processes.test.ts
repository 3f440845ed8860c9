import { describe, expect, it } from "@effect/vitest"
import { Effect, Either, Exit, Scope } from "effect"
import * as Ports from "@sluice/services/Ports"
import * as Processes from "@sluice/services/Processes"
import { untilGone } from "./alive.ts"

const script = (name: string) => new URL(`scripts/${name}.ts`, import.meta.url)

const listening = Processes.Line({ pattern: /^listening on \d+$/ })

/** The number at the end of a line. */
const numberOf = (line: string): number => Number(/\d+$/.exec(line)?.[0])

describe("Processes", () => {
  it.scopedLive("a process is ready once it prints the line, gets its arguments, and keeps its output", () =>
    Effect.gen(function* () {
      const service = yield* Processes.start({
        name: "service",
        script: script("service"),
        args: ["--lanes", "3"],
        ready: listening
      })
      expect(yield* service.line(/^called with/)).toBe("called with --lanes 3")
      expect((yield* service.output)[0]).toMatch(/^listening on \d+$/)
    })
  )

  it.scopedLive("a process is ready once its address answers 200, not while it answers 503", () =>
    Effect.gen(function* () {
      const port = yield* Ports.free()
      const url = `http://127.0.0.1:${port}/`
      yield* Processes.start({
        name: "service",
        script: script("service"),
        env: { PORT: String(port) },
        ready: Processes.Url({ url })
      })
      expect((yield* Effect.promise(() => fetch(url))).status).toBe(200)
    })
  )

  it.scopedLive("a process sees the variables it is given and none of ours beyond what programs need to run", () =>
    Effect.gen(function* () {
      const service = yield* Processes.start({ name: "service", script: script("service"), env: { SLUICE_TOKEN: "t" } })
      const seen = (yield* service.line(/^sees /)).split(" ")
      expect(seen).toContain("SLUICE_TOKEN")
      expect(seen).toContain("PATH")
      expect(seen).not.toContain("VITEST")
    })
  )

  it.scopedLive("a process that ends before it is ready fails with its exit code and what it printed", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Processes.start({ name: "worker", script: script("failing"), ready: listening }))
      expect(error.reason).toBe("ended")
      expect(error.message).toContain("worker: ended: with code 3")
      expect(error.output).toEqual(
        expect.arrayContaining(["reading the configuration", "the configuration has no port"])
      )
    })
  )

  it.scopedLive("a process that is not ready in time fails, and tells how long it had", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(
        Processes.start({
          name: "slow",
          script: script("stubborn"),
          ready: Processes.Line({ pattern: /never printed/ }),
          readyMillisMax: 50,
          stopMillisMax: 50
        })
      )
      expect(error.message).toContain("slow: not ready: not within 50 ms")
    })
  )

  it.scopedLive("waiting for a line of a process that ends without it fails with what it printed", () =>
    Effect.gen(function* () {
      const process = yield* Processes.start({ name: "worker", script: script("failing") })
      const waited = yield* Effect.either(process.line(/never printed/))
      expect(Either.isLeft(waited) && waited.left.output).toContain("the configuration has no port")
    })
  )

  it.scopedLive("at the end of its scope a process gets SIGTERM and the time to close", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const service = yield* Scope.extend(
        Processes.start({ name: "service", script: script("service"), ready: listening }),
        scope
      )
      yield* Scope.close(scope, Exit.void)
      expect(yield* service.exit).toEqual({ _tag: "Exited", code: 0 })
      expect((yield* service.output).at(-1)).toBe("closing")
    })
  )

  it.scopedLive("a process that ignores SIGTERM is killed at the end of its scope, with all it started", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const stubborn = yield* Scope.extend(
        Processes.start({ name: "stubborn", script: script("stubborn"), stopMillisMax: 200 }),
        scope
      )
      const left = numberOf(yield* stubborn.line(/^left \d+$/))
      yield* Scope.close(scope, Exit.void)
      expect(yield* stubborn.exit).toEqual({ _tag: "Signalled", signal: "SIGKILL" })
      yield* untilGone(left)
    })
  )

  it.scopedLive("kill ends a process at once and tells the signal; killing it again changes nothing", () =>
    Effect.gen(function* () {
      const service = yield* Processes.start({ name: "service", script: script("service"), ready: listening })
      expect(yield* service.kill("SIGKILL")).toEqual({ _tag: "Signalled", signal: "SIGKILL" })
      expect(yield* service.kill("SIGTERM")).toEqual({ _tag: "Signalled", signal: "SIGKILL" })
      expect(yield* service.output).not.toContain("closing")
    })
  )

  it.scopedLive(
    "when the process that started it is killed, a process that installed EndWithParent ends by itself",
    () =>
      Effect.gen(function* () {
        const parent = yield* Processes.start({ name: "parent", script: script("parent") })
        const child = numberOf(yield* parent.line(/^started \d+$/))
        // Its lines came through its parent, with its name before them.
        yield* parent.line(/^ending \| watching$/)
        yield* parent.kill("SIGKILL")
        yield* untilGone(child)
      })
  )
})
