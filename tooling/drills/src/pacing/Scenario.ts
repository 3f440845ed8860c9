import { guide } from "@sluice/core/policy/guide"

/** What every contestant is given: who sends, how much is queued, and for how long. */
export interface Scenario {
  /** In `--json`, and in what a broken floor says. */
  readonly name: string
  /** For people. */
  readonly title: string
  /** All of one business, all new: five units a minute each (RL-01). */
  readonly senders: number
  /** Queued for each sender at the start; every message goes to somebody else. */
  readonly queuedEach: number
  readonly hours: number
}

/** One sender's part of the work: places in the whole list, in their order. */
export interface Queue {
  readonly sender: string
  readonly messages: ReadonlyArray<number>
}

/** The figures of the guide: what the platform judges by, and what the senders were told of it. */
export const policy = guide

/** All messages are texts (RL-02). */
export const textUnits = 1

export const timeZone = "Asia/Taipei"

/** A Tuesday. What binds new senders does not ask for the hour. */
export const startMillis = Date.UTC(2026, 2, 10)

export const spanMillis = ({ hours }: Scenario): number => hours * 3_600_000

export const endMillis = (scenario: Scenario): number => startMillis + spanMillis(scenario)

export const queued = ({ queuedEach, senders }: Scenario): number => senders * queuedEach

/** The list dealt out in turns, as messages come to several senders. */
export const queues = ({ queuedEach, senders }: Scenario): ReadonlyArray<Queue> =>
  Array.from({ length: senders }, (_, place) => ({
    sender: `sender-${place + 1}`,
    messages: Array.from({ length: queuedEach }, (_, turn) => turn * senders + place)
  }))

/** The whole contest: a day. */
export const full: ReadonlyArray<Scenario> = [
  { name: "one-sender", title: "One sender, 2,000 queued", senders: 1, queuedEach: 2_000, hours: 24 },
  // More than any rule lets through in a day.
  { name: "never-empty", title: "One sender whose queue never empties", senders: 1, queuedEach: 7_500, hours: 24 },
  {
    name: "five-senders",
    title: "Five senders of one business, 2,000 queued for each",
    senders: 5,
    queuedEach: 2_000,
    hours: 24
  }
]

/** Its beginning: enough to see a floor broken, in seconds. */
export const short: ReadonlyArray<Scenario> = [
  { name: "one-sender", title: "One sender, 250 queued", senders: 1, queuedEach: 250, hours: 0.75 },
  {
    name: "five-senders",
    title: "Five senders of one business, 100 queued for each",
    senders: 5,
    queuedEach: 100,
    hours: 0.75
  }
]
