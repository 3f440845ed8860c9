import type { Decoded } from "../Callback.ts"
import type { Body } from "../providers/Body.ts"
import type { Provider } from "../providers/Provider.ts"
import * as Place from "./Place.ts"
import * as Sample from "./Sample.ts"
import * as Version from "./Version.ts"

/**
 * Something in a callback that the decoder did not expect (SPEC WH-09): `unknown` has no reading at all; `missing`, `type` and `format` are not as
 * the provider documents them.
 */
export interface Sighting {
  readonly provider: Provider
  readonly kind: "unknown" | "missing" | "type" | "format"
  /** The place in the format (`Place`). */
  readonly path: string
  /** The provider's version where the callback names one. */
  readonly version: string | null
  /** How often it is in this callback. */
  readonly count: number
  /** The shape of the first value (`Sample`). */
  readonly sample: string
}

/** Stands for what a decoding counted and did not keep. */
export const unlisted = "(not listed)"

/** Everything in one callback that its decoder did not expect, each place once. Empty for a callback that is as documented. */
export const of = (provider: Provider, body: Body, decoded: Decoded): ReadonlyArray<Sighting> => {
  const { issues, issuesOmitted, unknown, unknownOmitted } = decoded
  if (unknown.length === 0 && issues.length === 0) return []
  const version = Version.of(provider, body)
  const found = new Map<string, Sighting>()
  const note = (kind: Sighting["kind"], at: string, count: number, sample: () => string): void => {
    const path = Place.of(at)
    const key = `${kind} ${path}`
    const before = found.get(key)
    const seen = before ?? { provider, kind, path, version, count: 0, sample: sample() }
    found.set(key, { ...seen, count: seen.count + count })
  }
  for (const { path, value } of unknown) note("unknown", path, 1, () => Sample.of(path, value))
  for (const { code, path, value } of issues) note(code, path, 1, () => Sample.of(path, value))
  if (unknownOmitted > 0) note("unknown", unlisted, unknownOmitted, () => "")
  if (issuesOmitted > 0) note("format", unlisted, issuesOmitted, () => "")
  return [...found.values()]
}
