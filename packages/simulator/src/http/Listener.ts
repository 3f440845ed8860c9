import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerError from "@effect/platform/HttpServerError"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { Effect, type Scope } from "effect"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import type * as Control from "../control/Control.ts"
import * as FaultPlan from "../FaultPlan.ts"
import * as FrontDoor from "../fronts/FrontDoor.ts"
import * as Reply from "../graph/Reply.ts"
import type * as Platform from "../Platform.ts"
import * as ControlRoutes from "./ControlRoutes.ts"
import * as GraphRoutes from "./GraphRoutes.ts"
import * as MessagesDoor from "./MessagesDoor.ts"
import * as Outcome from "./Outcome.ts"

/**
 * One port with three doors behind it: sending (`MessagesDoor`), the rest of the Graph API, and the control API, which
 * only this machine may use. Outages meet every request to the Graph API before any door is reached.
 *
 * Closing the scope cuts off what is still open: requests that were never to be answered must not hold it up.
 */

/** Requests without a version get the newest, as the Graph API does. */
const newestVersion = "v25.0"

/** Addresses of this machine, as node prints them for both families. */
const loopback = /^(?:::ffff:)?127\.|^::1$/

/** Opens the port, until the scope closes; answers the address, with the port that the system chose where 0 was asked for. Fails where it cannot be had. */
export const listen = (
  platform: Platform.Platform,
  control: Control.Control
): Effect.Effect<{ readonly url: string }, HttpServerError.ServeError, Scope.Scope> =>
  Effect.gen(function* () {
    const routes = HttpRouter.empty.pipe(
      HttpRouter.mount("/simulator", ControlRoutes.make(control)),
      HttpRouter.concat(GraphRoutes.make(platform))
    )
    const routed = yield* NodeHttpServer.makeHandler(routes)
    const fronts = FrontDoor.make(platform)
    const server = yield* Effect.acquireRelease(
      Effect.sync(() => Http.createServer((request, response) => meet(platform, fronts, routed, request, response))),
      (server) =>
        Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
    )
    const { host, port } = platform.config
    yield* Effect.async<void, HttpServerError.ServeError>((resume) => {
      server.once("error", (cause) => resume(Effect.fail(new HttpServerError.ServeError({ cause }))))
      server.listen(port, host, () => resume(Effect.void))
    })
    return { url: url(host, server.address()) }
  }).pipe(Effect.provide(NodeHttpServer.layerContext))

const url = (host: string, address: AddressInfo | string | null): string => {
  const port = address !== null && typeof address === "object" ? address.port : 0
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`
}

const meet = (
  platform: Platform.Platform,
  fronts: ReturnType<typeof FrontDoor.make>,
  routed: Http.RequestListener,
  request: Http.IncomingMessage,
  response: Http.ServerResponse
): void => {
  const path = request.url ?? "/"
  if (path === "/simulator" || path.startsWith("/simulator/")) {
    if (loopback.test(request.socket.remoteAddress ?? "")) routed(request, response)
    else response.writeHead(403).end()
    return
  }
  const { run } = platform
  const outage = FaultPlan.outage(run.faults, platform.clock.nowMillis())
  if (outage._tag !== "Passes") {
    run.tallies.all.faulted++
    request.resume()
    Outcome.perform(duringOutage(outage, run.requests++), response)
    return
  }
  if (fronts(request, response)) return
  if (!/^\/(?:v\d+\.\d+\/|whatsapp_business\/)/.test(path)) request.url = `/${newestVersion}${path}`
  if (!MessagesDoor.takes(platform, request, response)) routed(request, response)
}

const duringOutage = (outage: FaultPlan.Before, index: number): Outcome.Outcome =>
  FaultPlan.matchBefore(outage, {
    Passes: () => Outcome.Silence(),
    Hangs: () => Outcome.Silence(),
    Drops: () => Outcome.Close({ afterRealMillis: 0 }),
    Errs: ({ code }) => {
      const context = { version: newestVersion, wabaId: null, usage: "whatsapp" as const, request: index }
      return Outcome.Answer({ reply: Reply.failure({ code }, context), afterRealMillis: 0 })
    }
  })
