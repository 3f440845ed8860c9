import type * as LaneLook from "@sluice/core/routing/LaneLook"
import * as LaneView from "@sluice/core/routing/LaneView"
import type { Context } from "effect"
import { Effect } from "effect"
import type { Lanes } from "../ports/Lanes.ts"
import type { Message } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as LaneNames from "./LaneNames.ts"
import type { Selection } from "./Selection.ts"

/** Which sends a look need not show. */
interface Open {
  /** In flight. */
  readonly flying: Iterable<string>
  /** Answered, and not recorded yet. */
  readonly answered: ReadonlyArray<string>
}

/** What one lane sees of its queue. One fiber uses it. */
export interface LaneQueue {
  /** What may be chosen from, in order. */
  readonly candidates: () => ReadonlyArray<Message>
  readonly looked: (workedMillis: number) => LaneLook.Looked
  /** Looks anew. */
  readonly look: (nowMillis: number, open: Open) => Effect.Effect<void, StoreUnavailable>
  /** What a round has found among the candidates: it tells where the next look goes. */
  readonly chosen: (selection: Pick<Selection, "keptBack" | "found">) => void
  /** These have begun, or cannot. */
  readonly gone: (ids: ReadonlySet<string>) => void
}

/** What it needs of its lane. */
export interface Options {
  readonly lanes: Context.Tag.Service<Lanes>
  readonly senderId: string
  readonly rhythm: LaneLook.Rhythm
  /** See `Lanes.peek`. */
  readonly orderMillisMax: number
  /** What the limits and holds need to know of candidates before they are asked. */
  readonly learn: (candidates: ReadonlyArray<Message>) => Effect.Effect<void, StoreUnavailable>
}

const seenOf = (askedMax: number, due: ReadonlyArray<Message>): LaneView.Seen => ({
  isFull: due.length >= askedMax,
  last: due.at(-1) ?? null
})

export const make = Effect.fn("LaneQueue.make")(function* (options: Options) {
  const { lanes, learn, orderMillisMax, rhythm, senderId } = options
  const names = yield* LaneNames.make
  let candidates: ReadonlyArray<Message> = []
  let lookedMillis = -Infinity
  let keptBack = 0
  let found: LaneView.Found = "unknown"
  let aim: LaneView.Aim = null
  let before: LaneView.View = { frontMax: 0, partMax: 0 }
  let front: LaneView.Seen = { isFull: false, last: null }
  let part: LaneView.Seen = front

  const look: LaneQueue["look"] = Effect.fnUntraced(function* (nowMillis, { answered, flying }) {
    const ask = { senderId, nowMillis, flying: [...flying, ...answered], answered, orderMillisMax }
    const to = LaneView.next(rhythm, aim, before, front, part, found)
    const asked = LaneView.view(rhythm, keptBack, to)
    const { due: first } = yield* lanes.peek({ ...ask, limit: asked.frontMax })
    const ahead = seenOf(asked.frontMax, first)
    // Where much has gone since, the front reaches past the place: nothing is shown twice.
    const seam = ahead.last
    const after =
      to === null || to.after === null || seam === null || LaneView.isBehind(seam, to.after) ? seam : to.after
    const { due: rest } =
      to === null || after === null || !ahead.isFull
        ? { due: [] }
        : yield* lanes.peek({ ...ask, limit: asked.partMax, after })
    const due = yield* names(rest.length === 0 ? first : [...first, ...rest])
    yield* learn(due)
    candidates = due
    lookedMillis = nowMillis
    found = "unknown"
    aim = to
    before = asked
    front = ahead
    part = seenOf(asked.partMax, rest)
  })

  const queue: LaneQueue = {
    candidates: () => candidates,
    looked: (workedMillis) => ({ candidates: candidates.length, lookedMillis, workedMillis }),
    look,
    chosen: (selection) => {
      if (selection.found === "unknown") return
      keptBack = selection.keptBack
      found = selection.found
    },
    gone: (ids) => {
      candidates = candidates.filter(({ id }) => !ids.has(id))
    }
  }
  return queue
})
