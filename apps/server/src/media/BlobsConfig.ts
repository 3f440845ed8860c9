import { blobs as settings } from "@sluice/adapter-node/settings/BlobSettings"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
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
const missing = ({ name }: { readonly name: string }, message: string) =>
  Either.left(ConfigError.InvalidData([name], `is not set: ${message}`))

const given = Config.all({
  kind: settings.kind.config,
  path: settings.path.config,
  url: settings.url.config,
  prefix: settings.prefix.config,
  region: settings.region.config,
  accessKeyId: settings.accessKeyId.config,
  secretAccessKey: settings.secretAccessKey.config,
  environment: deployment.environment.config
})
type Given = Config.Config.Success<typeof given>

const directory = ({ environment, path }: Given): Either.Either<Choice, ConfigError.ConfigError> =>
  Option.isNone(path) && environment === "production"
    ? missing(settings.path, "media need a directory that outlives the process, or SLUICE_BLOBS=s3")
    : Either.right(Directory({ path: Option.getOrElse(path, () => developmentPath).replace(/\/+$/, "") }))

const bucket = ({ accessKeyId, environment, prefix, region, secretAccessKey, url }: Given) => {
  if (Option.isNone(url)) return missing(settings.url, "SLUICE_BLOBS=s3 needs its bucket")
  if (Option.isNone(accessKeyId)) return missing(settings.accessKeyId, "SLUICE_BLOBS=s3 needs a key")
  if (Option.isNone(secretAccessKey)) return missing(settings.secretAccessKey, "SLUICE_BLOBS=s3 needs a key")
  if (environment === "production" && url.value.startsWith("http:")) {
    return Either.left(ConfigError.InvalidData([settings.url.name], "in production media go over HTTPS only"))
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

/** Where blobs are kept, from the environment (`BlobSettings`): the variables of the other choice do not count. */
export const blobs: Config.Config<Choice> = Config.mapOrFail(
  given,
  (all): Either.Either<Choice, ConfigError.ConfigError> => (all.kind === "directory" ? directory(all) : bucket(all))
)
