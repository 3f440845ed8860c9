import type { TimeScale } from "@sluice/core/clock/TimeScale"
import { Config, ConfigError, Either, Option } from "effect"
import { deployment } from "./settings/DeploymentSettings.ts"

/** What every process of a deployment reads from its environment in the same way. */

/** `SLUICE_CLOCK_ORIGIN_MILLIS` and `SLUICE_CLOCK_SPEED`: both, or neither. For simulations; all processes of a run share them. */
const clock: Config.Config<Option.Option<TimeScale>> = Config.all({
  originMillis: deployment.clockOriginMillis.config,
  speed: deployment.clockSpeed.config
}).pipe(
  Config.mapOrFail(({ originMillis, speed }) =>
    Option.isSome(originMillis) === Option.isSome(speed)
      ? Either.right(Option.all({ originMillis, speed }))
      : Either.left(
          ConfigError.InvalidData(
            [Option.isSome(speed) ? deployment.clockOriginMillis.name : deployment.clockSpeed.name],
            "a scaled clock needs both its origin and its speed"
          )
        )
  )
)

/** The part of the configuration that server and worker share (`DeploymentSettings`). */
export const shared = Config.all({
  databaseUrl: deployment.databaseUrl.config,
  accountsPath: deployment.accountsPath.config,
  alertsPath: deployment.alertsPath.config,
  secretKeys: Config.all({ keys: deployment.secretKeys.config, path: deployment.secretKeysPath.config }),
  callbackDays: deployment.callbackDays.config,
  environment: deployment.environment.config,
  clock,
  logLevel: deployment.logLevel.config,
  endWithParent: deployment.endWithParent.config
}).pipe(
  Config.mapOrFail((config) =>
    config.environment === "production" && Option.isSome(config.clock)
      ? Either.left(
          ConfigError.InvalidData(
            [deployment.clockSpeed.name],
            "a scaled clock is for simulations; production runs on real time"
          )
        )
      : Either.right(config)
  )
)

const or = "; or "

/** Alternatives, each once: a reader that is tried twice misses the same variable twice. */
const eitherOf = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): string =>
  [...new Set([...left.join(", ").split(or), ...right.join(", ").split(or)])].join(or)

/** The variables, where all that is wrong is that none of several is set: the first is the one to set. */
const unset = (error: ConfigError.ConfigError): ReadonlyArray<string> | null => {
  if (error._op === "MissingData") return [error.path.join(".")]
  if (error._op !== "Or") return null
  const left = unset(error.left)
  const right = unset(error.right)
  return left === null || right === null ? null : [...new Set([...left, ...right])]
}

/** What is wrong, one variable a line and each line once: for the one message that a failed start prints. */
export const describe = (error: ConfigError.ConfigError): ReadonlyArray<string> => {
  switch (error._op) {
    case "And":
      return [...new Set([...describe(error.left), ...describe(error.right)])]
    case "Or": {
      const [first, ...others] = unset(error) ?? []
      return first === undefined || others.length === 0
        ? [eitherOf(describe(error.left), describe(error.right))]
        : [`${first} is not set, and neither is ${others.join(" or ")}`]
    }
    case "MissingData":
      return [`${error.path.join(".")} is not set`]
    case "InvalidData":
    case "SourceUnavailable":
    case "Unsupported":
      return [`${error.path.join(".")}: ${error.message}`]
  }
}
