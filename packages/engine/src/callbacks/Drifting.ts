import * as Calibration from "@sluice/core/callback/candidate/Calibration"
import type { Decoder } from "@sluice/core/callback/candidate/Decoder"
import type { Sighting } from "@sluice/core/callback/drift/Sighting"
import { bodyOf } from "../intake/Delivery.ts"
import type { StoredCallback } from "../ports/CallbackLog.ts"
import type { Seen } from "../ports/Drift.ts"

/** A candidate that reads a share of live callbacks beside the current decoder (SPEC WH-10): it is compared, and decides nothing. */
export interface Grey {
  readonly candidate: Decoder
  /** 0 to 1. */
  readonly share: number
}

/** The kind under which the callbacks that a candidate has read are counted: what its differences are a share of. */
const compared = "compared"

/** What was seen, each place once. */
const summed = (all: ReadonlyArray<Seen>): ReadonlyArray<Seen> => {
  const places = new Map<string, Seen>()
  for (const one of all) {
    const key = [one.provider, one.kind, one.path, one.version].join("\n")
    const before = places.get(key)
    places.set(key, before === undefined ? one : { ...before, count: before.count + one.count })
  }
  return [...places.values()]
}

/** What many callbacks hold that their decoder did not expect (SPEC WH-09). */
export const ofSightings = (sightings: ReadonlyArray<Sighting>): ReadonlyArray<Seen> =>
  summed(sightings.map(({ version, ...one }) => ({ ...one, version: version ?? "" })))

/** What the candidate reads otherwise in these callbacks: those of them that are in its share. Pure; a candidate that breaks is a difference too. */
export const ofGrey = ({ candidate, share }: Grey, callbacks: ReadonlyArray<StoredCallback>): ReadonlyArray<Seen> =>
  summed(
    callbacks.flatMap((callback) => {
      const body = Calibration.isGrey(callback.digest, share) ? bodyOf(callback) : null
      if (body === null) return []
      const { provider } = callback
      const of = (kind: string, path: string): Seen => ({
        provider,
        kind,
        path,
        version: candidate.name,
        count: 1,
        sample: ""
      })
      const differences = Calibration.differences(candidate, { id: null, provider, body })
      return [of(compared, ""), ...differences.map(({ kind, path }) => of(kind, path))]
    })
  )
