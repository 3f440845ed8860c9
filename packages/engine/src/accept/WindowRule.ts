import type { Content } from "@sluice/core/message/OutboundMessage"
import { Data } from "effect"
import type { LastHeard } from "../ports/ServiceWindows.ts"
import * as Finding from "./Finding.ts"

/**
 * Whether a person may be written to without a template: while they wrote lately (CLOUD_API 3.3, 131047).
 *
 * - `Open`: they wrote within the window, which closes at `untilMillis`;
 * - `Closed`: they did not;
 * - `Unknown`: nothing is on record, and the sender has not been heard for a whole window: they may have written before that.
 */
export type Window = Data.TaggedEnum<{
  Open: { readonly untilMillis: number }
  Closed: {}
  Unknown: {}
}>
const { Closed, Open, Unknown } = Data.taggedEnum<Window>()

/** The window of a conversation at a moment. */
export const at = (windowMillis: number, { hearingSinceMillis, lastMillis }: LastHeard, nowMillis: number): Window => {
  if (lastMillis !== null) {
    const untilMillis = lastMillis + windowMillis
    return nowMillis < untilMillis ? Open({ untilMillis }) : Closed()
  }
  return hearingSinceMillis !== null && nowMillis - hearingSinceMillis >= windowMillis ? Closed() : Unknown()
}

/** Whether a content needs an open window: everything but a template. */
export const needsWindow = ({ type }: Content): boolean => type !== "template"

const rule = "CLOUD_API 131047"

/** The refusal of a content that needs a window which is closed. */
export const closed: Finding.Finding = {
  path: "content",
  code: "service-window-closed",
  rule,
  message: "the recipient has not written to this sender lately, so only a template may go to them",
  suggestion: "send an approved template instead"
}

/** The doubt about a window that nobody knows: the platform may refuse the message. */
export const unknown: Finding.Finding = {
  path: "content",
  code: "service-window-unknown",
  rule,
  message:
    "it is not known yet whether the recipient wrote to this sender lately; if not, the platform refuses the message",
  suggestion: "send an approved template to be sure"
}
