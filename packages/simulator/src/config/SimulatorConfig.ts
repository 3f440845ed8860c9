import { Schema } from "effect"
import * as TimeScale from "@sluice/core/clock/TimeScale"
import * as Behaviour from "./Behaviour.ts"
import * as World from "./World.ts"

/**
 * Everything that makes one simulated platform differ from another. Each part has a default, so `{}` is a whole one:
 * a sample account on any free port of this machine, judged by the guide, in real time.
 *
 * Two simulators with the same configuration that are sent the same messages in the same order decide the same for each.
 */
export const SimulatorConfig = Schema.Struct({
  host: Schema.optionalWith(Schema.NonEmptyString, { default: () => "127.0.0.1" }),
  /** 0 takes any free port. */
  port: Schema.optionalWith(Schema.Int.pipe(Schema.between(0, 65_535)), { default: () => 0 }),
  seed: Schema.optionalWith(Schema.String, { default: () => "sluice" }),
  clock: Schema.optionalWith(TimeScale.TimeScale, { default: () => ({ originMillis: 0, speed: 1 }) }),
  /** The rules for senders that name none of their own. */
  policy: Schema.optionalWith(World.PolicyName, { default: () => "guide" as const }),
  world: Schema.optionalWith(World.World, { default: () => Schema.decodeSync(World.World)(World.sample) }),
  fates: Schema.optionalWith(Behaviour.Fates, { default: () => Schema.decodeSync(Behaviour.Fates)({}) }),
  callbacks: Schema.optionalWith(Behaviour.Callbacks, { default: () => Schema.decodeSync(Behaviour.Callbacks)({}) }),
  judging: Schema.optionalWith(Behaviour.Judging, { default: () => Schema.decodeSync(Behaviour.Judging)({}) }),
  faults: Schema.optionalWith(Behaviour.Faults, { default: () => Schema.decodeSync(Behaviour.Faults)({}) }),
  /** Accepted messages that can be asked for; older ones are only counted. About 400 bytes each. */
  ledgerEntriesMax: Schema.optionalWith(Schema.Int.pipe(Schema.positive()), { default: () => 200_000 }),
  /** Bytes of uploaded media kept on disk; beyond it the oldest can no longer be downloaded. */
  mediaBytesMax: Schema.optionalWith(Schema.Int.pipe(Schema.positive()), { default: () => 256 * 1024 * 1024 })
})
export type SimulatorConfig = typeof SimulatorConfig.Type

/** A configuration as it is written: JSON, with every part optional. */
export type Input = typeof SimulatorConfig.Encoded
