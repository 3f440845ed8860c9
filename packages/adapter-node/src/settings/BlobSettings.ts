import * as Setting from "@sluice/engine/settings/Setting"
import { Config } from "effect"

/** Where the server keeps files of callbacks and copies of media, and how many. */
export const blobs = {
  kind: Setting.withDefault(
    Setting.choice("SLUICE_BLOBS", {
      words: ["directory", "s3"],
      example: "s3",
      meaning: "a directory, or a bucket of a store that speaks S3"
    }),
    "directory"
  ),
  path: Setting.optional(
    Setting.absolutePath("SLUICE_BLOBS_DIRECTORY", {
      example: "/var/lib/sluice/blobs",
      meaning: "the directory: one that outlives the process, and that all servers share"
    }),
    "in development `sluice-blobs` in the temporary directory; in production needed with `SLUICE_BLOBS=directory`"
  ),
  url: Setting.optional(
    Setting.matching("SLUICE_S3_BUCKET_URL", {
      type: "the bucket's http or https address without query",
      pattern: /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/,
      example: "https://media.s3.eu-central-1.amazonaws.com",
      meaning: "the bucket, as `https://<bucket>.<host>` or `https://<host>/<bucket>`; HTTPS in production"
    }),
    "needed with `SLUICE_BLOBS=s3`"
  ),
  prefix: Setting.withDefault(
    Setting.matching("SLUICE_S3_PREFIX", {
      type: "up to 200 letters, digits, dots, dashes, underscores and slashes",
      pattern: /^[A-Za-z0-9._/-]{0,200}$/,
      example: "messages/sluice/",
      meaning: "what every key in the bucket begins with"
    }),
    "sluice/"
  ),
  region: Setting.withDefault(
    Setting.text("SLUICE_S3_REGION", {
      example: "eu-central-1",
      meaning: "the region that requests are signed for; stores other than Amazon's mostly take the default"
    }),
    "us-east-1"
  ),
  accessKeyId: Setting.optional(
    Setting.text("SLUICE_S3_ACCESS_KEY_ID", {
      example: "AKIAIOSFODNN7EXAMPLE",
      meaning: "who may get, put, delete and list below the prefix"
    }),
    "needed with `SLUICE_BLOBS=s3`"
  ),
  secretAccessKey: Setting.optional(
    Setting.of(
      "SLUICE_S3_SECRET_ACCESS_KEY",
      { type: "a secret", isSecret: true, example: "the-secret-of-that-key", meaning: "the secret of that key" },
      Config.redacted(Config.nonEmptyString("SLUICE_S3_SECRET_ACCESS_KEY"))
    ),
    "needed with `SLUICE_BLOBS=s3`"
  ),
  mediaBytesMax: Setting.withDefault(
    Setting.integer("SLUICE_MEDIA_BYTES_MAX", {
      min: 0,
      max: Number.MAX_SAFE_INTEGER,
      unit: "bytes",
      example: "53687091200",
      meaning: "what copies of files of received messages may have together, the oldest go first; 0 fetches none"
    }),
    10 * 1024 ** 3
  )
}
