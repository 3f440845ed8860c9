import type { Context } from "effect"
import { dayMillis } from "../ports/CallbackLog.ts"
import type { Timeline } from "../ports/Timeline.ts"
import * as Messages from "./internal/Messages.ts"
import type { State } from "./internal/State.ts"

/** Timelines of a memory store. */
export const make = ({ journal, timeline }: State): Context.Tag.Service<Timeline> => ({
  advance: (steps, nowMillis) =>
    journal.step(() =>
      steps.map(({ by, second, senderId }) => {
        const key = Messages.pair(senderId, String(second))
        const before = timeline.get(key)?.given ?? 0
        timeline.put(key, { given: before + by, toldDay: Math.floor(nowMillis / dayMillis) })
        return before
      })
    ),
  forget: (beforeMillis) =>
    journal.step(() => {
      const old = [...timeline.entries()].filter(([, { toldDay }]) => toldDay < Math.floor(beforeMillis / dayMillis))
      for (const [key] of old) timeline.remove(key)
      return old.length
    })
})
