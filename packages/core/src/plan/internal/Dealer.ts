import * as Rotation from "../../routing/Rotation.ts"
import * as Selection from "../../routing/Selection.ts"
import * as Step from "../Step.ts"
import { rememberedMax } from "./Backlog.ts"
import type { Lane } from "./Lane.ts"
import * as Ordered from "./Ordered.ts"
import * as Remembered from "./Remembered.ts"
import * as Waiting from "./Waiting.ts"

/** Deals the messages of a pool to the lanes of its senders, by their turns (SPEC RL-10). */
export interface Dealer {
  readonly add: (waiting: Waiting.Waiting) => void
  /** Gives up all that waits to be dealt. */
  readonly drain: () => ReadonlyArray<Waiting.Waiting>
  /** A lane has room again. */
  readonly offer: () => void
  readonly waiting: ReadonlyArray<Waiting.Waiting>
  /** Deals what can be dealt now; gives what no sender will ever take. */
  readonly deal: (nowMillis: number) => ReadonlyArray<Refused>
  /** When a sender that is held or rests is free again; Infinity when no clock tells. */
  readonly nextMillis: () => number
}

export interface Refused {
  readonly waiting: Waiting.Waiting
  readonly obstacle: Step.Obstacle
}

/** What keeps a sender from its turn whatever waits at its lane; everything else passes while the message waits there. */
const stops = (refusal: Selection.Refusal, lane: Lane): boolean => {
  switch (refusal._tag) {
    case "Held":
      return true
    case "Waits":
      return refusal.limit === "rest" || refusal.limit === "cooldown"
    case "AwaitsLease":
      return false
    case "AwaitsAnswer":
      return refusal.limit === "rest" || lane.answerMillis() === Number.POSITIVE_INFINITY
  }
}

const endOf = (refusal: Selection.Refusal, lane: Lane): number =>
  refusal._tag === "AwaitsAnswer" ? lane.answerMillis() : (Selection.untilMillis(refusal) ?? Number.POSITIVE_INFINITY)

export const make = (lanes: ReadonlyArray<Lane>): Dealer => {
  const undealt: Array<Waiting.Waiting> = []
  const byName = new Map(lanes.map((lane) => [lane.sender.context.sender, lane]))
  /** The sender of each conversation, of those that were dealt last. */
  const recent = Remembered.make<string>(rememberedMax)
  let rotation = Rotation.initial
  let freeMillis = Number.POSITIVE_INFINITY
  /** Nothing has changed since the lanes were asked; the last answer was that each has as much as may wait there. */
  let isIdle = false
  let isFull = false

  /** Deals one message; otherwise says whether those behind it may go past (`next`), must wait too (`full`), or why it never leaves. */
  const dealOne = (waiting: Waiting.Waiting, nowMillis: number): "dealt" | "next" | "full" | Step.Obstacle => {
    const { template, units } = waiting.message
    const every: ReadonlySet<string> = new Set(template === null ? [] : [template])
    const refusals: Array<{ readonly lane: Lane; readonly refusal: Selection.Refusal }> = []
    let able = 0
    const senders = lanes.map((lane): Rotation.Sender => {
      const templates = lane.sender.templates ?? every
      if (template === null || templates.has(template)) able++
      const refusal = lane.refusal(waiting.request, nowMillis)
      const stopped = refusal !== null && stops(refusal, lane)
      if (stopped && (template === null || templates.has(template))) refusals.push({ lane, refusal })
      return {
        senderId: lane.sender.context.sender,
        freeUnits: lane.freeUnits(units, nowMillis),
        heldUntilMillis: stopped ? endOf(refusal, lane) : null,
        templates
      }
    })
    const request: Rotation.Request = {
      units,
      template,
      conversationSenderId: recent.get(waiting.conversation) ?? waiting.message.conversationSender ?? null
    }
    const decision = Rotation.decide(rotation, senders, request)
    switch (decision._tag) {
      case "Impossible":
        return decision.reason === "template" ? { _tag: "NoTemplate" } : { _tag: "NoSender" }
      case "Waits": {
        const ends = refusals.map(({ lane, refusal }) => endOf(refusal, lane))
        const first = refusals[0]
        if (first !== undefined && refusals.length === able && !ends.some(Number.isFinite)) {
          return Step.obstacleOf(first.refusal)
        }
        freeMillis = Math.min(freeMillis, ...ends)
        return able === lanes.length && refusals.length < able ? "full" : "next"
      }
      case "Stays":
      case "Turns":
        rotation = Rotation.evolve(rotation, senders, request, decision)
        recent.put(waiting.conversation, decision.senderId)
        byName.get(decision.senderId)?.add(waiting)
        return "dealt"
    }
  }

  return {
    waiting: undealt,
    add: (waiting) => {
      const last = undealt.at(-1)
      // Behind one that waits for room there is nothing to ask.
      if (last === undefined || Waiting.isBefore(waiting, last) || !isFull) isIdle = false
      Ordered.insert(undealt, waiting, Waiting.isBefore)
    },
    drain: () => undealt.splice(0),
    offer: () => {
      isIdle = false
    },
    deal: (nowMillis) => {
      const refused: Array<Refused> = []
      if (isIdle && nowMillis < freeMillis) return refused
      freeMillis = Number.POSITIVE_INFINITY
      isIdle = true
      isFull = false
      let at = 0
      for (let waiting = undealt[at]; waiting !== undefined; waiting = undealt[at]) {
        const dealt = dealOne(waiting, nowMillis)
        if (dealt === "full") {
          isFull = true
          return refused
        }
        if (dealt === "next") {
          at++
          continue
        }
        undealt.splice(at, 1)
        if (dealt !== "dealt") refused.push({ waiting, obstacle: dealt })
      }
      return refused
    },
    nextMillis: () => freeMillis
  }
}
