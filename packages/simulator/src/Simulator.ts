import type * as PlatformError from "@effect/platform/Error"
import type * as HttpServerError from "@effect/platform/HttpServerError"
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Context, Effect, Layer, type ParseResult, Schema, type Scope } from "effect"
import * as SimulatorConfig from "./config/SimulatorConfig.ts"
import * as Control from "./control/Control.ts"
import * as Listener from "./http/Listener.ts"
import * as Platform from "./Platform.ts"

/**
 * A running simulator: the Cloud API on this machine, and the judge of whoever sends to it.
 *
 * @example
 * ```ts
 * const program = Effect.gen(function* () {
 *   const simulator = yield* Simulator.Simulator
 *   yield* sendThrough(`${simulator.url}/v23.0`)
 *   const stats = yield* simulator.stats
 *   return stats.violations.total
 * }).pipe(Effect.provide(Simulator.layer({ seed: "one", policy: "guide" })))
 * ```
 */
export class Simulator extends Context.Tag("@sluice/simulator/Simulator")<
  Simulator,
  Control.Control & {
    /** `http://127.0.0.1:40123`: the Graph API's root, and with `/simulator` the control API's. */
    readonly url: string
    readonly config: SimulatorConfig.SimulatorConfig
  }
>() {}

/**
 * Starts a simulator that lives as long as the scope.
 *
 * Needs a live clock: sockets do not know of a test clock.
 *
 * Errors: `ParseError` names what is wrong in the configuration; `ServeError`: the port cannot be had; the temporary
 * folder for media cannot be made.
 */
export const make = (
  input: SimulatorConfig.Input = {}
): Effect.Effect<
  Simulator["Type"],
  ParseResult.ParseError | HttpServerError.ServeError | PlatformError.PlatformError,
  Scope.Scope
> =>
  Effect.gen(function* () {
    const config = yield* Schema.decode(SimulatorConfig.SimulatorConfig, { onExcessProperty: "error" })(input)
    // Built into the caller's scope: callbacks are still posted long after this effect has ended.
    const services = yield* Layer.build(Layer.merge(NodeContext.layer, NodeHttpClient.layerUndici))
    const platform = yield* Effect.provide(Platform.make(config), services)
    const control = yield* Effect.provide(Control.make(platform), services)
    const { url } = yield* Listener.listen(platform, control)
    return { ...control, url, config }
  })

/** A simulator as a layer, for tests and for processes that embed it. */
export const layer = (
  input: SimulatorConfig.Input = {}
): Layer.Layer<Simulator, ParseResult.ParseError | HttpServerError.ServeError | PlatformError.PlatformError> =>
  Layer.scoped(Simulator, make(input))
