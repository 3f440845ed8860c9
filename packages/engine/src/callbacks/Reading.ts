import * as Sighting from "@sluice/core/callback/drift/Sighting"
import type { Event } from "@sluice/core/callback/Event"
import type { Body } from "@sluice/core/callback/providers/Body"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { Either } from "effect"
import { bodyOf } from "../intake/Delivery.ts"
import type { Processed, StoredCallback } from "../ports/CallbackLog.ts"

/** One callback, understood: what to do with it, and what to say of it. */
export interface Reading {
  /** Everything that it tells; nothing where it cannot be read or believed. */
  readonly events: ReadonlyArray<Event>
  /** What in it the decoder did not expect (WH-09), also where it is not believed. */
  readonly sightings: ReadonlyArray<Sighting.Sighting>
  readonly processed: Processed
}

/** Samples of unknown paths that a report keeps; the counts are complete (WH-09). */
const samplesMax = 20

const kept = (
  callback: StoredCallback,
  verdict: Processed["verdict"],
  report: Processed["report"],
  sightings: Reading["sightings"] = []
): Reading => ({
  events: [],
  sightings,
  processed: { id: callback.id, verdict, report }
})

/** A callback that something broke on: it is quarantined, and what broke is told. */
export const aside = (callback: StoredCallback, defect: string): Reading => kept(callback, "quarantined", { defect })

const readText = (decode: typeof Providers.decode, callback: StoredCallback, body: Body): Reading => {
  const decoded = decode(callback.provider, body)
  const opinion = Providers.compare(callback.provider, body, decoded)
  const kinds: Record<string, number> = {}
  for (const event of decoded.events) kinds[event._tag] = (kinds[event._tag] ?? 0) + 1
  const report = {
    events: kinds,
    unknown: decoded.unknown.length + decoded.unknownOmitted,
    unknownPaths: decoded.unknown.slice(0, samplesMax).map(({ path }) => path),
    issues: decoded.issues.length + decoded.issuesOmitted,
    issuePaths: decoded.issues.slice(0, samplesMax).map(({ code, path }) => ({ path, code }))
  }
  const sightings = Sighting.of(callback.provider, body, decoded)
  if (opinion._tag === "Disagreement") {
    const paths = opinion.differences.slice(0, samplesMax).map(({ path }) => path)
    return kept(callback, "quarantined", { ...report, disagreement: paths }, sightings)
  }
  return {
    events: decoded.events,
    sightings,
    processed: { id: callback.id, verdict: "processed", report }
  }
}

/**
 * Reads one callback twice, by independent paths (SPEC WH-11). Pure and total: what cannot be read is malformed, what the two readings
 * disagree about is quarantined, as is what a reading breaks on, and the rest goes on.
 *
 * @param decode the first reading; the second is always that of `Providers`.
 */
export const of = (decode: typeof Providers.decode, callback: StoredCallback): Reading => {
  const body = bodyOf(callback)
  if (body === null) return kept(callback, "malformed", { reason: "not text in UTF-8" })
  const envelope = Providers.envelope(callback.provider, body)
  if (envelope._tag === "Malformed") {
    return kept(callback, "malformed", { reason: envelope.message, path: envelope.path })
  }
  return Either.getOrElse(
    Either.try(() => readText(decode, callback, body)),
    () => aside(callback, "the decoder broke on it")
  )
}
