import * as ClusterMetrics from "@effect/cluster/ClusterMetrics"
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Prometheus from "@sluice/adapter-node/Prometheus"
import { Data, Effect, Metric } from "effect"
import { createServer } from "node:http"
import * as LaneEntity from "../LaneEntity.ts"
import type { Readiness } from "./Readiness.ts"

const lanes = Metric.tagged(ClusterMetrics.entities, "type", LaneEntity.LaneEntity.type)

/** What the cluster knows of itself, under names of ours. */
const gauges = Effect.gen(function* () {
  const own = yield* Metric.value(lanes)
  const workers = yield* Metric.value(ClusterMetrics.runnersHealthy)
  return [
    {
      name: "sluice_lanes",
      help: "Senders whose lanes are at this worker",
      samples: [{ labels: {}, value: Number(own.value) }]
    },
    {
      name: "sluice_workers",
      help: "Workers that this one knows to be there, itself included",
      samples: [{ labels: {}, value: Number(workers.value) }]
    }
  ] satisfies ReadonlyArray<Prometheus.Gauge>
})

const router = ({ fault }: Readiness) =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/livez", HttpServerResponse.json({ status: "up" })),
    HttpRouter.get(
      "/readyz",
      Effect.flatMap(fault, (detail) =>
        detail === null
          ? HttpServerResponse.json({ status: "ready" })
          : HttpServerResponse.json({ status: "not-ready", detail }, { status: 503, headers: { "retry-after": "1" } })
      )
    ),
    HttpRouter.get(
      "/metrics",
      Effect.map(gauges, (read) =>
        HttpServerResponse.text(Prometheus.render("sluice_", read), { contentType: Prometheus.contentType })
      )
    )
  )

/** The address cannot be listened at: another has the port, or the host is none of this machine. */
class NotListening extends Data.TaggedError("NotListening")<{
  readonly host: string
  readonly port: number
  readonly detail: string
}> {
  override get message(): string {
    return `cannot listen at ${this.host}:${this.port} for whoever watches: ${this.detail}; set SLUICE_WATCH_HOST and SLUICE_WATCH_PORT to an address that is free`
  }
}

/**
 * Answers whoever watches this worker, until the scope closes: `/livez` as long as the process turns, `/readyz` while it can work, and its own `/metrics`.
 * What the store tells of the whole deployment is the server's to tell.
 *
 * Open it before anything else and close it last, so that a start that takes long and an end that waits for answers are both seen as what they are.
 * Open to everybody who reaches it, as the server's are: the address that it listens at is the guard.
 *
 * @returns the port that it listens at.
 */
export const open = Effect.fn("WatchDoor.open")(function* (
  at: { readonly host: string; readonly port: number },
  readiness: Readiness
) {
  const listener = createServer()
  const server = yield* Effect.mapError(
    NodeHttpServer.make(() => listener, at),
    ({ cause }) => new NotListening({ ...at, detail: cause instanceof Error ? cause.message : String(cause) })
  )
  // A scraper keeps its connection; the end does not wait for it.
  yield* Effect.addFinalizer(() => Effect.sync(() => listener.closeAllConnections()))
  yield* server.serve(router(readiness))
  return server.address._tag === "TcpAddress" ? server.address.port : at.port
})
