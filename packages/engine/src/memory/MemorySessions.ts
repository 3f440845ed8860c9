import type { Context } from "effect"
import { Effect, Encoding, Option } from "effect"
import type { Sessions } from "../ports/Sessions.ts"
import type { State } from "./internal/State.ts"

/** Dashboard sessions of a memory store. */
export const make = ({ journal, sessions }: State): Context.Tag.Service<Sessions> => ({
  add: (session) =>
    Effect.flatten(
      journal.step(() => {
        const key = Encoding.encodeHex(session.idHash)
        if (sessions.get(key) !== undefined) return Effect.dieMessage("there is a session of that hash already")
        sessions.put(key, session)
        return Effect.void
      })
    ),
  find: (idHash) => journal.step(() => Option.fromNullable(sessions.get(Encoding.encodeHex(idHash)))),
  end: (idHash) =>
    journal.step(() => {
      const key = Encoding.encodeHex(idHash)
      if (sessions.get(key) === undefined) return false
      sessions.remove(key)
      return true
    }),
  forget: (nowMillis) =>
    journal.step(() => {
      const over = [...sessions.entries()].filter(([, { expiresMillis }]) => expiresMillis <= nowMillis)
      for (const [key] of over) sessions.remove(key)
      return over.length
    })
})
