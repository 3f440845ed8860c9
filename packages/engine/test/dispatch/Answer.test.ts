import * as Classification from "@sluice/core/failure/Classification"
import * as Answer from "@sluice/engine/dispatch/Answer"
import * as MessageChange from "@sluice/engine/ports/MessageChange"
import type { Message } from "@sluice/engine/ports/Outbox"
import type { SendOutcome } from "@sluice/engine/ports/Provider"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const queued = (changes: Partial<Message> = {}): Message => World.stored(1, changes)

const sender = World.sender("cloud-api")

const answered = (message: Message, outcome: SendOutcome, atMillis: number) =>
  Answer.read({ sender, message, outcome, atMillis, randomUnit: 1 })

/** The message after the answer, as its next attempt finds it. */
const after = (message: Message, outcome: SendOutcome, atMillis: number): Message => {
  const { finish } = answered(message, outcome, atMillis)
  const begun = { ...message, attempts: finish.attempt, firstAttemptMillis: message.firstAttemptMillis ?? atMillis }
  return MessageChange.apply(begun, finish.change)
}

const notSent: SendOutcome = { _tag: "NotSent", detail: "ECONNREFUSED" }

const refused = (code: number): SendOutcome => ({
  _tag: "Refused",
  httpStatus: 400,
  detail: "refused",
  failure: Classification.classify({ provider: "cloud-api", httpStatus: 400, code })
})

const day = 86_400_000

describe("What an answer means", () => {
  it("RT-01: tries that never left cost the plan neither an attempt nor time, however long our own network is away", () => {
    let message = queued()
    let nowMillis = 0
    while (nowMillis < 3 * day) {
      message = after(message, notSent, nowMillis)
      expect(message.state).toBe("queued")
      nowMillis = message.dueMillis
    }
    expect(message.unsent).toBe(message.attempts)
    expect(message.heldMillis).toBe(nowMillis)
    // Then the platform answers: of a schedule of three tries within an hour, none is used up.
    for (const state of ["queued", "queued", "dead"]) {
      message = after(message, refused(131000), nowMillis)
      expect(message).toMatchObject({ state, failure: { code: 131000 } })
      nowMillis = message.dueMillis
    }
  })

  it("RT-01: what is throttled and what stumbles use up different plans: neither takes the other's tries", () => {
    let message = queued()
    // 131000 has three tries: two of them, with a throttle before, between and after.
    for (const code of [130429, 131000, 130429, 131000, 130429]) {
      message = after(message, refused(code), message.dueMillis)
      expect(message).toMatchObject({ state: "queued", failure: { code } })
    }
    expect(message.tries).toEqual({ throttled: 3, transientLimited: 2 })
    expect(after(message, refused(131000), message.dueMillis)).toMatchObject({ state: "dead" })
  })

  it("RT-03: the waits between tries that never left grow, up to the schedule's longest", () => {
    const waits: Array<number> = []
    let message = queued({ attempts: 5, firstAttemptMillis: 0 })
    for (let n = 0; n < 12; n++) {
      const nowMillis = message.dueMillis
      message = after(message, notSent, nowMillis)
      waits.push(message.dueMillis - nowMillis)
    }
    expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(waits.at(-1)).toBe(300_000)
  })

  it("RT-01: a message that waits out a hold of three days has as much time left as before it", () => {
    // Refused once, due a second later, and held until now: three times the deadline of its schedule.
    const held = queued({ attempts: 1, firstAttemptMillis: 0, dueMillis: 1_000 })
    expect(after(held, refused(2), 3 * day)).toMatchObject({ state: "queued" })
    // Without the hold in between, so late a failure is past the deadline.
    const late = queued({ attempts: 1, firstAttemptMillis: 0, dueMillis: 3 * day })
    expect(after(late, refused(2), 3 * day)).toMatchObject({ state: "dead" })
  })

  it("RL-07: a template that the platform paused is held as long as it says, not as long as the message is put off", () => {
    const content = { type: "template", template: { name: "hello", language: { code: "en" } } } as const
    const { finish, hold } = answered(queued({ content }), refused(132015), 0)
    expect(hold).toMatchObject({ scope: "template", key: "account/hello", untilMillis: day / 8 })
    expect(finish.change).toMatchObject({ state: "queued", dueMillis: day })
  })
})
