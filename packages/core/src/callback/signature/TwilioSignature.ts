import { equalBytes } from "../internal/constantTime.ts"
import * as Body from "../providers/Body.ts"
import * as Form from "../providers/Form.ts"
import type { Digests } from "./Digests.ts"
import * as Encoded from "./Encoded.ts"
import { indexOfFitting } from "./internal/secrets.ts"
import { refused, valid, type Verdict } from "./Verdict.ts"

/** What `X-Twilio-Signature` was made over. */
export interface Signed {
  readonly header: string | null | undefined
  /** Auth tokens, the current one first. */
  readonly secrets: ReadonlyArray<string>
  /** The address as Twilio called it: scheme, host, path and query as they were written, whatever proxies stand between. */
  readonly url: string
  readonly contentType: string | null
  readonly body: Uint8Array
}

const signatureBytes = 20
const encoder = new TextEncoder()
const decoder = new TextDecoder()

const address = /^(https?):\/\/((?:[^@/?#]*@)?(?:\[[^\]]*\]|[^:/?#]*))(?::(\d+))?([^]*)$/i

/** Twilio is not consistent about the port: it signs the address with it or without it, whichever was called. */
const spellings = (url: string): ReadonlyArray<string> => {
  const parts = address.exec(url)
  if (parts === null) return [url]
  const [, scheme = "", host = "", stated, rest = ""] = parts
  const port = stated ?? (scheme.toLowerCase() === "https" ? "443" : "80")
  const path = rest.startsWith("/") ? rest : `/${rest}`
  return [...new Set([url, `${scheme}://${host}${path}`, `${scheme}://${host}:${port}${path}`])]
}

/** Names in order, each with its different values in order, one after another without anything between. */
const sorted = (pairs: Form.Form["pairs"]): string => {
  const values = new Map<string, Set<string>>()
  for (const [name, value] of pairs) {
    const known = values.get(name)
    if (known === undefined) values.set(name, new Set([value]))
    else known.add(value)
  }
  return [...values.keys()]
    .toSorted()
    .flatMap((name) => [...(values.get(name) ?? [])].toSorted().map((value) => name + value))
    .join("")
}

/**
 * What may have been signed, each as long as the next is not asked for: all lie in the same bytes, with one spelling or another in front of the parameters.
 * A form may have 3 MB, and a copy for each would be in memory at once (WH-06).
 */
const texts = (addresses: ReadonlyArray<string>, parameters: string): ReadonlyArray<() => Uint8Array> => {
  const fronts = addresses.map((spelling) => encoder.encode(spelling))
  const room = Math.max(...fronts.map(({ length }) => length))
  const bytes = encoder.encode(" ".repeat(room) + parameters)
  return fronts.map((front) => () => {
    const text = bytes.subarray(room - front.length)
    text.set(front)
    return text
  })
}

/** The digest of the body that the address carries; null where it carries none. */
const bodyHashIn = (url: string): string | null => {
  const query = /\?([^#]*)/.exec(url)?.[1] ?? ""
  return Form.parse(query).pairs.find(([name]) => name === "bodySHA256")?.[1] ?? null
}

/**
 * Judges `X-Twilio-Signature`: base64 of HMAC-SHA1 over the address and, for a form, its parameters (CLOUD_API 3.9).
 *
 * A JSON body is covered by `bodySHA256` in the address. A body that is covered by neither is refused: the signature of any old delivery
 * without parameters would vouch for it.
 */
export const verify = (digests: Pick<Digests, "hmacSha1" | "sha256">, signed: Signed): Verdict => {
  const { body, contentType, header, secrets, url } = signed
  if (header === null || header === undefined || header === "") return refused("missing")
  const given = Encoded.base64(header)
  if (given?.length !== signatureBytes) return refused("malformed")
  const bodyHash = bodyHashIn(url)
  const text = decoder.decode(body)
  const asForm = bodyHash === null && body.length > 0 && Body.isForm({ contentType, text })
  const parameters = asForm ? sorted(Form.parse(text).pairs) : ""
  const data = texts(spellings(url), parameters)
  const secretIndex = indexOfFitting(secrets, (secret) => {
    let fits = false
    for (const each of data) if (equalBytes(digests.hmacSha1(secret, each()), given)) fits = true
    return fits
  })
  if (secretIndex === -1) return refused("mismatch")
  if (bodyHash !== null) {
    const hash = Encoded.hex(bodyHash)
    return hash !== null && equalBytes(digests.sha256(body), hash) ? valid(secretIndex) : refused("body")
  }
  return body.length === 0 || asForm ? valid(secretIndex) : refused("uncovered")
}
