import type { Context } from "effect"
import { erasedText } from "../../erasure/Person.ts"
import type { Erasures } from "../../ports/Erasures.ts"
import * as MemoryCallbackFiles from "../MemoryCallbackFiles.ts"
import type { State } from "./State.ts"

type Service = Context.Tag.Service<Erasures>

/** Callbacks are bytes of any encoding; this reads each byte as one character, so that a number in them is found. */
const latin1 = new TextDecoder("latin1")

/** Erasing in what came from outside, and in what is on its way there. */
export const make = ({
  callbackFiles,
  callbacks,
  feed,
  journal,
  mediaFiles,
  queuedEvents
}: State): Pick<Service, "callbacks" | "events" | "deliveries" | "files"> => ({
  callbacks: (person, { fromId, span }, redact) =>
    journal.step(() => {
      const ids = [...callbacks.entries()].map(([id]) => id)
      const newestId = Math.max(0, ...ids)
      const named = ids
        .filter((id) => id >= fromId && id < fromId + span)
        .sort((a, b) => a - b)
        .flatMap((id) => callbacks.get(id) ?? [])
        .filter(({ callback }) => callback.accountId === person.accountId)
      let erased = 0
      let next = Math.min(fromId + span, newestId + 1)
      for (const logged of named.toReversed()) {
        const { callback, report, verdict } = logged
        const text = latin1.decode(callback.body)
        if (!person.needles.some((needle) => text.includes(needle))) continue
        if (verdict === "pending") {
          next = callback.id
          continue
        }
        const left = redact({ ...callback, verdict })
        if (left === null) continue
        const { blobs, body, contentType, digest } = left
        for (const blob of blobs) callbackFiles.remove(MemoryCallbackFiles.keyOf({ accountId: person.accountId, blob }))
        const kept = report === null ? null : person.scrubRecord(report)
        callbacks.put(callback.id, { ...logged, callback: { ...callback, body, contentType, digest }, report: kept })
        erased++
      }
      return { erased, next, caughtUp: next > newestId }
    }),
  events: (person, { after, limit }) => journal.step(() => feed.erase(person, after, limit)),
  deliveries: (person, { limit, nowMillis }, left) =>
    journal.step(() => {
      const named = [...queuedEvents.entries()]
        .filter(
          ([, { body, delivery }]) =>
            delivery.state === "pending" && delivery.accountId === person.accountId && person.mentions(body)
        )
        .slice(0, limit)
      for (const [key, queued] of named) {
        const rest = left(queued.body)
        const { delivery } = queued
        queuedEvents.put(
          key,
          rest === null
            ? {
                ...queued,
                body: "",
                delivery: {
                  ...delivery,
                  state: "abandoned",
                  dueMillis: null,
                  detail: erasedText,
                  updatedMillis: nowMillis
                }
              }
            : { ...queued, body: rest }
        )
      }
      return named.length
    }),
  files: (accountId, mediaIds) =>
    journal.step(() => {
      const gone = [...mediaFiles.entries()].filter(
        ([, file]) => file.accountId === accountId && mediaIds.includes(file.mediaId)
      )
      for (const [key] of gone) mediaFiles.remove(key)
      const used = new Set(
        [...mediaFiles.values()].flatMap(({ standing }) => (standing._tag === "Kept" ? [standing.blob] : []))
      )
      const blobs = gone.flatMap(([, { standing }]) => (standing._tag === "Kept" ? [standing.blob] : []))
      return { erased: gone.length, blobs: [...new Set(blobs)].filter((blob) => !used.has(blob)) }
    })
})
