import * as Setting from "@sluice/engine/settings/Setting"
import { Config, ConfigError, Either, Redacted } from "effect"

/** `key=value` with commas between them, values percent-encoded: how OpenTelemetry writes lists in variables. */
const pairs = (name: string, text: string): Either.Either<ReadonlyMap<string, string>, ConfigError.ConfigError> => {
  const found = new Map<string, string>()
  for (const part of text.split(",")) {
    if (part.trim() === "") continue
    const at = part.indexOf("=")
    const key = part.slice(0, at).trim()
    const value = Either.try(() => decodeURIComponent(part.slice(at + 1).trim()))
    if (at < 1 || key === "" || Either.isLeft(value)) {
      // Which part it is, and not what it says: it may be a secret.
      const message = `expected key=value pairs with commas between them; part ${found.size + 1} is none`
      return Either.left(ConfigError.InvalidData([name], message))
    }
    found.set(key, value.right)
  }
  return Either.right(found)
}

const address = /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/

/** Which traces are kept, by OpenTelemetry's words. */
const samplers = [
  "parentbased_traceidratio",
  "traceidratio",
  "parentbased_always_on",
  "always_on",
  "parentbased_always_off",
  "always_off"
] as const

/** What servers and workers read of OpenTelemetry's own variables: traces are off unless an endpoint is named (`docs/tracing.md`). */
export const tracing = {
  endpoint: Setting.optional(
    Setting.matching("OTEL_EXPORTER_OTLP_ENDPOINT", {
      type: "an http or https address without query",
      pattern: address,
      example: "http://127.0.0.1:4318",
      meaning: "a collector of [traces](tracing.md), which are posted to `/v1/traces` below it"
    }),
    "nothing is traced"
  ),
  tracesEndpoint: Setting.optional(
    Setting.matching("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", {
      type: "an http or https address without query",
      pattern: address,
      example: "https://collector.example.com/v1/traces",
      meaning: "where traces are posted, as it stands, whatever `OTEL_EXPORTER_OTLP_ENDPOINT` says"
    }),
    "`OTEL_EXPORTER_OTLP_ENDPOINT` says it"
  ),
  headers: Setting.optional(
    Setting.of(
      "OTEL_EXPORTER_OTLP_HEADERS",
      {
        type: "`key=value` with commas between them, values percent-encoded",
        example: "authorization=Bearer%20nobody",
        meaning: "goes with what is posted to the collector",
        isSecret: true
      },
      Config.mapOrFail(Config.redacted("OTEL_EXPORTER_OTLP_HEADERS"), (text) =>
        Either.map(pairs("OTEL_EXPORTER_OTLP_HEADERS", Redacted.value(text)), (found) => Redacted.make(found))
      )
    ),
    "no headers of its own"
  ),
  protocol: Setting.withDefault(
    Setting.choice("OTEL_EXPORTER_OTLP_PROTOCOL", {
      words: ["http/json", "http/protobuf"],
      example: "http/protobuf",
      meaning: "JSON is sent for either, since a receiver of the one takes the other; gRPC is not spoken"
    }),
    "http/json"
  ),
  timeoutMillis: Setting.withDefault(
    Setting.integer("OTEL_EXPORTER_OTLP_TIMEOUT", {
      min: 100,
      max: 60_000,
      unit: "milliseconds",
      example: "5000",
      meaning: "how long the collector may take over what is posted to it"
    }),
    10_000
  ),
  serviceName: Setting.optional(
    Setting.text("OTEL_SERVICE_NAME", {
      example: "sluice-server-eu",
      meaning: "what the process is called in traces"
    }),
    "`sluice-server`, `sluice-worker`"
  ),
  resource: Setting.optional(
    Setting.of(
      "OTEL_RESOURCE_ATTRIBUTES",
      {
        type: "`key=value` with commas between them, values percent-encoded",
        example: "deployment.environment.name=staging",
        meaning: "what else is said of the process in traces"
      },
      Config.mapOrFail(Config.string("OTEL_RESOURCE_ATTRIBUTES"), (text) => pairs("OTEL_RESOURCE_ATTRIBUTES", text))
    ),
    "nothing else"
  ),
  sampler: Setting.withDefault(
    Setting.choice("OTEL_TRACES_SAMPLER", {
      words: samplers,
      example: "always_on",
      meaning: "which traces are kept; with `parentbased` a caller's decision holds for the requests of its own trace"
    }),
    "parentbased_traceidratio"
  ),
  samplerShare: Setting.withDefault(
    Setting.number("OTEL_TRACES_SAMPLER_ARG", {
      type: "a share from 0 to 1",
      holds: (share) => share >= 0 && share <= 1,
      example: "0.01",
      meaning: "how many traces the samplers with `ratio` keep; give all processes the same"
    }),
    1
  ),
  queueMax: Setting.withDefault(
    Setting.integer("OTEL_BSP_MAX_QUEUE_SIZE", {
      min: 512,
      max: 65_536,
      unit: "spans",
      example: "8192",
      meaning: "how many wait for the collector at most; what comes beyond is dropped, and counted"
    }),
    2_048
  ),
  delayMillis: Setting.withDefault(
    Setting.integer("OTEL_BSP_SCHEDULE_DELAY", {
      min: 100,
      max: 60_000,
      unit: "milliseconds",
      example: "1000",
      meaning: "how long spans wait to be posted together, unless there are 512 of them before"
    }),
    5_000
  ),
  disabled: Setting.withDefault(
    Setting.flag("OTEL_SDK_DISABLED", {
      example: "true",
      meaning: "nothing is traced, whatever the other variables say"
    }),
    false
  )
}
