/**
 * When an event that a subscriber did not take is handed to it again (DESIGN, telling others; the schedule that Standard Webhooks recommends).
 *
 * The plan is a list, not a formula: at once, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 10 h, each counted from the try before it. Jitter only adds, so
 * that no try comes earlier than the list says and a thousand events that failed together do not come back together. A subscriber that
 * asks for more time (`Retry-After`) gets it, up to a bound.
 */
export interface Schedule {
  /** The wait before each try, the first included. As many tries as there are waits. */
  readonly waitsMillis: ReadonlyArray<number>
  /** How much of a wait may be added to it, 0 to 1. */
  readonly jitterShare: number
  /** The longest wait that a subscriber can ask for. */
  readonly askedMillisMax: number
}

const minute = 60_000
const hour = 60 * minute

/** 27 h 35 min from the first try to the last. */
export const standard: Schedule = {
  waitsMillis: [0, 5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour],
  jitterShare: 0.1,
  askedMillisMax: 10 * hour
}

/** What a subscriber made of a try. */
export type Reply =
  /** An answer of 2xx: it has it. */
  | { readonly _tag: "Taken"; readonly status: number | null }
  /** It did not take it, or nobody was there. `status` is null where there was no answer. */
  | {
      readonly _tag: "Untaken"
      readonly status: number | null
      readonly detail: string
      /** What `Retry-After` asked for; null where it did not. */
      readonly askedMillis: number | null
    }
  /** It answered 410: nothing is to be handed to it any more. */
  | { readonly _tag: "Gone" }

/**
 * What becomes of the event: `Done`; `Again` at a time; `Abandoned`, when all tries are made or the subscriber wants no more. What is
 * abandoned is shown, and its event stays in the feed for a while.
 */
export type Verdict =
  | { readonly _tag: "Done" }
  | { readonly _tag: "Again"; readonly atMillis: number }
  | { readonly _tag: "Abandoned" }

/**
 * The wait before a try.
 *
 * @param number of the try, 1 for the first.
 * @param randomUnit 0 to 1; 0 gives the wait of the list.
 */
export const waitMillis = (schedule: Schedule, number: number, randomUnit: number): number | null => {
  const wait = schedule.waitsMillis[number - 1]
  return wait === undefined ? null : Math.round(wait * (1 + schedule.jitterShare * randomUnit))
}

/** What becomes of an event after its `number`th try. */
export const after = (
  schedule: Schedule,
  number: number,
  reply: Reply,
  randomUnit: number,
  nowMillis: number
): Verdict => {
  if (reply._tag === "Taken") return { _tag: "Done" }
  if (reply._tag === "Gone") return { _tag: "Abandoned" }
  const wait = waitMillis(schedule, number + 1, randomUnit)
  if (wait === null) return { _tag: "Abandoned" }
  const asked = Math.min(Math.max(0, reply.askedMillis ?? 0), schedule.askedMillisMax)
  return { _tag: "Again", atMillis: nowMillis + Math.max(wait, asked) }
}

/** A try as it is kept, and told to people. */
export interface Tried {
  readonly state: "delivered" | "pending" | "abandoned"
  readonly atMillis: number
  /** When it is tried again; of what is over, when it was tried. */
  readonly dueMillis: number
  /** What was answered; null where nothing was. */
  readonly status: number | null
  /** Why it was not taken; null where it was. */
  readonly detail: string | null
}

/** What is kept of the `number`th try, which ended at `atMillis`. */
export const tried = (
  schedule: Schedule,
  number: number,
  reply: Reply,
  randomUnit: number,
  atMillis: number
): Tried => {
  const verdict = after(schedule, number, reply, randomUnit, atMillis)
  const told =
    reply._tag === "Gone"
      ? { status: 410, detail: "it answered that it is gone for good" }
      : { status: reply.status, detail: reply._tag === "Untaken" ? reply.detail : null }
  switch (verdict._tag) {
    case "Done":
      return { state: "delivered", atMillis, dueMillis: atMillis, ...told }
    case "Abandoned":
      return { state: "abandoned", atMillis, dueMillis: atMillis, ...told }
    case "Again":
      return { state: "pending", atMillis, dueMillis: verdict.atMillis, ...told }
  }
}
