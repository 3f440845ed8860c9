import type { Context } from "effect"
import { Option, Order } from "effect"
import type { MediaFile, MediaFiles, MediaKey } from "../ports/MediaFiles.ts"
import type { State } from "./internal/State.ts"

const keyOf = ({ accountId, mediaId }: MediaKey): string => JSON.stringify([mediaId, accountId])

const byKey: Order.Order<MediaFile> = Order.combine(
  Order.mapInput(Order.string, ({ mediaId }: MediaFile) => mediaId),
  Order.mapInput(Order.string, ({ accountId }: MediaFile) => accountId)
)
const byAge = Order.combine(
  Order.mapInput(Order.number, ({ announcedMillis }: MediaFile) => announcedMillis),
  byKey
)
const dueMillis = ({ standing }: MediaFile): number => (standing._tag === "Waiting" ? standing.dueMillis : Infinity)
const byDue = Order.combine(Order.mapInput(Order.number, dueMillis), byKey)

/** Files of received messages, in a memory store. */
export const make = ({ journal, mediaFiles }: State): Context.Tag.Service<MediaFiles> => ({
  announce: (files) =>
    journal.step(() => {
      for (const file of files) {
        if (mediaFiles.get(keyOf(file)) !== undefined) continue
        const standing = { _tag: "Waiting", tries: 0, dueMillis: file.announcedMillis } as const
        mediaFiles.put(keyOf(file), { ...file, standing })
      }
    }),
  find: ({ accountId, mediaId }) =>
    journal.step(() =>
      Option.fromNullable(
        [...mediaFiles.values()]
          .filter((file) => file.mediaId === mediaId && (accountId === null || file.accountId === accountId))
          .sort(byKey)[0]
      )
    ),
  claim: ({ limit, nowMillis, untilMillis }) =>
    journal.step(() => {
      const due = [...mediaFiles.values()]
        .filter((file) => dueMillis(file) <= nowMillis)
        .sort(byDue)
        .slice(0, limit)
      return due.map((file) => {
        const tries = file.standing._tag === "Waiting" ? file.standing.tries : 0
        const claimed: MediaFile = { ...file, standing: { _tag: "Waiting", tries, dueMillis: untilMillis } }
        mediaFiles.put(keyOf(file), claimed)
        return claimed
      })
    }),
  settle: (key, standing) =>
    journal.step(() => {
      const file = mediaFiles.get(keyOf(key))
      if (file !== undefined) mediaFiles.put(keyOf(key), { ...file, standing })
    }),
  leaving: ({ bytesMax, limit, nowMillis }) =>
    journal.step(() => {
      let bytes = 0
      return [...mediaFiles.values()]
        .sort(Order.reverse(byAge))
        .filter(({ standing, untilMillis }) => {
          if (standing._tag !== "Kept") return false
          bytes += standing.bytes
          return untilMillis <= nowMillis || bytes > bytesMax
        })
        .reverse()
        .slice(0, limit)
    }),
  sharing: (blob) =>
    journal.step(
      () => [...mediaFiles.values()].filter(({ standing }) => standing._tag === "Kept" && standing.blob === blob).length
    ),
  forget: ({ beforeMillis }) =>
    journal.step(() => {
      const old = [...mediaFiles.entries()].filter(
        ([, { announcedMillis, standing }]) => announcedMillis < beforeMillis && standing._tag !== "Kept"
      )
      for (const [key] of old) mediaFiles.remove(key)
      return old.length
    })
})
