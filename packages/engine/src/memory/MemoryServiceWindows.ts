import type { Context } from "effect"
import type { ServiceWindows } from "../ports/ServiceWindows.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

/** Service windows of a memory store. */
export const make = ({ hearing, journal, windows }: State): Context.Tag.Service<ServiceWindows> => ({
  note: (heard) =>
    journal.step(() => {
      for (const { atMillis, recipient, senderId } of heard) {
        const key = Messages.pair(senderId, recipient)
        windows.put(key, Math.max(windows.get(key) ?? atMillis, atMillis))
        hearing.put(senderId, Math.min(hearing.get(senderId) ?? atMillis, atMillis))
      }
    }),
  lastHeard: (conversations) =>
    journal.step(() =>
      conversations.map(({ recipient, senderId }) => ({
        lastMillis: windows.get(Messages.pair(senderId, recipient)) ?? null,
        hearingSinceMillis: hearing.get(senderId) ?? null
      }))
    ),
  expire: (beforeMillis) =>
    journal.step(() => {
      const old = [...windows.entries()].filter(([, lastMillis]) => lastMillis < beforeMillis)
      for (const [key] of old) windows.remove(key)
      return old.length
    })
})
