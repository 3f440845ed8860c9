import type { Context } from "effect"
import { Effect, Fiber } from "effect"
import type { Finish, Lanes } from "../ports/Lanes.ts"
import * as UntilStored from "./UntilStored.ts"

/** The record of one lane's answers. One fiber uses it, and never begins a send while `all` runs. */
export interface LaneRecord {
  /** An answer that the lane's ledger has taken over. */
  readonly owe: (finish: Finish, recipient: string, departedMillis: number) => void
  /** Departure of the oldest send that is answered and not recorded, so that the store holds it for open; null when there is none. */
  readonly openMillis: () => number | null
  /** The messages of those sends. */
  readonly openIds: () => ReadonlyArray<string>
  /** Whether one of them went to one of these: what comes after it must not begin before the store knows that it is done. */
  readonly concerns: (recipients: ReadonlyArray<string>) => boolean
  /** Records beside whatever comes next, one call at a time: what comes meanwhile goes with the next call. The ledger is kept by what follows. */
  readonly beside: Effect.Effect<void>
  /**
   * The same, once many wait for it or the first of them has waited for `patienceMillis`, for a lane that has sends in flight and begins none: few at a
   * time cost the store nearly as much as many. Answers when it has to be asked again; Infinity where none waits.
   */
  readonly besideMany: (nowMillis: number) => Effect.Effect<number>
  /** Records what is owed, and keeps the ledger where no call has kept it since the last answer. */
  readonly all: Effect.Effect<void>
  /** A begin has kept the ledger. */
  readonly kept: () => void
}

/** What a record needs of its lane. */
export interface Options {
  readonly lanes: Context.Tag.Service<Lanes>
  readonly senderId: string
  readonly fence: number
  /** Answers that wait at most while others are being recorded; half as many are recorded at once. */
  readonly waitingMax: number
  /** How long an answer waits at most for others to be recorded with. */
  readonly patienceMillis: number
  /** The ledger as it is now. */
  readonly keep: () => unknown
  /** Departure of the oldest send without an answer; null when there is none. */
  readonly flyingSinceMillis: () => number | null
}

/**
 * Writes a lane's answers into the store (SPEC RT-03; ADR 10).
 *
 * Beside a begin they are recorded without the ledger and without the lane's oldest open send, since that begin tells both: the lane's row is locked by
 * one of the two alone, and an older word can never overtake a newer one. When a record has failed for good, the lane fails with it.
 */
export const make = (options: Options): LaneRecord => {
  const { fence, flyingSinceMillis, keep, lanes, patienceMillis, senderId, waitingMax } = options
  /** What was answered, until the store has the answers. */
  const unrecorded = new Map<string, { readonly recipient: string; readonly departedMillis: number }>()
  let owed: Array<Finish> = []
  let recording: Fiber.RuntimeFiber<void> | null = null
  let unkept = false

  const write = Effect.fnUntraced(function* (keeps: boolean) {
    const finishes = owed
    owed = []
    const kept = keeps ? { ledger: keep(), openSinceMillis: flyingSinceMillis() } : {}
    yield* UntilStored.retry(lanes.finish({ senderId, fence, finishes, ...kept }))
    for (const { messageId } of finishes) unrecorded.delete(messageId)
    if (keeps) unkept = false
  }, Effect.uninterruptible)

  const recorded = Effect.suspend(() => (recording === null ? Effect.void : Fiber.join(recording)))

  const beside = Effect.gen(function* () {
    if (owed.length === 0) return
    const isBusy = recording !== null && recording.unsafePoll() === null
    if (isBusy && owed.length < waitingMax) return
    yield* recorded
    recording = yield* Effect.forkDaemon(write(false))
  })

  return {
    owe: (finish, recipient, departedMillis) => {
      owed.push(finish)
      unrecorded.set(finish.messageId, { recipient, departedMillis })
      unkept = true
    },
    openMillis: () => {
      let openMillis: number | null = null
      for (const { departedMillis } of unrecorded.values()) {
        openMillis = Math.min(openMillis ?? departedMillis, departedMillis)
      }
      return openMillis
    },
    openIds: () => [...unrecorded.keys()],
    concerns: (recipients) => {
      if (unrecorded.size === 0) return false
      const open = new Set([...unrecorded.values()].map(({ recipient }) => recipient))
      return recipients.some((recipient) => open.has(recipient))
    },
    beside,
    besideMany: (nowMillis) =>
      Effect.suspend(() => {
        const [first] = owed
        if (first === undefined) return Effect.succeed(Infinity)
        const untilMillis = first.answeredMillis + patienceMillis
        if (owed.length < waitingMax / 2 && nowMillis < untilMillis) return Effect.succeed(untilMillis)
        return Effect.as(beside, Infinity)
      }),
    all: Effect.gen(function* () {
      yield* recorded
      recording = null
      // A begin may have kept the ledger while answers that came during a record wait for the next.
      if (unkept || owed.length > 0) yield* write(true)
    }).pipe(Effect.uninterruptible),
    kept: () => {
      unkept = false
    }
  }
}
