import * as Setting from "@sluice/engine/settings/Setting"

/** What the server alone reads. */
export const server = {
  host: Setting.withDefault(
    Setting.text("SLUICE_HOST", {
      type: "an address of this machine, or its name",
      example: "0.0.0.0",
      meaning: "where it listens; nothing is offered to the network unasked"
    }),
    "127.0.0.1"
  ),
  port: Setting.withDefault(
    Setting.integer("SLUICE_PORT", {
      min: 0,
      max: 65_535,
      example: "80",
      meaning: "where it listens; 0 takes a free one, and the first line of output names it"
    }),
    8080
  ),
  trustProxyHops: Setting.withDefault(
    Setting.integer("SLUICE_TRUST_PROXY_HOPS", {
      min: 0,
      max: 10,
      unit: "proxies",
      example: "1",
      meaning: "how many stand in front whose `X-Forwarded-*` headers are believed; one that ends TLS needs 1"
    }),
    0
  ),
  publicUrl: Setting.optional(
    Setting.matching("SLUICE_PUBLIC_URL", {
      type: "an http or https address without query",
      pattern: /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/,
      example: "https://hooks.example.com",
      meaning: "what providers call the server: some of them sign the address that they call"
    }),
    "what the request and the proxies in front say"
  ),
  databaseConnections: Setting.withDefault(
    Setting.integer("SLUICE_SERVER_CONNECTIONS", {
      min: 2,
      max: 100,
      unit: "connections",
      example: "16",
      meaning: "to the database, of one server ([capacity](capacity.md))"
    }),
    8
  ),
  keyRequestsPerSecond: Setting.withDefault(
    Setting.integer("SLUICE_KEY_REQUESTS_PER_SECOND", {
      min: 1,
      max: 100_000,
      unit: "requests a second",
      example: "200",
      meaning: "what each API key may make at one server; 429 beyond"
    }),
    1_000
  ),
  batchRowsMax: Setting.withDefault(
    Setting.integer("SLUICE_BATCH_ROWS_MAX", {
      min: 1,
      max: 100_000,
      unit: "messages",
      example: "50000",
      meaning: "the largest batch; 413 beyond"
    }),
    10_000
  ),
  batchBytesMax: Setting.withDefault(
    Setting.integer("SLUICE_BATCH_BYTES_MAX", {
      min: 1_024,
      max: 256 * 1024 * 1024,
      unit: "bytes",
      example: "67108864",
      meaning: "the largest body of a batch; 413 beyond"
    }),
    32 * 1024 * 1024
  )
}
