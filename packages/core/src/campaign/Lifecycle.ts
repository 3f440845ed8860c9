import { Data, Either, Schema } from "effect"

/**
 * The life of a campaign (SPEC RL-11, RL-12).
 *
 * - `Draft`: its list is being filled; nothing of it can leave.
 * - `Scheduled`: started, and waits for its moment.
 * - `Running`: its messages are handed to the lanes of its senders, a little ahead of what leaves.
 * - `Paused`: nothing more is handed over, and what had not begun was taken back. It goes on where it was.
 * - `Cancelled`: as paused, for good. What was sent stays sent.
 * - `Done`: nothing of its list is left, and nothing of it waits or is in flight. Callbacks may still come, and what they or an operator put
 *   back into the queue leaves from there: it stays done.
 *
 * States hold what the next step needs, and nothing that can be counted. Times are epoch milliseconds.
 */
export const State = Schema.Union(
  Schema.TaggedStruct("Draft", {}),
  Schema.TaggedStruct("Scheduled", { startMillis: Schema.Number }),
  Schema.TaggedStruct("Running", { startMillis: Schema.Number }),
  Schema.TaggedStruct("Paused", { startMillis: Schema.Number, sinceMillis: Schema.Number }),
  Schema.TaggedStruct("Cancelled", { sinceMillis: Schema.Number }),
  Schema.TaggedStruct("Done", { sinceMillis: Schema.Number })
)
export type State = typeof State.Type

/**
 * What happens to a campaign:
 *
 * - `Started`: an operator starts it, for `startMillis` (`Start.decide` says when that is);
 * - `Came`: the moment it was scheduled for has come;
 * - `Paused`, `Resumed`, `Cancelled`: an operator's acts;
 * - `Emptied`: nothing of it is left.
 */
export type Event =
  | { readonly _tag: "Started"; readonly startMillis: number; readonly atMillis: number }
  | { readonly _tag: "Came" | "Paused" | "Resumed" | "Cancelled" | "Emptied"; readonly atMillis: number }

/** A campaign that was just made: nothing of it can leave before it is started. */
export const initial: State = { _tag: "Draft" }

/** Every edge: the states that an event may lead to; what is not here is refused. */
export const edges: Readonly<
  Record<State["_tag"], Readonly<Partial<Record<Event["_tag"], ReadonlyArray<State["_tag"]>>>>>
> = {
  Draft: { Started: ["Scheduled", "Running"], Cancelled: ["Cancelled"] },
  Scheduled: { Came: ["Running"], Paused: ["Paused"], Cancelled: ["Cancelled"] },
  Running: { Paused: ["Paused"], Cancelled: ["Cancelled"], Emptied: ["Done"] },
  Paused: { Resumed: ["Scheduled", "Running"], Cancelled: ["Cancelled"] },
  Cancelled: {},
  Done: {}
}

/** The event has no edge from this state: nothing changes. */
export class IllegalStep extends Data.TaggedError("IllegalStep")<{
  readonly state: State["_tag"]
  readonly event: Event["_tag"]
}> {
  override get message(): string {
    return `a campaign that is ${this.state.toLowerCase()} cannot be ${this.event.toLowerCase()}`
  }
}

const begun = (startMillis: number, atMillis: number): State =>
  startMillis > atMillis ? { _tag: "Scheduled", startMillis } : { _tag: "Running", startMillis }

/** When it starts or started; null for one that never did, or is over. */
export const startMillis = (state: State): number | null => ("startMillis" in state ? state.startMillis : null)

/** The state after an event. A moment that has not come yet leaves a scheduled campaign as it is. */
export const step = (state: State, event: Event): Either.Either<State, IllegalStep> => {
  if (edges[state._tag][event._tag] === undefined) {
    return Either.left(new IllegalStep({ state: state._tag, event: event._tag }))
  }
  const { atMillis } = event
  switch (event._tag) {
    case "Started":
      return Either.right(begun(event.startMillis, atMillis))
    case "Came":
    case "Resumed":
      return Either.right(begun(startMillis(state) ?? atMillis, atMillis))
    case "Paused":
      return Either.right({ _tag: "Paused", startMillis: startMillis(state) ?? atMillis, sinceMillis: atMillis })
    case "Cancelled":
      return Either.right({ _tag: "Cancelled", sinceMillis: atMillis })
    case "Emptied":
      return Either.right({ _tag: "Done", sinceMillis: atMillis })
  }
}

/** Whether messages of it may be handed over. */
export const feeds = (state: State): boolean => state._tag === "Running"
