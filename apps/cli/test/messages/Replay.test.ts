import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Replay from "../../src/messages/Replay.ts"
import type { Event } from "../../src/messages/Story.ts"

const history = (...events: ReadonlyArray<readonly [kind: string, data?: Event["data"]]>): ReadonlyArray<Event> =>
  events.map(([kind, data], index) => ({
    atMillis: 1_000 + index,
    kind,
    data: { ...data, ...(kind === "attempted" ? { attempt: attemptsUpTo(events, index) } : {}) }
  }))

const attemptsUpTo = (events: ReadonlyArray<readonly [kind: string, ...unknown[]]>, last: number): number =>
  events.slice(0, last + 1).filter(([kind]) => kind === "attempted").length

/** Histories as the engine writes them, and where each leads. */
const told: ReadonlyArray<readonly [name: string, events: ReadonlyArray<Event>, implied: Replay.Implied]> = [
  ["a message that waits", history(["accepted"]), { state: "queued", delivery: null, attempts: 0 }],
  ["a request on its way", history(["accepted"], ["attempted"]), { state: "sending", delivery: null, attempts: 1 }],
  [
    "a message that was read",
    history(["accepted"], ["attempted"], ["answered"], ["status", { status: "sent" }], ["status", { status: "read" }]),
    { state: "accepted", delivery: "read", attempts: 1 }
  ],
  [
    "WH-03: statuses out of order",
    history(["accepted"], ["attempted"], ["answered"], ["status", { status: "read" }], ["status", { status: "sent" }]),
    { state: "accepted", delivery: "read", attempts: 1 }
  ],
  [
    "RL-09: a refusal that was waited out",
    history(["accepted"], ["attempted"], ["refused"], ["deferred"], ["attempted"], ["answered"]),
    { state: "accepted", delivery: null, attempts: 2 }
  ],
  [
    "SF-01: a refusal for good",
    history(["accepted"], ["attempted"], ["refused"], ["failed"]),
    { state: "failed", delivery: null, attempts: 1 }
  ],
  [
    "a failure that the callback told",
    history(["accepted"], ["attempted"], ["answered"], ["status", { status: "failed" }], ["failed"]),
    { state: "failed", delivery: "failed", attempts: 1 }
  ],
  [
    "RT-04: an uncertain send that its callback settled",
    history(
      ["accepted"],
      ["attempted"],
      ["uncertain"],
      ["settled", { by: "callback" }],
      ["status", { status: "sent" }]
    ),
    { state: "accepted", delivery: "sent", attempts: 1 }
  ],
  [
    "RT-04: an uncertain send that the policy repeated",
    history(["accepted"], ["attempted"], ["uncertain"], ["settled", { by: "policy", then: "resend" }], ["attempted"]),
    { state: "sending", delivery: null, attempts: 2 }
  ],
  [
    "RT-02: a failure that was replayed, and starts over",
    history(["accepted"], ["attempted"], ["answered"], ["status", { status: "failed" }], ["failed"], ["replayed"]),
    { state: "queued", delivery: null, attempts: 1 }
  ],
  [
    "RT-01: a failure told by a callback that is tried again, looked for, and delivered",
    history(
      ["accepted"],
      ["attempted"],
      ["answered"],
      ["status", { status: "failed" }],
      ["deferred"],
      ["attempted"],
      ["answered"],
      ["looked", { number: 1, found: false }],
      ["status", { status: "delivered" }]
    ),
    { state: "accepted", delivery: "delivered", attempts: 2 }
  ],
  [
    "WH-03: a failed status of an attempt that another has followed",
    history(
      ["accepted"],
      ["attempted"],
      ["answered"],
      ["status", { status: "failed" }],
      ["failed"],
      ["replayed"],
      ["attempted"],
      ["answered"],
      ["status", { status: "failed", earlierAttempt: true }]
    ),
    { state: "accepted", delivery: null, attempts: 2 }
  ],
  [
    "RT-02: a dead letter that was replayed and taken back",
    history(["accepted"], ["attempted"], ["refused"], ["dead"], ["replayed"], ["cancelled"]),
    { state: "cancelled", delivery: null, attempts: 1 }
  ]
]

describe("Replay", () => {
  it.each(told)("%s is where its history leads", (_, events, implied) => {
    expect(Replay.replay(events)).toEqual(implied)
    expect(Replay.unexplained({ ...implied, events })).toEqual([])
  })

  it("finds every record that says something else than its history", () => {
    const states = ["queued", "sending", "uncertain", "accepted", "failed", "dead", "cancelled"] as const
    const deliveries = [null, "sent", "failed", "delivered", "read", "played"] as const
    fc.assert(
      fc.property(
        fc.constantFrom(...told),
        fc.constantFrom(...states),
        fc.constantFrom(...deliveries),
        fc.integer({ min: 0, max: 4 }),
        ([, events, implied], state, delivery, count) => {
          const faults = Replay.unexplained({ state, delivery, attempts: count, events })
          const same = state === implied.state && delivery === implied.delivery && count === implied.attempts
          expect(faults.length === 0).toBe(same)
        }
      )
    )
  })

  it("RT-03: finds a history without its beginning, one that runs backwards, and one that lost an attempt", () => {
    const [, events, implied] = told[2] ?? ["", [], Replay.replay([])]
    expect(Replay.unexplained({ ...implied, events: events.slice(1) })).toEqual([
      "its history does not begin with its acceptance"
    ])
    const shuffled = events.map((event, index) => ({ ...event, atMillis: 2_000 - index }))
    expect(Replay.unexplained({ ...implied, events: shuffled })).toEqual(["its history runs backwards"])
    const second = events.map((event) => (event.kind === "attempted" ? { ...event, data: { attempt: 2 } } : event))
    expect(Replay.unexplained({ ...implied, events: second })).toEqual(["its attempts are numbered 2"])
  })
})
