import * as Catalogue from "@sluice/core/failure/Catalogue"
import * as Classification from "@sluice/core/failure/Classification"
import * as Aftermath from "@sluice/engine/settle/Aftermath"
import type { Message } from "@sluice/engine/ports/Outbox"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const message = World.stored(1, { state: "accepted", attempts: 1, firstAttemptMillis: 0, wamid: "wamid.A" })

const failed = (code: number, changes: Partial<Aftermath.Failed> = {}): Aftermath.Failed => ({
  sender: World.sender("cloud-api"),
  message,
  heldMillis: 0,
  failure: Classification.classify({ provider: "cloud-api", httpStatus: null, code }),
  httpStatus: null,
  detail: "no",
  atMillis: 1_000,
  randomUnit: 1,
  ...changes
})

const codes = Catalogue.entries.map(({ code }) => code)

describe("What a failed attempt leads to", () => {
  it("SF-01: every code of the catalogue leads somewhere, and the history says where", () => {
    for (const code of codes) {
      const { change } = Aftermath.of(failed(code))
      const kinds = change.events.map(({ kind }) => kind)
      expect([code, change.state, kinds]).toEqual([
        code,
        expect.stringMatching(/^(queued|failed|dead)$/),
        [change.state === "queued" ? "deferred" : change.state]
      ])
      expect(change.failure).toMatchObject({ code, detail: "no" })
    }
  })

  it("RT-02: what is tried again is due later, except what waits for somebody under a hold", () => {
    for (const code of codes) {
      const { change, hold } = Aftermath.of(failed(code))
      if (change.state !== "queued") continue
      const waits = (change.dueMillis ?? 0) > 1_000
      expect([code, waits || hold !== null]).toEqual([code, true])
    }
    // A template that has to be fixed, of a message without one: nothing could hold it.
    expect(Aftermath.of(failed(134102)).change).toMatchObject({ state: "dead", failure: { code: 134102 } })
  })

  it("RT-01: the tries of its own schedule end a message, no others, and held time is taken off", () => {
    const of = (changes: Partial<Message>, heldMillis = 0, atMillis = 1_000) =>
      Aftermath.of(failed(131000, { message: { ...message, ...changes }, heldMillis, atMillis })).change.state
    expect(of({ tries: { transientLimited: 1 } })).toBe("queued")
    expect(of({ tries: { transientLimited: 2 } })).toBe("dead")
    expect(of({ attempts: 40, tries: { transient: 7, throttled: 30, resent: 2 } })).toBe("queued")
    const twoHours = 7_200_000
    expect(of({}, 0, twoHours)).toBe("dead")
    expect(of({}, twoHours, twoHours)).toBe("queued")
  })

  it("RT-01: each failure uses up a try of its own schedule, and its waits grow with those alone", () => {
    const tries = { throttled: 3, transientLimited: 1 }
    const stumbled = Aftermath.of(failed(2, { message: { ...message, tries } }))
    expect(stumbled.change).toMatchObject({ dueMillis: 2_000, tries: { ...tries, transient: 1 } })
    const throttled = Aftermath.of(failed(130429, { message: { ...message, tries } }))
    expect(throttled.change).toMatchObject({ dueMillis: 9_000, tries: { ...tries, throttled: 4 } })
  })

  it("RL-07: a throttle code about the sender, told by a callback, holds the sender; one about a pair, or no throttle, does not", () => {
    expect(Aftermath.throttled(failed(130429))).toMatchObject({
      scope: "sender",
      key: "sender",
      level: "throttle",
      sinceMillis: 1_000,
      needsReview: false
    })
    for (const code of [131056, 131048, 131026]) expect(Aftermath.throttled(failed(code))).toBeNull()
  })
})
