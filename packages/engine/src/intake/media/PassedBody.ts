import type { Digests, Hash, Hmac } from "@sluice/core/callback/signature/Digests"
import type { Trust } from "@sluice/core/callback/signature/Authenticity"
import type { Running } from "../../ports/Crypto.ts"

/** The keyed and unkeyed digests of bytes that come one after the other. */
interface Source {
  readonly sha256: () => Running
  readonly hmacSha256: (secret: string) => Running
}

/**
 * A body that goes by and is not kept, with all that is ever asked of its bytes: whether its signature is good, and its digests (SPEC WH-02, WH-06).
 *
 * The schemes judge a whole body by digests of it. So they are given a stand-in for the body, and digests that know the answer for the stand-in:
 * what was computed while the real bytes went by. The schemes stay as they are, and are written once.
 */
export interface PassedBody {
  readonly update: (bytes: Uint8Array) => void
  /** Ends the digests; nothing may be added after it. */
  readonly end: () => Passed
}

/** What is known of a body that has gone by. */
export interface Passed {
  /** For the schemes, in the place of the body. It has a byte, so that it is not taken for an empty body. */
  readonly standIn: Uint8Array
  readonly digests: Digests
  /** SHA-256 of each prefix and the body, in the order of the prefixes. */
  readonly prefixed: ReadonlyArray<Uint8Array>
}

/**
 * Begins every digest that will be asked for: nothing can be digested afterwards, since the bytes are gone.
 *
 * @param secrets of the account: a keyed digest is computed with each, while the body goes by.
 * @param prefixes what the body is named under.
 */
export const start = (
  source: Source,
  digests: Digests,
  { secrets }: Pick<Trust, "secrets">,
  prefixes: ReadonlyArray<Uint8Array>
): PassedBody => {
  const plain = source.sha256()
  const keyed = new Map(secrets.map((secret) => [secret, source.hmacSha256(secret)]))
  const named = prefixes.map((prefix) => {
    const running = source.sha256()
    running.update(prefix)
    return running
  })
  const all = [plain, ...keyed.values(), ...named]
  return {
    update: (bytes) => {
      for (const running of all) running.update(bytes)
    },
    end: () => {
      const standIn = new Uint8Array(1)
      const hash = plain.digest()
      const hmacs = new Map([...keyed].map(([secret, running]) => [secret, running.digest()]))
      const sha256: Hash = (data) => (data === standIn ? hash : digests.sha256(data))
      const hmacSha256: Hmac = (secret, data) =>
        (data === standIn ? hmacs.get(secret) : undefined) ?? digests.hmacSha256(secret, data)
      return {
        standIn,
        digests: { ...digests, sha256, hmacSha256 },
        prefixed: named.map((running) => running.digest())
      }
    }
  }
}
