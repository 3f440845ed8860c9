import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { Spans } from "@sluice/engine/ports/Spans"
import { Config, Effect, Layer, Option, Redacted } from "effect"
import { tracing } from "../settings/TracingSettings.ts"
import { version } from "../Version.ts"
import * as RecordingTracer from "./RecordingTracer.ts"
import * as Sampler from "./Sampler.ts"
import * as SpanExport from "./SpanExport.ts"
import * as SpanRecorder from "./SpanRecorder.ts"

/** Where traces go and which; secrets stay wrapped until they are sent. */
export interface Tracing {
  readonly url: string
  readonly headers: Redacted.Redacted<ReadonlyMap<string, string>>
  /** Null: the process has its own. */
  readonly serviceName: string | null
  readonly resource: ReadonlyMap<string, string>
  readonly sampler: Sampler.Sampler
  readonly timeoutMillis: number
  readonly delayMillis: number
  readonly waitingMax: number
}

/** What OpenTelemetry's variables say (`TracingSettings`); nothing where no collector is named, or tracing is switched off. */
export const config: Config.Config<Option.Option<Tracing>> = Config.all({
  endpoint: tracing.endpoint.config,
  tracesEndpoint: tracing.tracesEndpoint.config,
  headers: tracing.headers.config,
  protocol: tracing.protocol.config,
  timeoutMillis: tracing.timeoutMillis.config,
  serviceName: tracing.serviceName.config,
  resource: tracing.resource.config,
  sampler: tracing.sampler.config,
  samplerShare: tracing.samplerShare.config,
  waitingMax: tracing.queueMax.config,
  delayMillis: tracing.delayMillis.config,
  disabled: tracing.disabled.config
}).pipe(
  Config.map((given) => {
    const below = Option.map(given.endpoint, (endpoint) => `${endpoint.replace(/\/+$/, "")}/v1/traces`)
    const url = Option.orElse(given.tracesEndpoint, () => below)
    if (given.disabled) return Option.none()
    return Option.map(url, (found): Tracing => ({
      url: found,
      headers: Option.getOrElse(given.headers, () => Redacted.make(new Map<string, string>())),
      serviceName: Option.getOrNull(given.serviceName),
      resource: Option.getOrElse(given.resource, () => new Map<string, string>()),
      sampler: Sampler.of(given.sampler, given.samplerShare),
      timeoutMillis: given.timeoutMillis,
      delayMillis: given.delayMillis,
      waitingMax: given.waitingMax
    }))
  })
)

/** Which process traces. */
export interface Service {
  /** What it is called where the configuration has no other name for it: `sluice-server`. */
  readonly name: string
  /**
   * Whether Effect's own spans are written down below those of requests. A process without requests leaves it: each of its statements would make a
   * span for nobody (ADR 10).
   */
  readonly hasRequests: boolean
}

const on = (given: Tracing, { hasRequests, name }: Service) =>
  Layer.unwrapScoped(
    Effect.gen(function* () {
      const queue = yield* SpanExport.make({
        url: given.url,
        headers: Object.fromEntries(Redacted.value(given.headers)),
        resource: {
          "service.version": version,
          ...Object.fromEntries(given.resource),
          "service.name": given.serviceName ?? given.resource.get("service.name") ?? name
        },
        timeoutMillis: given.timeoutMillis,
        delayMillis: given.delayMillis,
        waitingMax: given.waitingMax
      })
      const recorder = SpanRecorder.make(queue, given.sampler)
      const spans = Layer.succeed(Spans, recorder)
      if (!hasRequests) return spans
      return Layer.merge(spans, Layer.setTracer(RecordingTracer.make(recorder, given.sampler.isParentBased)))
    })
  ).pipe(
    Layer.provide(FetchHttpClient.layer),
    // The headers are the collector's alone.
    Layer.provide(Layer.succeed(FetchHttpClient.RequestInit, { redirect: "error" }))
  )

/** Traces of the process, as far as the configuration asks for any; without that, nothing at all. */
export const layer = (given: Option.Option<Tracing>, service: Service): Layer.Layer<never> =>
  Option.match(given, { onNone: () => Layer.empty, onSome: (found) => on(found, service) })
