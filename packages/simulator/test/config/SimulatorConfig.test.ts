import { Either, ParseResult, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as SimulatorConfig from "@sluice/simulator/config/SimulatorConfig"
import * as World from "@sluice/simulator/config/World"

const decode = Schema.decodeUnknownEither(SimulatorConfig.SimulatorConfig, { onExcessProperty: "error", errors: "all" })
const issues = (value: unknown): ReadonlyArray<string> =>
  Either.match(decode(value), {
    onLeft: (error) =>
      ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => `${path.join(".")}: ${message}`),
    onRight: () => []
  })

describe("SimulatorConfig", () => {
  it("nothing at all is a whole configuration, by the guide and in real time", () => {
    const config = Either.getOrThrow(decode({}))
    expect(config).toMatchObject({ host: "127.0.0.1", port: 0, policy: "guide", clock: { speed: 1 } })
    expect(config.fates).toMatchObject({ failureShare: 0.035, readLostShare: 0.08 })
    expect(config.world.senders.length).toBe(1)
  })

  it("what is written back reads the same", () => {
    const config = Either.getOrThrow(decode({ seed: "x", world: World.sample }))
    const written = Schema.encodeSync(SimulatorConfig.SimulatorConfig)(config)
    expect(decode(JSON.parse(JSON.stringify(written)))).toEqual(Either.right(config))
  })

  it("unknown keys, shares above 1 and spans that end before they begin are refused with their path", () => {
    expect(issues({ sed: "x" }).join()).toContain("sed")
    expect(issues({ fates: { readLostShare: 1.1 } }).join()).toContain("fates.readLostShare")
    expect(issues({ fates: { delivered: { minMillis: 5, maxMillis: 4 } } }).join()).toContain("fates.delivered")
    expect(issues({ clock: { originMillis: 0, speed: 0 } }).join()).toContain("clock.speed")
    expect(issues({ port: 70_000 }).join()).toContain("port")
  })

  it("references that lead nowhere and ids that occur twice are refused", () => {
    const [base] = World.sample.senders
    const [app] = World.sample.apps
    const [token] = World.sample.tokens
    const world = (change: Partial<typeof World.World.Encoded>) =>
      issues({ world: { ...World.sample, ...change } }).join()
    expect(world({ senders: [{ ...base, businessId: "nowhere" }] })).toContain("no business nowhere")
    expect(world({ tokens: [{ ...token, appId: "nothing" }] })).toContain("no app nothing")
    expect(world({ tokens: [{ ...token, phoneNumberIds: ["nobody"] }] })).toContain("no sender nobody")
    expect(world({ tokens: [token, token] })).toContain("a token twice")
    expect(world({ apps: [app, app] })).toContain(`app ${app.appId} twice`)
    expect(world({ senders: [base, base] })).toContain(`id ${base.phoneNumberId} twice`)
    expect(world({ senders: [{ ...base, wabaId: base.phoneNumberId }] })).toContain("twice")
    expect(
      world({ businesses: [{ businessId: base.businessId, accountId: "account", timeZone: "Mars/Base" }] })
    ).not.toBe("")
  })
})
