import { FileSystem, HttpClient, Path } from "@effect/platform"
import { NodeContext, NodeHttpClient } from "@effect/platform-node"
import { it } from "@effect/vitest"
import * as CommandLine from "@sluice/cli/CommandLine"
import * as Output from "@sluice/cli/Output"
import * as Settings from "@sluice/cli/simulator/Settings"
import * as World from "@sluice/simulator/config/World"
import { Effect, Fiber, Layer, Option } from "effect"
import { createServer } from "node:http"
import { describe, expect } from "vitest"

const platform = Layer.merge(NodeContext.layer, NodeHttpClient.layerUndici)

const started = (args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const captured = yield* Output.captured
    const fiber = yield* Effect.fork(Effect.provide(CommandLine.run(["simulator", ...args], "0.0.0"), captured.layer))
    return { captured, fiber }
  })

/** What it prints once it answers. */
const announced = ({ captured, fiber }: Effect.Effect.Success<ReturnType<typeof started>>) =>
  Effect.raceFirst(
    captured.stdout.pipe(Effect.delay("10 millis"), Effect.repeat({ until: (text) => text.includes("\n") })),
    Effect.flatMap(Fiber.join(fiber), () => Effect.flatMap(captured.stderr, (text) => Effect.dieMessage(text)))
  ).pipe(Effect.timeout("20 seconds"))

const refused = (args: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const { captured, fiber } = yield* started(args)
    return { code: yield* Fiber.join(fiber), stderr: yield* captured.stderr }
  })

const getJson = (url: string) =>
  Effect.flatMap(HttpClient.get(url), (response) => response.json).pipe(
    Effect.map((value) => value as Readonly<Record<string, unknown>>)
  )

const given: Settings.Given = {
  port: Option.none(),
  seed: Option.none(),
  speed: Option.none(),
  policy: Option.none(),
  callbackUrl: Option.none()
}

describe("sluice simulator", () => {
  it.scopedLive(
    "prints its address and credentials as one JSON value, answers there, and leaves no state file behind",
    () =>
      Effect.gen(function* () {
        const files = yield* FileSystem.FileSystem
        const path = yield* Path.Path
        const stateFile = path.join(yield* files.makeTempDirectoryScoped(), "simulator.json")
        const running = yield* started(["--json", "--seed", "s", "--speed", "60", "--state-file", stateFile])
        const printed: Readonly<Record<string, unknown>> = JSON.parse(yield* announced(running))
        expect(printed).toMatchObject({
          url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
          policy: "guide",
          seed: "s",
          clock: { speed: 60 },
          tokens: [{ value: "sample-token" }]
        })
        expect(JSON.parse(yield* files.readFileString(stateFile))).toEqual(printed)
        expect(((yield* files.stat(stateFile)).mode & 0o077).toString(8)).toBe("0")
        expect(yield* getJson(`${String(printed["control"])}/clock`)).toMatchObject({ speed: 60 })
        yield* Fiber.interrupt(running.fiber)
        expect(yield* files.exists(stateFile)).toBe(false)
      }).pipe(Effect.provide(platform))
  )

  it.scopedLive("takes its configuration from a file, and the command line goes before it", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const config = yield* files.makeTempFileScoped({ suffix: ".json" })
      yield* files.writeFileString(config, JSON.stringify({ seed: "file", policy: "guide", world: World.sample }))
      const callbackUrl = "http://127.0.0.1:1/callbacks"
      const running = yield* started(["--config", config, "--policy", "cloud-api", "--callback-url", callbackUrl])
      const text = yield* announced(running)
      expect(text).toContain("cloud-api, seed file, speed 1")
      expect(text).toContain(`callbacks to ${callbackUrl}`)
      expect(text).toContain("100200300400500")
      yield* Fiber.interrupt(running.fiber)
    }).pipe(Effect.provide(platform))
  )

  it.scopedLive("what makes no sense is a usage error that names every place", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const config = yield* files.makeTempFileScoped({ suffix: ".json" })
      const withFile = (text: string) =>
        Effect.zipRight(files.writeFileString(config, text), refused(["--config", config]))
      const unknown = yield* withFile('{"sed":"x","port":"y"}')
      expect(unknown.code).toBe(2)
      expect(unknown.stderr).toContain("sed: ")
      expect(unknown.stderr).toContain("port: ")
      const wrong = yield* withFile('{"fates":{"readLostShare":7}}')
      expect([wrong.code, wrong.stderr.includes("fates.readLostShare: ")]).toEqual([2, true])
      expect((yield* withFile("{")).code).toBe(2)
      for (const args of [
        ["--speed", "0"],
        ["--policy", "mine"],
        ["--callback-url", "here"],
        ["--config", "/nowhere"]
      ]) {
        expect((yield* refused(args)).code).toBe(2)
      }
    }).pipe(Effect.provide(platform))
  )

  it.scopedLive("a port that is taken is a failure that says so", () =>
    Effect.gen(function* () {
      const server = yield* Effect.acquireRelease(
        Effect.sync(() => createServer()),
        (made) => Effect.sync(() => made.close())
      )
      yield* Effect.async<void>((resume) => {
        server.listen(0, "127.0.0.1", () => resume(Effect.void))
      })
      const address = server.address()
      const port = typeof address === "object" && address !== null ? String(address.port) : ""
      const ran = yield* refused(["--port", port])
      expect([ran.code, ran.stderr]).toEqual([1, expect.stringContaining(port)])
    }).pipe(Effect.provide(platform))
  )
})

describe("Settings", () => {
  it("a speed counts from now, unless the file says from when", () => {
    const speed = { ...given, speed: Option.some(60) }
    expect(Settings.merged({}, speed, 7)).toEqual({ clock: { originMillis: 7, speed: 60 } })
    const file = { clock: { originMillis: 3, speed: 2 } }
    expect(Settings.merged(file, speed, 7)).toEqual({ clock: { originMillis: 3, speed: 60 } })
    expect(Settings.merged(file, given, 7)).toEqual(file)
  })

  it("a callback address is that of every app, and nothing else of the world changes", () => {
    const [app] = World.sample.apps
    const world = { ...World.sample, apps: [app, { ...app, appId: "second", callbackUrl: "http://old" }] as const }
    const merged = Settings.merged({ world }, { ...given, callbackUrl: Option.some("http://new") }, 0)
    expect(merged.world?.apps.map((changed) => [changed.appId, changed.callbackUrl])).toEqual([
      [app.appId, "http://new"],
      ["second", "http://new"]
    ])
    expect({ ...merged.world, apps: world.apps }).toEqual(world)
  })
})
