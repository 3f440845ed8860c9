import type { Context } from "effect"
import { Option, Order } from "effect"
import type { CallbackFile, CallbackFiles } from "../ports/CallbackFiles.ts"
import type { State } from "./internal/State.ts"

type Key = Pick<CallbackFile, "accountId" | "blob">

/** By which it is kept in the state. */
export const keyOf = ({ accountId, blob }: Key): string => JSON.stringify([blob, accountId])

const newestFirst: Order.Order<CallbackFile> = Order.combine(
  Order.reverse(Order.mapInput(Order.number, ({ cameMillis }: CallbackFile) => cameMillis)),
  Order.mapInput(Order.string, ({ accountId }: CallbackFile) => accountId)
)

/** Files that callbacks carried, in a memory store. */
export const make = ({ callbackFiles, journal }: State): Context.Tag.Service<CallbackFiles> => ({
  note: (files) =>
    journal.step(() => {
      for (const file of files) {
        const known = callbackFiles.get(keyOf(file))
        const cameMillis = Math.max(known?.cameMillis ?? file.cameMillis, file.cameMillis)
        callbackFiles.put(keyOf(file), { ...(known ?? file), cameMillis })
      }
    }),
  find: ({ accountId, blob }) =>
    journal.step(() =>
      Option.fromNullable(
        [...callbackFiles.values()]
          .filter((file) => file.blob === blob && (accountId === null || file.accountId === accountId))
          .sort(newestFirst)[0]
      )
    ),
  known: (blobs) =>
    journal.step(() => {
      const all = new Set([...callbackFiles.values()].map(({ blob }) => blob))
      return new Set(blobs.filter((blob) => all.has(blob)))
    }),
  forget: ({ beforeMillis }) =>
    journal.step(() => {
      const old = [...callbackFiles.entries()].filter(([, { cameMillis }]) => cameMillis < beforeMillis)
      for (const [key] of old) callbackFiles.remove(key)
      return old.length
    })
})
