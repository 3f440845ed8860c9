import { it } from "@effect/vitest"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import * as Tracing from "@sluice/adapter-node/tracing/Tracing"
import { Spans } from "@sluice/engine/ports/Spans"
import { ConfigProvider, Effect, Option, Redacted } from "effect"
import { describe, expect } from "vitest"

const read = (variables: Readonly<Record<string, string>>) =>
  Effect.withConfigProvider(Tracing.config, ConfigProvider.fromMap(new Map(Object.entries(variables))))

/** What is told of a wrong variable. */
const refused = (variables: Readonly<Record<string, string>>) =>
  Effect.map(Effect.flip(read(variables)), (error) => SharedConfig.describe(error).join("\n"))

describe("the configuration of traces", () => {
  it.effect("nothing is traced unless a collector is named, and nothing where it is switched off", () =>
    Effect.gen(function* () {
      expect(yield* read({})).toEqual(Option.none())
      expect(yield* read({ OTEL_TRACES_SAMPLER_ARG: "1", OTEL_SERVICE_NAME: "x" })).toEqual(Option.none())
      const off = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_SDK_DISABLED: "true" }
      expect(yield* read(off)).toEqual(Option.none())
    })
  )

  it.effect("OpenTelemetry's own variables say where traces go, with what, and which", () =>
    Effect.gen(function* () {
      const given = Option.getOrThrow(
        yield* read({
          OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector.example.com/otlp/",
          OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20nobody, x-tenant=acme",
          OTEL_SERVICE_NAME: "gateway",
          OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=staging",
          OTEL_TRACES_SAMPLER_ARG: "0.25"
        })
      )
      expect(given.url).toBe("https://collector.example.com/otlp/v1/traces")
      expect(Object.fromEntries(Redacted.value(given.headers))).toEqual({
        authorization: "Bearer nobody",
        "x-tenant": "acme"
      })
      expect(String(given.headers)).toBe("<redacted>")
      expect(given.serviceName).toBe("gateway")
      expect(Object.fromEntries(given.resource)).toEqual({ "deployment.environment.name": "staging" })
      expect(given.sampler).toEqual({ share: 0.25, isParentBased: true })
    })
  )

  it.effect("an address for traces alone is taken as it stands", () =>
    Effect.gen(function* () {
      const url = "http://127.0.0.1:9411/traces"
      const both = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }
      expect(Option.map(yield* read(both), (given) => given.url)).toEqual(Option.some(url))
      const alone = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url }
      expect(Option.map(yield* read(alone), (given) => given.url)).toEqual(Option.some(url))
    })
  )

  it.effect("what is wrong is told by its name and what was expected; of a secret, not what it says", () =>
    Effect.gen(function* () {
      expect(yield* refused({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" })).toContain("OTEL_EXPORTER_OTLP_ENDPOINT")
      expect(yield* refused({ OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toContain("http/json")
      expect(yield* refused({ OTEL_TRACES_SAMPLER_ARG: "2" })).toContain("a share from 0 to 1")
      const told = yield* refused({ OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=acme,hunter2" })
      expect(told).toBe("OTEL_EXPORTER_OTLP_HEADERS: expected key=value pairs with commas between them; part 2 is none")
    })
  )

  it.effect(
    "a process that traces nothing has no recorder and Effect's own tracer, so it does nothing more than before",
    () =>
      Effect.gen(function* () {
        const before = yield* Effect.tracer
        const [spans, tracer] = yield* Effect.provide(
          Effect.all([Spans, Effect.tracer]),
          Tracing.layer(Option.none(), { name: "sluice-test", hasRequests: true })
        )
        expect(spans).toBeNull()
        expect(tracer).toBe(before)
      })
  )

  it.effect("one without requests keeps Effect's tracer too: its loops make spans for nobody", () =>
    Effect.gen(function* () {
      const before = yield* Effect.tracer
      const given = yield* read({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" })
      const traced = (hasRequests: boolean) =>
        Effect.provide(Effect.all([Spans, Effect.tracer]), Tracing.layer(given, { name: "sluice-test", hasRequests }))
      const [spans, tracer] = yield* traced(false)
      expect(spans?.keeps("018f3c5e7a1b7c2d8e3f4a5b6c7d8e9f")).toBe(true)
      expect(tracer).toBe(before)
      expect((yield* traced(true))[1]).not.toBe(before)
    })
  )
})
