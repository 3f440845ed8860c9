import type * as LaneLook from "../routing/LaneLook.ts"
import type * as Ledger from "../throttle/Ledger.ts"
import type * as Throttle from "../throttle/Throttle.ts"

/**
 * What is planned: who sends what to whom, and from when (SPEC RL-12).
 *
 * Plain data. Times are epoch milliseconds, spans whole milliseconds.
 */
export interface Campaign {
  /** Who sends; each name (`context.sender`) once. One sends everything; several take turns (RL-10). */
  readonly senders: ReadonlyArray<Sender>
  /**
   * In the order in which they were accepted. Read once and as late as possible, so a list may be longer than memory; what takes an
   * iterator twice (a table of what-ifs) needs one that can be read again.
   */
  readonly messages: Iterable<Message>
  readonly startMillis: number
  /**
   * How long each answer takes from the departure of its message; a function is given the message's place in the list. Anything that is
   * no positive number counts as 0, anything longer than a day as a day.
   */
  readonly roundTripMillis: number | ((index: number) => number)
  /**
   * Uniform in [0, 1): the campaign is bulk, and its start is moved away from the top of the hour by it (RL-11), on the clocks of the first
   * sender's time zone. Null: it starts when it says.
   */
  readonly startUnit: number | null
  /** How the lanes that will send it look into their queues. */
  readonly rhythm: LaneLook.Rhythm
}

/** A sender as the plan finds it. */
export interface Sender {
  /**
   * Senders with the same business share its budgets, and so on; what is left out is the same for all of the plan, and a messaging tier that is
   * left out is not known. Nobody else sends, so `leased` is of no account: each spends from the whole, without what the others have spent.
   */
  readonly context: Throttle.Context & Partial<Omit<Ledger.Context, keyof Throttle.Context>>
  /** What its own limits have in mind at the start, as `Recovery.recover` gives it, with nothing in flight; null for one that never sent. */
  readonly state: Throttle.State | null
  /** Keys of the templates that it may send (as in `Message.template`); null for all of them. */
  readonly templates: ReadonlySet<string> | null
}

/** A message as far as limits and turns depend on it. */
export interface Message {
  /** The recipient's key: anything that is equal for equal recipients. The messages of one recipient are one conversation. */
  readonly recipient: string
  /** RL-02. */
  readonly units: number
  readonly kind: "text" | "media"
  /** Key of the template it uses; null without one. */
  readonly template: string | null
  /** It leaves outside the recipient's service window, and counts against the portfolio's unique recipients; left out, it does not. */
  readonly outsideWindow?: boolean
  /**
   * When the recipient's service window closes, where that is known: a message that leaves then or later leaves outside of it. Absent or
   * null: `outsideWindow` says it for every moment.
   */
  readonly windowUntilMillis?: number | null
  /** The sender that must send it; absent or null where the turns decide. */
  readonly sender?: string | null
  /** The sender with which its conversation stands at the start (RL-10); absent or null for a new one. */
  readonly conversationSender?: string | null
  /** Not before this; absent or null from the start. */
  readonly dueMillis?: number | null
}
