import type { NewMessage } from "../ports/Outbox.ts"

/** What goes first within a sender: the lower figure. */
export type Priority = typeof single | typeof bulk

/** A message by itself: somebody waits for it. */
export const single = 100

/** Campaigns and batches: they go behind single messages. */
export const bulk = 200

/** Whether a message is bulk traffic, which the first week may stop (SPEC ST-03). */
export const isBulk = ({ priority }: Pick<NewMessage, "priority">): boolean => priority >= bulk
