import { Data, Either, Schema } from "effect"

/**
 * The life of a message in the outbox (SPEC RT-02 to RT-05; DESIGN, how a message flows).
 *
 * - `queued`: waits until it is due and its sender may send. A hold changes nothing here: holds are on scopes, not on messages.
 * - `sending`: its attempt is recorded and the request may have left.
 * - `uncertain`: the request left and its outcome is unknown. It is not repeated before its callbacks or the policy have settled it.
 * - `accepted`: the platform has it; how far it got is its delivery status.
 * - `failed`: over, by a failure that repeating does not cure.
 * - `dead`: out of attempts or out of time; kept with its history, and can be replayed.
 * - `cancelled`: taken back before it left.
 */
export const State = Schema.Literal("queued", "sending", "uncertain", "accepted", "failed", "dead", "cancelled")
export type State = typeof State.Type

/** The states of a message that is not done: it waits, is under way, or nobody knows. It keeps back the later messages of its conversation. */
export const open = ["queued", "sending", "uncertain"] as const satisfies ReadonlyArray<State>

/** Whether a message is not done, and so keeps back the later ones of its conversation. */
export const isOpen = (state: State): state is (typeof open)[number] => open.some((one) => one === state)

/** Whether the platform has the message, or may have it: then a status can be missing (SPEC WH-05). */
export const mayBeThere = (state: State): boolean =>
  state === "accepted" || state === "uncertain" || state === "sending"

/**
 * What happens to a message:
 *
 * - `begun`: an attempt is recorded;
 * - `accepted`: an answer or a callback shows that the platform has it;
 * - `deferred`: refused, or never left, and due again later;
 * - `lost`: the request left and no outcome is known;
 * - `resent`: it stayed uncertain, and the policy sends it again;
 * - `failed`: refused for good, by an answer, by a callback, or before it could leave;
 * - `exhausted`: it would be tried again, but its plan is used up;
 * - `cancelled`: taken back by its owner;
 * - `replayed`: put back by an operator.
 */
export type Event =
  | "begun"
  | "accepted"
  | "deferred"
  | "lost"
  | "resent"
  | "failed"
  | "exhausted"
  | "cancelled"
  | "replayed"

/**
 * Every edge; what is not here is refused.
 *
 * `accepted` leads to `accepted` from everywhere: a callback is evidence, and a record that contradicts it would be untrue. From `queued` it
 * spares a second send (the first one, uncertain, did arrive); from `failed`, `dead` and `cancelled` it corrects the record. A message that
 * was accepted can still be `failed`, `deferred` or `exhausted`, since the platform reports many failures by callback only.
 */
export const edges: Readonly<Record<State, Readonly<Partial<Record<Event, State>>>>> = {
  queued: { begun: "sending", accepted: "accepted", failed: "failed", exhausted: "dead", cancelled: "cancelled" },
  sending: {
    accepted: "accepted",
    deferred: "queued",
    lost: "uncertain",
    failed: "failed",
    exhausted: "dead"
  },
  uncertain: {
    accepted: "accepted",
    deferred: "queued",
    resent: "queued",
    failed: "failed",
    exhausted: "dead"
  },
  accepted: { accepted: "accepted", deferred: "queued", failed: "failed", exhausted: "dead" },
  failed: { accepted: "accepted", replayed: "queued" },
  dead: { accepted: "accepted", replayed: "queued" },
  cancelled: { accepted: "accepted" }
}

/** The event has no edge from this state: nothing changes. */
export class IllegalStep extends Data.TaggedError("IllegalStep")<{ readonly state: State; readonly event: Event }> {
  override get message(): string {
    return `a message that is ${this.state} cannot be ${this.event}`
  }
}

/** The state after an event. */
export const step = (state: State, event: Event): Either.Either<State, IllegalStep> => {
  const next = edges[state][event]
  return next === undefined ? Either.left(new IllegalStep({ state, event })) : Either.right(next)
}
