import * as EventType from "@sluice/core/subscription/EventType"
import type { Context } from "effect"
import type { Feed } from "../ports/Feed.ts"
import * as FeedRows from "./internal/FeedRows.ts"
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
  after: (reading) => journal.step(() => feed.after(reading)),
  isPosition: FeedRows.isPosition,
  end: journal.step(() => feed.end()),
  listen: (untilMillis) => journal.step(() => feed.listen(untilMillis)),
  maintain: ({ beforeMillis, nowMillis }) =>
    journal.step(() => {
      feed.forget(beforeMillis)
      if (subscriptions.size() === 0) feed.close(nowMillis)
    })
})
