import { Data, type Effect, type Redacted, Schema } from "effect"

/**
 * A secret of the accounts file: given inline, or by where it lies.
 *
 * - `"EAAG…"` is the secret itself;
 * - `{ "env": "NAME" }` is read from the environment;
 * - `{ "file": "/run/secrets/token" }` is read from a file, without the line break at its end.
 */
export const SecretReference = Schema.Union(
  Schema.Redacted(Schema.NonEmptyString),
  Schema.Struct({ env: Schema.NonEmptyString }),
  Schema.Struct({ file: Schema.NonEmptyString })
).annotations({
  // What the reference of the configuration calls it.
  title: "a secret",
  message: () => ({
    message: 'expected a text, { "env": "NAME" } or { "file": "path" }',
    override: true
  })
})
export type SecretReference = typeof SecretReference.Type

/** Where a secret lies that is not given inline. */
export type Place = Exclude<SecretReference, Redacted.Redacted>

/** The secret is not where the accounts file says. `detail` never holds a secret. */
export class SecretMissing extends Data.TaggedError("SecretMissing")<{
  readonly place: Place
  readonly detail: string
}> {
  override get message(): string {
    return "env" in this.place
      ? `the environment variable ${this.place.env} ${this.detail}`
      : `the file ${this.place.file} ${this.detail}`
  }
}

/** Reads a secret from its place. The engine knows no environment and no files: the app that composes it does. */
export type Resolver = (place: Place) => Effect.Effect<Redacted.Redacted, SecretMissing>
