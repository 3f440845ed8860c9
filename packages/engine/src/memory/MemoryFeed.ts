import * as EventType from "@sluice/core/subscription/EventType"
import type { Context } from "effect"
import { Effect } from "effect"
import { partsOf } from "../ports/Feed.ts"
import type { Feed } from "../ports/Feed.ts"
import type { State } from "./internal/State.ts"

/** The feed of a memory store. */
export const make = ({ feed, journal, subscriptions }: State): Context.Tag.Service<Feed> => ({
  append: (tidings) =>
    journal.step(() => {
      const areCallbacksAsked = [...subscriptions.values()].some(({ subscription }) =>
        subscription.types.includes(EventType.callback)
      )
      for (const one of tidings) if (areCallbacksAsked || one.type !== EventType.callback) feed.tell(one)
    }),
  after: (reading) =>
    partsOf(reading.afterPosition) === null
      ? Effect.dieMessage(`${JSON.stringify(reading.afterPosition)} is no position of the feed`)
      : journal.step(() => feed.after(reading)),
  isPosition: (text) => partsOf(text) !== null,
  end: journal.step(() => feed.end()),
  listen: (untilMillis) => journal.step(() => feed.listen(untilMillis)),
  maintain: ({ beforeMillis, nowMillis }) =>
    journal.step(() => {
      feed.forget(beforeMillis)
      if (subscriptions.size() === 0) feed.close(nowMillis)
    })
})
