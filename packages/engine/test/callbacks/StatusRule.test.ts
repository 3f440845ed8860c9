import type { StatusChanged } from "@sluice/core/callback/Event"
import * as MessageChange from "@sluice/engine/ports/MessageChange"
import type { Message } from "@sluice/engine/ports/Outbox"
import * as StatusRule from "@sluice/engine/callbacks/StatusRule"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const status = (word: StatusChanged["status"], code: number | null = null): StatusChanged => ({
  _tag: "StatusChanged",
  path: "entry[0].changes[0].value.statuses[0]",
  wabaId: "1",
  phoneNumberId: "2",
  displayPhoneNumber: null,
  wamid: "wamid.A",
  status: word,
  statusText: word,
  recipient: "15550200001",
  recipientType: null,
  recipientUserId: null,
  recipientParentUserId: null,
  participant: null,
  waId: null,
  profileName: null,
  username: null,
  identityKeyHash: null,
  timestampSeconds: 1_700_000_000,
  opaque: World.message(1).id,
  conversation: null,
  pricing: null,
  errors: code === null ? [] : [{ code, title: null, message: null, details: null, href: null }]
})

const message = (changes: Partial<Message> = {}): Message => ({
  ...World.message(1),
  state: "accepted",
  delivery: null,
  attempts: 1,
  firstAttemptMillis: 0,
  attemptsBeforePlan: 0,
  wamid: "wamid.A",
  failure: null,
  updatedMillis: 0,
  ...changes
})

const after = (before: Message, statuses: ReadonlyArray<StatusChanged>): Message => {
  const change = StatusRule.apply(before, statuses, 1_000)
  return change === null ? before : MessageChange.apply(before, change)
}

const words = ["sent", "delivered", "read", "played", "failed"] as const

describe("Statuses of a message", () => {
  it("WH-03: whatever the order, the repeats and the batches, a message ends in the same place", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...words), { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        (sequence, keys) => {
          const shuffled = sequence
            .map((word) => ({ word, key: keys.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map(({ word }) => word)
          const together = after(
            message(),
            sequence.map((word) => status(word, word === "failed" ? 131026 : null))
          )
          const apart = shuffled.reduce(
            (state, word) => after(state, [status(word, word === "failed" ? 131026 : null)]),
            message()
          )
          expect({ state: apart.state, delivery: apart.delivery }).toEqual({
            state: together.state,
            delivery: together.delivery
          })
        }
      )
    )
  })

  it("WH-03: a repeat changes nothing, so nothing is written", () => {
    const read = after(message(), [status("read")])
    expect(StatusRule.apply(read, [status("read"), status("delivered"), status("sent")], 2_000)).toBeNull()
  })

  it("RT-04: a status settles an uncertain send, and one that was queued again is not sent twice", () => {
    for (const state of ["uncertain", "queued", "sending"] as const) {
      const settled = StatusRule.apply(message({ state, wamid: null }), [status("sent")], 1_000)
      expect(settled).toMatchObject({ state: "accepted", wamid: "wamid.A" })
      expect(settled?.events.map(({ kind }) => kind)).toContain("settled")
    }
  })

  it("WH-04: a failed status fails the message, with the cause of the catalogue", () => {
    expect(after(message(), [status("sent"), status("failed", 131026)])).toMatchObject({
      state: "failed",
      delivery: "failed",
      failure: { code: 131026, cause: "recipient-unavailable" }
    })
  })

  it("WH-03: delivered stands against failed, and the contradiction is recorded", () => {
    const failed = after(message(), [status("failed", 131026)])
    const change = StatusRule.apply(failed, [status("delivered")], 2_000)
    expect(change).toMatchObject({ state: "accepted", delivery: "delivered", failure: null })
    expect(change?.events.map(({ kind }) => kind)).toContain("contradicted")
  })

  it("RT-02: a failure of an earlier attempt, told late, does not fail the message that was sent again", () => {
    const change = StatusRule.apply(message({ wamid: "wamid.B" }), [status("failed", 131026)], 1_000)
    expect(change).toMatchObject({ state: "accepted", failure: null, events: [{ data: { earlierAttempt: true } }] })
    expect(StatusRule.apply(message({ wamid: "wamid.B" }), [status("delivered")], 1_000)).toMatchObject({
      delivery: "delivered"
    })
  })

  it("RT-02: what comes late about the attempts before a replay neither settles nor fails the message", () => {
    const replayed = message({ state: "queued", wamid: null, attempts: 2, attemptsBeforePlan: 2 })
    for (const word of ["sent", "failed"] as const) {
      expect(StatusRule.apply(replayed, [status(word, 131026)], 1_000)).toMatchObject({ state: "queued" })
    }
    // That it reached the recipient is true whichever attempt did it.
    expect(StatusRule.apply(replayed, [status("delivered")], 1_000)).toMatchObject({ state: "accepted" })
  })

  it("WH-09: a word that nobody knows is recorded and moves nothing", () => {
    const change = StatusRule.apply(
      message({ delivery: "delivered" }),
      [{ ...status("other"), statusText: "teleported" }],
      1_000
    )
    expect(change).toMatchObject({
      state: "accepted",
      delivery: "delivered",
      events: [{ kind: "status", data: { status: "teleported" } }]
    })
  })
})
