import type * as PlatformError from "@effect/platform/Error"
import type * as FileSystem from "@effect/platform/FileSystem"
import * as HttpClient from "@effect/platform/HttpClient"
import { Effect, type Scope } from "effect"
import * as Courier from "./callbacks/Courier.ts"
import * as Scheduler from "./clock/Scheduler.ts"
import * as VirtualClock from "./clock/VirtualClock.ts"
import type * as SimulatorConfig from "./config/SimulatorConfig.ts"
import * as Directory from "./graph/Directory.ts"
import * as MediaStore from "./media/MediaStore.ts"
import * as Run from "./Run.ts"

/** The parts of one simulated platform, which its doors and its control API work on together. */
export interface Platform {
  readonly config: SimulatorConfig.SimulatorConfig
  readonly clock: VirtualClock.VirtualClock
  readonly directory: Directory.Directory
  readonly scheduler: Scheduler.Scheduler
  readonly courier: Courier.Courier
  readonly media: MediaStore.MediaStore
  /** What is remembered since the start or the last reset. */
  run: Run.Run
}

/** A platform that nothing has happened to. It ends with the scope, its files too; fails where there is no temporary folder to be had. */
export const make = (
  config: SimulatorConfig.SimulatorConfig
): Effect.Effect<Platform, PlatformError.PlatformError, Scope.Scope | FileSystem.FileSystem | HttpClient.HttpClient> =>
  Effect.gen(function* () {
    const client = yield* HttpClient.HttpClient
    const clock = yield* VirtualClock.make(config.clock)
    const scheduler = yield* Scheduler.make(clock)
    const directory = Directory.make(config.world)
    const media = yield* MediaStore.make(config.seed, config.mediaBytesMax)
    const run = Run.make(config, runId(config, clock, 0))
    const courier = yield* Courier.make({
      client,
      clock,
      directory,
      scheduler,
      settings: config.callbacks,
      paused: () => platform.run.faults.callbacksPaused
    })
    const platform: Platform = { config, clock, directory, scheduler, courier, media, run }
    return platform
  })

/**
 * Forgets every message, violation, hold, fault, pending callback and file. Tokens and callback addresses that were set
 * since the start stay: they say who is connected, not what happened.
 */
export const reset = (platform: Platform): Effect.Effect<void> =>
  Effect.suspend(() => {
    platform.scheduler.clear()
    platform.courier.clear()
    platform.run = Run.make(platform.config, runId(platform.config, platform.clock, platform.run.requests))
    return platform.media.clear
  })

/** The moment alone could repeat itself at a reset; with the requests of the run before it does not. */
const runId = (config: SimulatorConfig.SimulatorConfig, clock: VirtualClock.VirtualClock, requests: number): string =>
  `${config.seed} ${clock.nowMillis()} ${requests}`
