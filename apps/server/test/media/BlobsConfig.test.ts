import * as SharedConfig from "@sluice/adapter-node/SharedConfig"
import * as BlobsConfig from "@sluice/server/media/BlobsConfig"
import { ConfigProvider, Effect, Either, Redacted } from "effect"
import { describe, expect, it } from "vitest"

const read = (variables: Readonly<Record<string, string>>) =>
  Effect.runSync(
    Effect.either(BlobsConfig.blobs).pipe(
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
  )

const issues = (variables: Readonly<Record<string, string>>): string =>
  Either.match(read(variables), { onLeft: SharedConfig.describe, onRight: () => [] }).join("\n")

const bucket = {
  SLUICE_BLOBS: "s3",
  SLUICE_S3_BUCKET_URL: "https://media.s3.eu-central-1.amazonaws.com/",
  SLUICE_S3_ACCESS_KEY_ID: "AKIA",
  SLUICE_S3_SECRET_ACCESS_KEY: "very-secret"
}

describe("where media are kept", () => {
  it("WH-06: in development in the temporary directory, in production where it is told, and nowhere by guess", () => {
    expect(Either.getOrThrow(read({}))).toMatchObject({
      _tag: "Directory",
      path: expect.stringMatching(/sluice-blobs$/)
    })
    const path = { SLUICE_ENV: "production", SLUICE_BLOBS_DIRECTORY: "/var/lib/sluice/" }
    expect(Either.getOrThrow(read(path))).toEqual({ _tag: "Directory", path: "/var/lib/sluice" })
    const message = issues({ SLUICE_ENV: "production" })
    expect(message).toContain("SLUICE_BLOBS_DIRECTORY")
    expect(message).toContain("SLUICE_BLOBS=s3")
  })

  it("WH-06: a directory is named from the root, so that it is the same wherever the process is started", () => {
    for (const path of ["blobs", "./blobs", "../blobs", "~/blobs"]) {
      expect(issues({ SLUICE_BLOBS_DIRECTORY: path })).toContain("SLUICE_BLOBS_DIRECTORY")
    }
    expect(issues({ SLUICE_BLOBS: "ftp" })).toContain("SLUICE_BLOBS")
  })

  it("WH-06: a bucket stands with its address and a key, and its secret is in no message", () => {
    const found = Either.getOrThrow(read(bucket))
    expect(found).toMatchObject({
      _tag: "Bucket",
      bucket: {
        url: "https://media.s3.eu-central-1.amazonaws.com",
        prefix: "sluice/",
        region: "us-east-1",
        accessKeyId: "AKIA"
      }
    })
    expect(JSON.stringify(found)).not.toContain("very-secret")
    const secret = found._tag === "Bucket" ? Redacted.value(found.bucket.secretAccessKey) : null
    expect(secret).toBe("very-secret")
    for (const variable of [
      "SLUICE_S3_BUCKET_URL",
      "SLUICE_S3_ACCESS_KEY_ID",
      "SLUICE_S3_SECRET_ACCESS_KEY"
    ] as const) {
      const { [variable]: _, ...others } = bucket
      expect(issues(others)).toContain(variable)
    }
  })

  it("WH-01: in production a bucket is spoken to over HTTPS alone; an address carries no secret and no query", () => {
    const plain = { ...bucket, SLUICE_S3_BUCKET_URL: "http://minio:9000/media" }
    expect(issues(plain)).toBe("")
    expect(issues({ ...plain, SLUICE_ENV: "production" })).toContain("HTTPS")
    for (const url of ["https://a:b@s3.example.com/media", "https://s3.example.com/media?x=1", "s3://media", "media"]) {
      expect(issues({ ...bucket, SLUICE_S3_BUCKET_URL: url })).toContain("SLUICE_S3_BUCKET_URL")
    }
    for (const prefix of ["a b", "a?b", "\u00e4"]) {
      expect(issues({ ...bucket, SLUICE_S3_PREFIX: prefix })).toContain("SLUICE_S3_PREFIX")
    }
  })
})
