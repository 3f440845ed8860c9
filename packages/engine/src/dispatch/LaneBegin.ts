import type { Context } from "effect"
import { Clock, Effect } from "effect"
import type { Begun, Lanes } from "../ports/Lanes.ts"
import type { Recorder } from "../ports/Spans.ts"
import * as MessageSpans from "../tracing/MessageSpans.ts"
import * as UntilStored from "./UntilStored.ts"

type Service = Context.Tag.Service<Lanes>

/** What of a begin is another one's each time. */
export type Request = Omit<Parameters<Service["begin"]>[0], "senderId" | "fence">

/** Under which place a lane begins. */
export interface Options {
  readonly lanes: Service
  readonly senderId: string
  readonly fence: number
  /** Null where nobody traces. */
  readonly spans: Recorder | null
  /** The lane is told to stop, and whether a begin of that moment was taken is not known. */
  readonly unheard: (nowMillis: number) => void
}

/** Writes down that those of them which were begun are, from when the lane decided on them. */
const noted = Effect.fnUntraced(function* (spans: Recorder, senderId: string, request: Request, answer: Begun) {
  if (answer._tag !== "Begun") return
  const sends = request.sends.filter(({ messageId }) => answer.messageIds.has(messageId))
  const endMillis = yield* Clock.currentTimeMillis
  MessageSpans.begun(spans, sends, senderId, { startMillis: request.nowMillis, endMillis })
})

/**
 * Begins sends in the store. Asked again it answers the same, so a store that is away for a moment leaves nothing uncertain.
 *
 * A lane that is told to stop still hears what was begun: left unheard, that would be neither sent nor known to be open (RT-03). It stops between two
 * tries at the earliest, and then any of them may have been taken.
 *
 * @param restore makes a wait for the store one that can be ended.
 */
export const make =
  ({ fence, lanes, senderId, spans, unheard }: Options) =>
  (request: Request, restore: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>) =>
    Effect.suspend(() => {
      let heard: Begun | null = null
      const hearing = lanes.begin({ senderId, fence, ...request }).pipe(
        Effect.tap((answer) => {
          heard = answer
          return spans === null ? Effect.void : noted(spans, senderId, request, answer)
        }),
        Effect.uninterruptible
      )
      return restore(UntilStored.retry(hearing)).pipe(
        Effect.catchAllCause((cause): Effect.Effect<Begun> => {
          if (heard !== null) return Effect.succeed(heard)
          unheard(request.nowMillis)
          return Effect.failCause(cause)
        })
      )
    })
