import * as MessageState from "@sluice/core/delivery/MessageState"
import { Either } from "effect"
import fc from "fast-check"
import { describe, expect, it } from "vitest"

const states = MessageState.State.literals
const events: ReadonlyArray<MessageState.Event> = [
  "begun",
  "accepted",
  "deferred",
  "lost",
  "resent",
  "failed",
  "exhausted",
  "cancelled",
  "replayed"
]

const walk = (...path: ReadonlyArray<MessageState.Event>) =>
  path.reduce<Either.Either<MessageState.State, MessageState.IllegalStep>>(
    (state, event) => Either.flatMap(state, (from) => MessageState.step(from, event)),
    Either.right("queued")
  )

const leadingTo = (event: MessageState.Event): ReadonlyArray<MessageState.State> =>
  states.filter((state) => Either.isRight(MessageState.step(state, event)))

describe("MessageState", () => {
  it.each([
    [["begun", "accepted"], "accepted"],
    [["begun", "deferred", "begun", "failed"], "failed"],
    [["begun", "lost", "accepted"], "accepted"],
    [["begun", "lost", "resent", "begun", "accepted"], "accepted"],
    [["begun", "lost", "failed"], "failed"],
    [["begun", "exhausted", "replayed", "begun", "accepted"], "accepted"],
    [["cancelled"], "cancelled"],
    [["begun", "accepted", "failed", "replayed"], "queued"],
    [["begun", "accepted", "deferred"], "queued"]
  ] as const)("DESIGN, how a message flows: %j ends at %s", (path, end) => {
    expect(walk(...path)).toEqual(Either.right(end))
  })

  it("RT-04: an uncertain message is never begun again before it is settled", () => {
    expect(leadingTo("begun")).toEqual(["queued"])
    expect(leadingTo("resent")).toEqual(["uncertain"])
    expect(MessageState.edges.uncertain.begun).toBeUndefined()
  })

  it("RT-04: evidence that the platform has it is taken from every state, and spares a second send", () => {
    expect(leadingTo("accepted")).toEqual([...states])
    expect(walk("begun", "lost", "resent", "accepted")).toEqual(Either.right("accepted"))
  })

  it("RT-02: only what has not left can be cancelled, only what is over can be replayed", () => {
    expect(leadingTo("cancelled")).toEqual(["queued"])
    expect(leadingTo("replayed")).toEqual(["failed", "dead"])
  })

  it("a message is open until the platform has it or it was given up", () => {
    expect(states.filter(MessageState.isOpen)).toEqual(["queued", "sending", "uncertain"])
  })

  it("WH-05: a status can be missing of what has left and was not refused", () => {
    expect(states.filter(MessageState.mayBeThere)).toEqual(["sending", "uncertain", "accepted"])
  })

  it("an event without an edge is refused with state and event, and changes nothing", () => {
    const refused = MessageState.step("cancelled", "begun")
    expect(Either.getOrNull(Either.flip(refused))).toEqual(
      new MessageState.IllegalStep({ state: "cancelled", event: "begun" })
    )
    expect(Either.getOrNull(Either.flip(refused))?.message).toBe("a message that is cancelled cannot be begun")
  })

  it("RT-02: between two begins of one message lies an event that allows the repeat", () => {
    const allowing: ReadonlySet<MessageState.Event> = new Set(["deferred", "resent", "replayed"])
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events), { maxLength: 40 }), (drawn) => {
        let state: MessageState.State = "queued"
        let begun = false
        let repeats = 0
        for (const event of drawn) {
          const next = MessageState.step(state, event)
          if (Either.isLeft(next)) continue
          if (event === "begun" && begun) repeats++
          begun = event === "begun" || (begun && !allowing.has(event))
          state = next.right
        }
        expect(repeats).toBe(0)
      }),
      { numRuns: 1_000, seed: 9 }
    )
  })
})
