import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import { Config } from "effect"
import * as BlobsConfig from "./media/BlobsConfig.ts"

/** Everything that the server reads from its environment. */
export const serverConfig = Config.all({
  shared: SharedConfig.shared,
  /** `SLUICE_CALLBACK_LOG`, `postgres` by default; with `kafka` the variables `SLUICE_KAFKA_*` (docs/kafka.md). */
  callbackLog: KafkaConfig.callbackLog,
  /** `SLUICE_BLOBS`, `directory` by default: where media are kept (docs/media.md). */
  blobs: BlobsConfig.blobs,
  /** `SLUICE_CALLBACK_DAYS`, 30 by default, as the worker has it: files of callbacks are kept as long as these. */
  callbackDays: SharedConfig.integer("SLUICE_CALLBACK_DAYS", 8, 3_650).pipe(Config.withDefault(30)),
  /** `SLUICE_MEDIA_BYTES_MAX`, 10 GB by default: what copies of files of received messages may have together (docs/media.md); 0 fetches none. */
  mediaBytesMax: SharedConfig.integer("SLUICE_MEDIA_BYTES_MAX", 0, Number.MAX_SAFE_INTEGER).pipe(
    Config.withDefault(10 * 1024 ** 3)
  ),
  /** `SLUICE_HOST`, 127.0.0.1 by default: nothing is offered to the network unasked. */
  host: Config.nonEmptyString("SLUICE_HOST").pipe(Config.withDefault("127.0.0.1")),
  /** `SLUICE_PORT`, 8080 by default; 0 takes a free one. */
  port: SharedConfig.integer("SLUICE_PORT", 0, 65_535).pipe(Config.withDefault(8080)),
  /** `SLUICE_TRUST_PROXY_HOPS`, 0 by default: how many proxies stand in front whose `X-Forwarded-*` headers are believed. */
  trustProxyHops: SharedConfig.integer("SLUICE_TRUST_PROXY_HOPS", 0, 10).pipe(Config.withDefault(0)),
  /**
   * `SLUICE_PUBLIC_URL`, such as `https://hooks.example.com`: what providers call the server, where a proxy in front does not say it. Some of
   * them sign the address that they call.
   */
  publicUrl: Config.string("SLUICE_PUBLIC_URL").pipe(
    Config.validate({
      message: "expected an http or https address without query, such as https://hooks.example.com",
      validation: (text) => /^https?:\/\/[^\s/?#]+(\/[^\s?#]*)?$/.test(text)
    }),
    Config.map((text): string | null => text.replace(/\/+$/, "")),
    Config.withDefault(null)
  ),
  /** `SLUICE_SERVER_CONNECTIONS`, 8 by default: to the database. */
  databaseConnections: SharedConfig.integer("SLUICE_SERVER_CONNECTIONS", 2, 100).pipe(Config.withDefault(8)),
  /** `SLUICE_KEY_REQUESTS_PER_SECOND`, 1,000 by default: requests that each API key may make at this server; 429 beyond. */
  keyRequestsPerSecond: SharedConfig.integer("SLUICE_KEY_REQUESTS_PER_SECOND", 1, 100_000).pipe(
    Config.withDefault(1_000)
  ),
  /** `SLUICE_BATCH_ROWS_MAX`, 10,000 by default. */
  batchRowsMax: SharedConfig.integer("SLUICE_BATCH_ROWS_MAX", 1, 100_000).pipe(Config.withDefault(10_000)),
  /** `SLUICE_BATCH_BYTES_MAX`, 32 MB by default. */
  batchBytesMax: SharedConfig.integer("SLUICE_BATCH_BYTES_MAX", 1_024, 256 * 1024 * 1024).pipe(
    Config.withDefault(32 * 1024 * 1024)
  )
}).pipe(Config.map(({ shared, ...own }) => ({ ...shared, ...own })))
export type ServerConfig = Config.Config.Success<typeof serverConfig>
