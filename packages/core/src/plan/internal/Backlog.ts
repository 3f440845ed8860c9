import type * as Campaign from "../Campaign.ts"
import type * as Step from "../Step.ts"
import * as Ordered from "./Ordered.ts"
import * as Remembered from "./Remembered.ts"
import * as Waiting from "./Waiting.ts"

/**
 * The messages of a campaign, read as late as possible, and the order of their conversations: of each only the earliest that is not
 * answered is open, the others stand behind it.
 *
 * At most `keptMax` messages are in memory. A list that hides the next message to leave behind more than that (of one conversation, of
 * another sender, or due later) is planned as if it came no sooner than that.
 */
export interface Backlog {
  /** Everything has been read. */
  readonly isRead: () => boolean
  readonly isFull: () => boolean
  /** Reads one message; gives it when it is open and due. */
  readonly read: (nowMillis: number) => Waiting.Waiting | null
  /** What has come due since the last call. */
  readonly due: (nowMillis: number) => ReadonlyArray<Waiting.Waiting>
  readonly nextDueMillis: () => number
  /** A message is answered: the next of its conversation, if it is due. */
  readonly answered: (waiting: Waiting.Waiting, nowMillis: number) => Waiting.Waiting | null
  /** A message never leaves, and nothing of its conversation after it. */
  readonly abandon: (waiting: Waiting.Waiting, obstacle: Step.Obstacle) => ReadonlyArray<Step.Stay>
  /** Those that were refused when they were read, since the last call. */
  readonly refused: () => ReadonlyArray<Step.Stay>
}

const keptMax = 10_000

/** Conversations that have come to an end are remembered up to this many, the newest: for their sender, or their obstacle. */
export const rememberedMax = 10_000

/** The last moment that a calendar can name. */
export const endOfTimeMillis = 8.64e15

/** Far more than any message weighs; sums of more would not be exact. */
const unitsMax = 1_000_000

const malformed = (message: Campaign.Message): Step.Obstacle | null => {
  if (!(message.units > 0 && message.units <= unitsMax)) return { _tag: "Malformed", field: "units" }
  const due = message.dueMillis ?? 0
  return Math.abs(due) <= endOfTimeMillis ? null : { _tag: "Malformed", field: "dueMillis" }
}

/** @param laneOf the sender that a message is bound to from the start; conversations are a sender's own. Null where turns decide. */
export const make = (
  messages: Iterable<Campaign.Message>,
  startMillis: number,
  laneOf: (message: Campaign.Message) => string | null
): Backlog => {
  const iterator = messages[Symbol.iterator]()
  /** By conversation: the open message first, then those behind it. */
  const conversations = new Map<string, Array<Waiting.Waiting>>()
  const abandoned = Remembered.make<number>(rememberedMax)
  const later: Array<Waiting.Waiting> = []
  let stays: Array<Step.Stay> = []
  let read = 0
  let kept = 0
  let isRead = false

  const open = (waiting: Waiting.Waiting, nowMillis: number): Waiting.Waiting | null => {
    if (waiting.dueMillis <= nowMillis) return waiting
    Ordered.insert(later, waiting, Waiting.isBefore)
    return null
  }

  return {
    isRead: () => isRead,
    isFull: () => kept >= keptMax,
    read: (nowMillis) => {
      const next = iterator.next()
      if (next.done === true) {
        isRead = true
        return null
      }
      const index = read++
      const message = next.value
      const conversation = `${laneOf(message) ?? ""}\0${message.recipient}`
      const first = abandoned.get(conversation)
      const obstacle: Step.Obstacle | null =
        malformed(message) ?? (first === undefined ? null : { _tag: "Behind", index: first })
      if (obstacle !== null) {
        stays.push({ _tag: "Stays", index, obstacle })
        return null
      }
      const { kind, outsideWindow = false, recipient, template, units } = message
      const waiting: Waiting.Waiting = {
        index,
        message,
        dueMillis: message.dueMillis ?? startMillis,
        request: { id: String(index), recipient, units, kind, template, probeOf: null, outsideWindow },
        conversation,
        blockedUntilMillis: Number.NEGATIVE_INFINITY,
        waitedFor: null
      }
      kept++
      const before = conversations.get(conversation)
      if (before === undefined) conversations.set(conversation, [waiting])
      else before.push(waiting)
      return before === undefined ? open(waiting, nowMillis) : null
    },
    due: (nowMillis) => {
      const end = later.findIndex(({ dueMillis }) => dueMillis > nowMillis)
      return end === 0 || later.length === 0 ? [] : later.splice(0, end < 0 ? later.length : end)
    },
    nextDueMillis: () => later[0]?.dueMillis ?? Number.POSITIVE_INFINITY,
    answered: (waiting, nowMillis) => {
      kept--
      const members = conversations.get(waiting.conversation)
      members?.shift()
      const next = members?.[0]
      if (next !== undefined) return open(next, nowMillis)
      conversations.delete(waiting.conversation)
      return null
    },
    abandon: ({ conversation, index }, obstacle) => {
      const members = conversations.get(conversation) ?? []
      conversations.delete(conversation)
      kept -= members.length
      abandoned.put(conversation, index)
      return members.map((member, place) => ({
        _tag: "Stays",
        index: member.index,
        obstacle: place === 0 ? obstacle : { _tag: "Behind", index }
      }))
    },
    refused: () => {
      const told = stays
      stays = []
      return told
    }
  }
}
