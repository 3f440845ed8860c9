import { Config, ConfigError, Data, Either, Option, type Redacted } from "effect"
import { tmpdir } from "node:os"

/** A bucket of a store that speaks S3, and who may use it. */
export interface Bucket {
  /** Without a slash at its end. */
  readonly url: string
  /** What every key begins with. */
  readonly prefix: string
  readonly region: string
  readonly accessKeyId: string
  readonly secretAccessKey: Redacted.Redacted
}

/** Where files of callbacks and copies of media are kept. */
export type Choice = Data.TaggedEnum<{
  Directory: { readonly path: string }
  Bucket: { readonly bucket: Bucket }
}>
const { Directory, Bucket } = Data.taggedEnum<Choice>()

/** Where production names none, none is guessed; in development the machine's temporary directory does. */
const developmentPath = `${tmpdir()}/sluice-blobs`

/** Not `MissingData`, of which the name alone is told: here something else may be set instead. */
const missing = (variable: string, message: string) =>
  Either.left(ConfigError.InvalidData([variable], `is not set: ${message}`))

const given = Config.all({
  kind: Config.literal("directory", "s3")("SLUICE_BLOBS").pipe(Config.withDefault("directory")),
  path: Config.option(
    Config.nonEmptyString("SLUICE_BLOBS_DIRECTORY").pipe(
      Config.validate({ message: "expected an absolute path", validation: (path) => path.startsWith("/") })
    )
  ),
  url: Config.option(
    Config.string("SLUICE_S3_BUCKET_URL").pipe(
      Config.validate({
        message:
          "expected the bucket's http or https address without query, such as https://media.s3.eu-central-1.amazonaws.com",
        validation: (text) => /^https?:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(text)
      })
    )
  ),
  prefix: Config.string("SLUICE_S3_PREFIX").pipe(
    Config.validate({
      message: "expected letters, digits, dots, dashes, underscores and slashes",
      validation: (text) => /^[A-Za-z0-9._/-]{0,200}$/.test(text)
    }),
    Config.withDefault("sluice/")
  ),
  region: Config.nonEmptyString("SLUICE_S3_REGION").pipe(Config.withDefault("us-east-1")),
  accessKeyId: Config.option(Config.nonEmptyString("SLUICE_S3_ACCESS_KEY_ID")),
  secretAccessKey: Config.option(Config.redacted(Config.nonEmptyString("SLUICE_S3_SECRET_ACCESS_KEY"))),
  environment: Config.string("SLUICE_ENV").pipe(Config.withDefault("development"))
})
type Given = Config.Config.Success<typeof given>

const directory = ({ environment, path }: Given): Either.Either<Choice, ConfigError.ConfigError> =>
  Option.isNone(path) && environment === "production"
    ? missing("SLUICE_BLOBS_DIRECTORY", "media need a directory that outlives the process, or SLUICE_BLOBS=s3")
    : Either.right(Directory({ path: Option.getOrElse(path, () => developmentPath).replace(/\/+$/, "") }))

const bucket = ({ accessKeyId, environment, prefix, region, secretAccessKey, url }: Given) => {
  if (Option.isNone(url)) return missing("SLUICE_S3_BUCKET_URL", "SLUICE_BLOBS=s3 needs its bucket")
  if (Option.isNone(accessKeyId)) return missing("SLUICE_S3_ACCESS_KEY_ID", "SLUICE_BLOBS=s3 needs a key")
  if (Option.isNone(secretAccessKey)) return missing("SLUICE_S3_SECRET_ACCESS_KEY", "SLUICE_BLOBS=s3 needs a key")
  if (environment === "production" && url.value.startsWith("http:")) {
    return Either.left(ConfigError.InvalidData(["SLUICE_S3_BUCKET_URL"], "in production media go over HTTPS only"))
  }
  return Either.right(
    Bucket({
      bucket: {
        url: url.value.replace(/\/+$/, ""),
        prefix,
        region,
        accessKeyId: accessKeyId.value,
        secretAccessKey: secretAccessKey.value
      }
    })
  )
}

/**
 * Where blobs are kept, from the environment: `SLUICE_BLOBS` is `directory` (by default) or `s3`; the other variables count for the one they name
 * (docs/media.md lists them).
 */
export const blobs: Config.Config<Choice> = Config.mapOrFail(
  given,
  (all): Either.Either<Choice, ConfigError.ConfigError> => (all.kind === "directory" ? directory(all) : bucket(all))
)
