import type { TimeScale } from "@sluice/core/clock/TimeScale"
import { Config, ConfigError, Either, LogLevel, Option } from "effect"

/** What every process of a deployment reads from its environment in the same way. */

/** A whole number within bounds. */
export const integer = (name: string, min: number, max: number): Config.Config<number> =>
  Config.integer(name).pipe(
    Config.validate({
      message: `expected a whole number from ${min} to ${max}`,
      validation: (value) => value >= min && value <= max
    })
  )

/** `SLUICE_CLOCK_ORIGIN_MILLIS` and `SLUICE_CLOCK_SPEED`: both, or neither. For simulations; all processes of a run share them. */
const clock: Config.Config<Option.Option<TimeScale>> = Config.all({
  originMillis: Config.option(integer("SLUICE_CLOCK_ORIGIN_MILLIS", 0, Number.MAX_SAFE_INTEGER)),
  speed: Config.option(
    Config.number("SLUICE_CLOCK_SPEED").pipe(
      Config.validate({
        message: "expected a number above 0 and up to 10000",
        validation: (value) => value > 0 && value <= 10_000
      })
    )
  )
}).pipe(
  Config.mapOrFail(({ originMillis, speed }) =>
    Option.isSome(originMillis) === Option.isSome(speed)
      ? Either.right(Option.all({ originMillis, speed }))
      : Either.left(
          ConfigError.InvalidData(
            [Option.isSome(speed) ? "SLUICE_CLOCK_ORIGIN_MILLIS" : "SLUICE_CLOCK_SPEED"],
            "a scaled clock needs both its origin and its speed"
          )
        )
  )
)

/** The part of the configuration that server and worker share. */
export const shared = Config.all({
  /** `SLUICE_DATABASE_URL`, or `DATABASE_URL`. */
  databaseUrl: Config.redacted("SLUICE_DATABASE_URL").pipe(Config.orElse(() => Config.redacted("DATABASE_URL"))),
  /** `SLUICE_ACCOUNTS`: path of the accounts file. */
  accountsPath: Config.nonEmptyString("SLUICE_ACCOUNTS"),
  /** `SLUICE_ALERTS`: path of the file on alert channels (docs/alerts.md); the log alone without it. */
  alertsPath: Config.option(Config.nonEmptyString("SLUICE_ALERTS")),
  /** `SLUICE_SECRET_KEYS`, or `SLUICE_SECRET_KEYS_FILE`: keys that open the secrets in the database (`SecretKeys`); needed once there are any. */
  secretKeys: Config.all({
    keys: Config.option(Config.redacted("SLUICE_SECRET_KEYS")),
    path: Config.option(Config.nonEmptyString("SLUICE_SECRET_KEYS_FILE"))
  }),
  /** `SLUICE_ENV`: `production` refuses plain HTTP callbacks and a scaled clock (WH-01). */
  environment: Config.literal("development", "production")("SLUICE_ENV").pipe(Config.withDefault("development")),
  clock,
  /** `SLUICE_LOG_LEVEL`, `info` by default. */
  logLevel: Config.logLevel("SLUICE_LOG_LEVEL").pipe(Config.withDefault(LogLevel.Info)),
  /** `SLUICE_END_WITH_PARENT=1`: ends when standard input closes. */
  endWithParent: Config.boolean("SLUICE_END_WITH_PARENT").pipe(Config.withDefault(false))
}).pipe(
  Config.mapOrFail((config) =>
    config.environment === "production" && Option.isSome(config.clock)
      ? Either.left(
          ConfigError.InvalidData(
            ["SLUICE_CLOCK_SPEED"],
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

/** What is wrong, one variable a line: for the one message that a failed start prints. */
export const describe = (error: ConfigError.ConfigError): ReadonlyArray<string> => {
  switch (error._op) {
    case "And":
      return [...describe(error.left), ...describe(error.right)]
    case "Or":
      return [eitherOf(describe(error.left), describe(error.right))]
    case "MissingData":
      return [`${error.path.join(".")} is not set`]
    case "InvalidData":
    case "SourceUnavailable":
    case "Unsupported":
      return [`${error.path.join(".")}: ${error.message}`]
  }
}
