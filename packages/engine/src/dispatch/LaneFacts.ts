import * as LeaseClaim from "@sluice/core/throttle/LeaseClaim"
import type * as Ledger from "@sluice/core/throttle/Ledger"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import { Array, Effect } from "effect"
import * as WindowRule from "../accept/WindowRule.ts"
import { RecipientKeys } from "../holds/RecipientKeys.ts"
import type { Sender } from "../ports/Directory.ts"
import type { Message } from "../ports/Outbox.ts"
import { ServiceWindows } from "../ports/ServiceWindows.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import { Templates } from "../ports/Templates.ts"
import * as HoldKeys from "./HoldKeys.ts"

/** What a lane has looked up about its candidates. */
export interface LaneFacts {
  /**
   * Looks up what is not known of these, and forgets the rest. Costs nothing where no limit and no hold asks: under the guide, and for texts.
   *
   * @param marketing whether a hold on marketing stands, so that categories of templates matter.
   */
  readonly learn: (candidates: ReadonlyArray<Message>, marketing: boolean) => Effect.Effect<void, StoreUnavailable>
  /** Whether the message counts against the portfolio's unique recipients (CLOUD_API 3.4). */
  readonly leavesOutsideWindow: (message: Message, nowMillis: number) => boolean
  /** Null where it is not known. */
  readonly category: (message: Message) => NonNullable<Throttle.Request["category"]> | null
  /** As holds of recipients are filed. */
  readonly recipientKey: (recipient: string) => string
}

const categories = { MARKETING: "marketing", UTILITY: "utility", AUTHENTICATION: "authentication" } as const

/**
 * Service windows and categories of templates, looked up once a candidate.
 *
 * Only a template can leave outside the recipient's service window: anything else the platform refuses there, and what is refused reaches nobody. A window
 * that opens after the look is not seen until the next candidates, and one that nobody knows counts as closed: the budget is spent too early, never
 * exceeded.
 */
export const make = Effect.fn("LaneFacts.make")(function* (sender: Sender, context: () => Ledger.Context) {
  const windows = yield* ServiceWindows
  const templates = yield* Templates
  const keyOf = yield* (yield* RecipientKeys).keyOf
  const { serviceWindowMillis } = sender.policy.templates
  const counts = (): boolean => LeaseClaim.terms(context(), "uniqueRecipients") !== null
  /** Until when the window of each candidate's recipient is open; -Infinity where it is not. */
  let openUntil = new Map<string, number>()
  let categoryOf = new Map<string, NonNullable<Throttle.Request["category"]>>()

  const learnWindows = Effect.fnUntraced(function* (asked: ReadonlyArray<Message>, windowMillis: number) {
    const known = openUntil
    const recipients = Array.dedupe(asked.map(({ recipient }) => recipient))
    const unknown = recipients.filter((recipient) => !known.has(recipient))
    const heard =
      unknown.length === 0
        ? []
        : yield* windows.lastHeard(unknown.map((recipient) => ({ senderId: sender.id, recipient })))
    openUntil = new Map(recipients.map((recipient) => [recipient, known.get(recipient) ?? -Infinity]))
    for (const [index, recipient] of unknown.entries()) {
      openUntil.set(recipient, (heard[index]?.lastMillis ?? -Infinity) + windowMillis)
    }
  })

  const learnCategories = Effect.fnUntraced(function* (names: ReadonlyArray<string>) {
    const known = categoryOf
    if (names.every((name) => known.has(name))) return
    const { templates: registered } = yield* templates.named(sender.accountId, names)
    categoryOf = new Map(registered.map(({ draft }) => [draft.name, categories[draft.category]]))
  })

  const learn: LaneFacts["learn"] = Effect.fn("LaneFacts.learn")(function* (candidates, marketing) {
    if (!marketing && !counts()) return
    const asked = candidates.filter(({ content }) => !WindowRule.needsWindow(content))
    if (asked.length === 0) return
    if (counts() && serviceWindowMillis !== null) yield* learnWindows(asked, serviceWindowMillis)
    if (!marketing) return
    yield* learnCategories(
      Array.dedupe(asked.flatMap(({ content }) => (content.type === "template" ? [content.template.name] : [])))
    )
  })

  const facts: LaneFacts = {
    learn,
    leavesOutsideWindow: ({ content, recipient }, nowMillis) =>
      content.type === "template" && nowMillis >= (openUntil.get(recipient) ?? -Infinity),
    category: ({ content }) =>
      content.type === "template" ? (categoryOf.get(content.template.name) ?? null) : "service",
    recipientKey: (recipient) => HoldKeys.recipient(sender, keyOf(recipient))
  }
  return facts
})
