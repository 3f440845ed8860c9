import { equalBytes } from "../internal/constantTime.ts"
import { indexOfFitting } from "./internal/secrets.ts"
import { refused, valid, type Verdict } from "./Verdict.ts"

const encoder = new TextEncoder()

/**
 * Judges a header that carries a shared key as it is (CLOUD_API 3.9): Zendesk's `X-API-Key`, and the header that 360dialog was told to add to
 * its calls, since it signs nothing itself. For basic authentication the key is the header's whole value, `Basic …`.
 *
 * The key says nothing of the body or of the moment: keep it out of logs, call over TLS only, and know repeats by the ids of events.
 */
export const verify = (given: {
  readonly header: string | null | undefined
  readonly secrets: ReadonlyArray<string>
}): Verdict => {
  const { header, secrets } = given
  if (header === null || header === undefined || header === "") return refused("missing")
  const bytes = encoder.encode(header)
  const secretIndex = indexOfFitting(secrets, (secret) => equalBytes(encoder.encode(secret), bytes))
  return secretIndex === -1 ? refused("mismatch") : valid(secretIndex)
}
