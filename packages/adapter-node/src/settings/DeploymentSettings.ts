import * as Setting from "@sluice/engine/settings/Setting"
import { Config, LogLevel } from "effect"

/** Read where `SLUICE_DATABASE_URL` is not set; alone, where a command starts programs on a database. */
const plainDatabaseUrl = Setting.without(
  Setting.secret("DATABASE_URL", {
    type: "a PostgreSQL address",
    example: "postgres://localhost:5432/sluice",
    meaning: "the database by the name that hosts of databases give it"
  }),
  "`SLUICE_DATABASE_URL` is needed; `sluice up` and `sluice quickstart` start one"
)

/** What servers and workers of a deployment read alike. */
export const deployment = {
  databaseUrl: Setting.orElse(
    Setting.secret("SLUICE_DATABASE_URL", {
      type: "a PostgreSQL address",
      example: "postgres://sluice:secret@db.example.com:5432/sluice",
      meaning: "the database, which `sluice migrate` has prepared"
    }),
    plainDatabaseUrl
  ),
  plainDatabaseUrl,
  accountsPath: Setting.path("SLUICE_ACCOUNTS", {
    example: "/etc/sluice/accounts.json",
    meaning: "the [accounts file](#the-accounts-file)"
  }),
  alertsPath: Setting.optional(
    Setting.path("SLUICE_ALERTS", {
      example: "/etc/sluice/alerts.json",
      meaning: "the [alerts file](#the-alerts-file)"
    }),
    "alerts are lines of the workers' log"
  ),
  secretKeys: Setting.optional(
    Setting.secret("SLUICE_SECRET_KEYS", {
      type: "keys as `id:key`, with commas between them",
      example: "2026a:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
      meaning:
        "what secrets in the database are sealed with: the first key seals, all of them open ([tokens](tokens.md))"
    }),
    "`SLUICE_SECRET_KEYS_FILE`, or nothing can be sealed"
  ),
  secretKeysPath: Setting.optional(
    Setting.path("SLUICE_SECRET_KEYS_FILE", {
      example: "/run/secrets/sluice-keys",
      meaning: "a file that holds such keys, with commas or line breaks between them"
    }),
    "`SLUICE_SECRET_KEYS`, or nothing can be sealed"
  ),
  callbackDays: Setting.withDefault(
    Setting.integer("SLUICE_CALLBACK_DAYS", {
      min: 8,
      max: 3_650,
      unit: "days",
      example: "90",
      meaning: "how long callbacks, and files in them, are kept as they came; longer than platforms repeat a callback"
    }),
    30
  ),
  environment: Setting.withDefault(
    Setting.choice("SLUICE_ENV", {
      words: ["development", "production"],
      example: "production",
      meaning:
        "`production` refuses callbacks over plain HTTP, a scaled clock, blobs in a temporary directory, and passwords that go in clear"
    }),
    "development"
  ),
  logLevel: Setting.withDefault(
    Setting.of(
      "SLUICE_LOG_LEVEL",
      {
        type: Setting.oneOf(LogLevel.allLevels.map(({ label }) => label.toLowerCase())),
        example: "warn",
        meaning: "the least that is logged"
      },
      Config.logLevel("SLUICE_LOG_LEVEL")
    ),
    LogLevel.Info,
    "info"
  ),
  clockOriginMillis: Setting.optional(
    Setting.integer("SLUICE_CLOCK_ORIGIN_MILLIS", {
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      unit: "milliseconds since 1970",
      example: "1767225600000",
      meaning: "for simulations, the same for all processes of a run: from here on the engine's time runs faster"
    }),
    "real time"
  ),
  clockSpeed: Setting.optional(
    Setting.number("SLUICE_CLOCK_SPEED", {
      type: "a number above 0 and up to 10000",
      holds: (value) => value > 0 && value <= 10_000,
      example: "60",
      meaning: "for simulations, together with the origin: how many times as fast"
    }),
    "real time"
  ),
  endWithParent: Setting.withDefault(
    Setting.flag("SLUICE_END_WITH_PARENT", {
      example: "true",
      meaning: "ends when standard input closes, as it does when the process that started this one is gone"
    }),
    false
  )
}
