import { fail, type Finding, ok, skipped, warn } from "./Finding.ts"

/** What the environment says that matters in production alone. */
export interface Facts {
  readonly environment: "development" | "production"
  /** `SLUICE_PUBLIC_URL`; null where it is not set. */
  readonly publicUrl: string | null
  /** Whether there is a key to seal secrets with (ADR 12). */
  readonly hasSecretKeys: boolean
  /** Whether statements to the database are encrypted; null where it is on this machine. */
  readonly databaseTls: boolean | null
  /** Where accounts' endpoints are not HTTPS. */
  readonly plainEndpoints: ReadonlyArray<string>
  readonly blobs: "directory" | "s3"
  readonly logLevel: string
}

interface Rule {
  readonly stands: (facts: Facts) => boolean
  readonly verdict: "warn" | "fail"
  readonly seen: (facts: Facts) => string
  readonly remedy: string
}

/** What stands against production, each by itself. */
const rules: ReadonlyArray<Rule> = [
  {
    stands: ({ plainEndpoints }) => plainEndpoints.length > 0,
    verdict: "fail",
    seen: ({ plainEndpoints }) => `tokens go over plain HTTP to ${plainEndpoints.join(", ")}`,
    remedy: "give baseUrls with https:// in the accounts file"
  },
  {
    stands: ({ publicUrl }) => publicUrl !== null && !publicUrl.startsWith("https:"),
    verdict: "fail",
    seen: ({ publicUrl }) => `SLUICE_PUBLIC_URL is ${publicUrl ?? ""}`,
    remedy: "the platform calls HTTPS alone: put a proxy that ends TLS in front, and name it here (WH-01)"
  },
  {
    stands: ({ publicUrl }) => publicUrl === null,
    verdict: "warn",
    seen: () => "SLUICE_PUBLIC_URL is not set",
    remedy: "set it to what providers call; some of them sign the address, and callbacks cannot be checked without"
  },
  {
    stands: ({ hasSecretKeys }) => !hasSecretKeys,
    verdict: "warn",
    seen: () => "there is no key to seal secrets with",
    remedy:
      "set SLUICE_SECRET_KEYS or SLUICE_SECRET_KEYS_FILE (docs/tokens.md): tokens cannot be replaced without a restart"
  },
  {
    stands: ({ databaseTls }) => databaseTls === false,
    verdict: "warn",
    seen: () => "the database is on another machine and is not asked over TLS",
    remedy: "add sslmode=verify-full to its address, unless the network between is your own"
  },
  {
    stands: ({ blobs }) => blobs === "directory",
    verdict: "warn",
    seen: () => "media are kept in a directory of this machine",
    remedy: "with more than one server give all of them the same directory, or SLUICE_BLOBS=s3 (docs/media.md)"
  },
  {
    stands: ({ logLevel }) => logLevel === "DEBUG" || logLevel === "TRACE" || logLevel === "ALL",
    verdict: "warn",
    seen: ({ logLevel }) => `SLUICE_LOG_LEVEL is ${logLevel.toLowerCase()}`,
    remedy: "take it back to info: it costs time on every message"
  }
]

/** What stands against production. Development is told as such, and judged no further. */
export const of = (facts: Facts): ReadonlyArray<Finding> => {
  if (facts.environment === "development") {
    return [
      skipped("production", "", "SLUICE_ENV is development", "set SLUICE_ENV=production where real messages are sent")
    ]
  }
  const found = rules
    .filter(({ stands }) => stands(facts))
    .map(({ remedy, seen, verdict }) =>
      verdict === "fail" ? fail("production", "", seen(facts), remedy) : warn("production", "", seen(facts), remedy)
    )
  return found.length === 0 ? [ok("production", "", "nothing stands against it")] : found
}
