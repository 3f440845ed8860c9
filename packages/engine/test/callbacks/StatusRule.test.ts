import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as MessageChange from "@sluice/engine/ports/MessageChange"
import type { Message } from "@sluice/engine/ports/Outbox"
import * as StatusRule from "@sluice/engine/callbacks/StatusRule"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

/** About attempt 1, as its opaque data tells, unless told otherwise. */
const status = (
  word: StatusChanged["status"],
  code: number | null = null,
  changes: Partial<StatusChanged> = {}
): StatusChanged => ({
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
  opaque: Opaque.write(World.message(1).id, 1),
  conversation: null,
  pricing: null,
  errors: code === null ? [] : [{ code, title: null, message: null, details: null, href: null }],
  ...changes
})

/** The same about another attempt, under its own name. */
const ofAttempt = (attempt: number, word: StatusChanged["status"], code: number | null = null): StatusChanged =>
  status(word, code, {
    wamid: `wamid.${String.fromCodePoint(64 + attempt)}`,
    opaque: Opaque.write(World.message(1).id, attempt)
  })

const message = (changes: Partial<Message> = {}): Message =>
  World.stored(1, { state: "accepted", attempts: 1, firstAttemptMillis: 0, wamid: "wamid.A", ...changes })

const around: StatusRule.Around = {
  provider: "cloud-api",
  sender: World.sender("cloud-api"),
  nowMillis: 1_000,
  randomUnit: 1
}

const apply = (before: Message, statuses: ReadonlyArray<StatusChanged>, nowMillis = 1_000) =>
  StatusRule.apply(before, statuses, { ...around, nowMillis })

const after = (before: Message, statuses: ReadonlyArray<StatusChanged>, nowMillis = 1_000): Message => {
  const outcome = apply(before, statuses, nowMillis)
  return outcome === null ? before : MessageChange.apply(before, outcome.change)
}

const kinds = (before: Message, statuses: ReadonlyArray<StatusChanged>): ReadonlyArray<string> =>
  apply(before, statuses)?.change.events.map(({ kind }) => kind) ?? []

const words = ["sent", "delivered", "read", "played", "failed"] as const
const hour = 3_600_000

describe("Statuses of a message", () => {
  it.each([
    ["for good", 131026],
    ["for a day", 131049],
    ["until somebody mends it", 131042]
  ])(
    "WH-03: whatever the order, the repeats and the batches, a message ends in the same place (failures that end it %s)",
    (_, code) => {
      const told = (word: (typeof words)[number]) => status(word, word === "failed" ? code : null)
      const place = ({ delivery, failedAttempt, failure, state }: Message) => ({
        state,
        delivery,
        code: failure?.code ?? null,
        ...(delivery === null || delivery === "failed" ? { failedAttempt } : {})
      })
      fc.assert(
        fc.property(
          fc.array(fc.constantFrom(...words), { maxLength: 8 }),
          fc.infiniteStream(fc.nat()),
          (sequence, keys) => {
            const shuffled = sequence
              .map((word) => ({ word, key: keys.next().value ?? 0 }))
              .sort((a, b) => a.key - b.key)
              .map(({ word }) => word)
            const together = after(message(), sequence.map(told))
            const apart = shuffled.reduce((state, word) => after(state, [told(word)]), message())
            expect(place(apart)).toEqual(place(together))
          }
        )
      )
    }
  )

  it("RT-02: the history tells a status by one word, whoever told it, and the provider's own word beside it", () => {
    const told = (...args: Parameters<typeof status>) =>
      apply(message(), [status(...args)])?.change.events.find(({ kind }) => kind === "status")?.data
    expect(told("delivered")).toMatchObject({ status: "delivered" })
    expect(told("delivered")).not.toHaveProperty("word")
    const failed = told("failed", null, { statusText: "delivery_failed" })
    expect(failed).toMatchObject({ status: "failed", word: "delivery_failed" })
    expect(told("other", null, { statusText: "queued" })).toMatchObject({ status: "queued" })
  })

  it("TM-02, WH-03: a repeat changes nothing, so nothing is written", () => {
    const read = after(message(), [status("read")])
    expect(apply(read, [status("read"), status("delivered"), status("sent")])).toBeNull()
    const failed = after(message(), [status("failed", 131026)])
    expect(apply(failed, [status("failed", 131026), status("sent")])).toBeNull()
    const deferred = after(message(), [status("failed", 131049)])
    expect(apply(deferred, [status("failed", 131049), status("sent")], 9_000)).toBeNull()
    const contradicted = after(read, [status("failed", 131026)])
    expect(apply(contradicted, [status("failed", 131026)])).toBeNull()
  })

  it("RT-04: a status settles an uncertain send, and one that was queued again is not sent twice", () => {
    for (const state of ["uncertain", "queued", "sending"] as const) {
      const before = message({ state, wamid: null })
      expect(after(before, [status("sent")])).toMatchObject({ state: "accepted", wamid: "wamid.A" })
      expect(kinds(before, [status("sent")])).toEqual(["status", "settled"])
    }
  })

  it("RT-04: a status of the first form, without the attempt in its data, settles as well", () => {
    const old = status("sent", null, { opaque: World.message(1).id })
    expect(after(message({ state: "uncertain", wamid: null }), [old])).toMatchObject({ state: "accepted" })
    expect(
      after(message({ state: "uncertain", wamid: null, attempts: 2, attemptsBeforePlan: 2 }), [old])
    ).toMatchObject({
      state: "uncertain"
    })
  })

  it("RT-04: of a message in flight again, what comes late about the attempt before neither settles nor fails it", () => {
    const inFlight = message({ state: "sending", attempts: 2, wamid: null })
    for (const late of [ofAttempt(1, "sent"), ofAttempt(1, "failed", 131026)]) {
      const outcome = apply(inFlight, [late])
      expect(outcome?.change.state).toBeUndefined()
      expect(outcome?.change.events).toMatchObject([{ kind: "status", data: { attempt: 1, earlierAttempt: true } }])
    }
    expect(after(inFlight, [ofAttempt(2, "sent")])).toMatchObject({ state: "accepted", wamid: "wamid.B" })
    expect(after(inFlight, [ofAttempt(2, "failed", 131026)])).toMatchObject({ state: "failed", failedAttempt: 2 })
  })

  it("RT-04: of a message that a later attempt has brought there, a failure of the first changes nothing", () => {
    const accepted = message({ attempts: 2, wamid: "wamid.B" })
    for (const late of [ofAttempt(1, "sent"), ofAttempt(1, "failed", 131026)]) {
      expect(after(accepted, [late])).toMatchObject({ state: "accepted", delivery: null, failure: null })
    }
    expect(after(accepted, [ofAttempt(2, "failed", 131026)])).toMatchObject({ state: "failed" })
    expect(after(accepted, [ofAttempt(1, "delivered")])).toMatchObject({ state: "accepted", delivery: "delivered" })
  })

  it("RT-04: one that waits to be sent again, and turns out to be there by an earlier attempt, stands on that", () => {
    for (const state of ["queued", "uncertain", "dead"] as const) {
      const there = after(message({ state, attempts: 2, wamid: null }), [ofAttempt(1, "sent")])
      expect(there).toMatchObject({ state: "accepted", wamid: "wamid.A" })
      // And falls with it: the other attempt is not what the message stands on.
      expect(after(there, [ofAttempt(2, "failed", 131026)])).toMatchObject({ state: "accepted" })
      expect(after(there, [ofAttempt(1, "failed", 131026)])).toMatchObject({ state: "failed" })
    }
  })

  it("RT-04: a failure of an earlier attempt that overtakes its own sent keeps that from settling anything", () => {
    const uncertain = message({ state: "uncertain", attempts: 2, wamid: null })
    expect(after(uncertain, [ofAttempt(1, "failed", 131026), ofAttempt(1, "sent")])).toMatchObject({
      state: "uncertain"
    })
  })

  it("SF-01: where a provider passes the platform's own error on beside its own, the platform's decides", () => {
    const error = (code: number | null, title: string | null = null) => ({
      code,
      title,
      message: null,
      details: null,
      href: null
    })
    const failing = (provider: StatusRule.Around["provider"], errors: StatusChanged["errors"]) =>
      StatusRule.apply(message(), [status("failed", null, { errors })], { ...around, provider })?.change.failure
    const platform = failing("cloud-api", [error(131026)])
    expect(failing("bird", [error(131026), error(15000)])?.cause).toBe(platform?.cause)
    expect(failing("zendesk", [error(131026), error(null, "uncategorized_error")])?.cause).toBe(platform?.cause)
    expect(failing("bird", [error(12003)])?.code).toBe(12003)
    expect(failing("twilio", [error(63024)])?.cause).toBe(platform?.cause)
  })

  it("WH-04, SF-01: a failed status fails the message for good where the catalogue says so, with its cause", () => {
    const before = message()
    expect(after(before, [status("sent"), status("failed", 131026)])).toMatchObject({
      state: "failed",
      delivery: "failed",
      failure: { code: 131026, cause: "recipient-unavailable" }
    })
    expect(kinds(before, [status("failed", 131026)])).toEqual(["status", "failed"])
  })

  it("RT-01, CLOUD_API 3.3: the cap on marketing is waited out a day, two days, a week, and then it is a dead letter", () => {
    let current = message()
    const waits: Array<number> = []
    let nowMillis = 0
    while (current.state === "accepted") {
      const attempt = current.attempts
      current = after(
        { ...current, wamid: `wamid.${String.fromCodePoint(64 + attempt)}` },
        [ofAttempt(attempt, "failed", 131049)],
        nowMillis
      )
      if (current.state !== "queued") break
      expect(current).toMatchObject({ delivery: null, failedAttempt: attempt, failure: { code: 131049 } })
      waits.push((current.dueMillis - nowMillis) / hour)
      nowMillis = current.dueMillis
      current = { ...current, state: "accepted", attempts: attempt + 1 }
    }
    expect(waits).toEqual([24, 48, 168])
    expect(current).toMatchObject({ state: "dead", delivery: "failed", failure: { code: 131049 } })
  })

  it("RT-02: a transient failure is tried again as a new attempt; after its tries it is a dead letter", () => {
    expect(after(message(), [status("failed", 131000)])).toMatchObject({ state: "queued", delivery: null })
    const thrice = { attempts: 3, wamid: "wamid.C" }
    expect(
      after(message({ ...thrice, tries: { transientLimited: 2 } }), [ofAttempt(3, "failed", 131000)])
    ).toMatchObject({ state: "dead" })
    // Tries that never left, were throttled or stayed unknown are none of its.
    expect(
      after(message({ ...thrice, tries: { transientLimited: 1, throttled: 1 } }), [ofAttempt(3, "failed", 131000)])
    ).toMatchObject({ state: "queued", tries: { transientLimited: 2, throttled: 1 } })
  })

  it.each([
    [131048, { scope: "sender", key: "sender", level: "restriction", untilMillis: 1_000 + hour }],
    [131064, { scope: "business", key: "business", level: "restriction", untilMillis: 1_000 + 24 * hour }],
    [131042, { scope: "business", key: "business", level: "fix", untilMillis: null, needsReview: true }],
    [4, { scope: "app", key: "account", level: "throttle", untilMillis: 61_000 }],
    [130429, { scope: "sender", key: "sender", level: "throttle" }]
  ])("RL-07: a failed status with code %d places its hold, and the message waits", (code, hold) => {
    const outcome = apply(message(), [status("failed", code)])
    expect(outcome?.holds).toMatchObject([hold])
    expect(outcome?.change).toMatchObject({ state: "queued", failure: { code } })
  })

  it("RL-07: a pair that was too fast waits through its message alone, which holds back the later ones", () => {
    const outcome = apply(message(), [status("failed", 131056)])
    expect(outcome?.holds).toEqual([])
    expect(outcome?.change).toMatchObject({ state: "queued" })
    expect(outcome?.change.dueMillis).toBeGreaterThan(1_000)
  })

  it("RT-02: without its sender, which is no longer configured, a message that failed is not sent again", () => {
    const outcome = StatusRule.apply(message(), [status("failed", 131049)], { ...around, sender: null })
    expect(outcome).toMatchObject({ change: { state: "failed", failure: { code: 131049 } }, holds: [] })
  })

  it("WH-03: delivered stands against failed, and the contradiction is recorded, whatever the failure asked for", () => {
    for (const code of [131026, 131049]) {
      const failed = after(message(), [status("failed", code)])
      expect(after(failed, [status("delivered")])).toMatchObject({
        state: "accepted",
        delivery: "delivered",
        failure: null
      })
      expect(kinds(failed, [status("delivered")])).toContain("contradicted")
      const delivered = after(message(), [status("delivered")])
      expect(after(delivered, [status("failed", code)])).toMatchObject({ state: "accepted", delivery: "delivered" })
      expect(apply(delivered, [status("failed", code)])).toMatchObject({
        holds: [],
        change: { events: [{ kind: "status" }, { kind: "contradicted" }] }
      })
    }
  })

  it("RT-02: a name other than the message's is of an earlier attempt, where no opaque data tells", () => {
    const named = message({ wamid: "wamid.B" })
    const late = status("failed", 131026, { opaque: null })
    expect(after(named, [late])).toMatchObject({ state: "accepted", failure: null })
    expect(apply(named, [late])?.change.events).toMatchObject([{ data: { earlierAttempt: true } }])
    // The name of an attempt that failed stays the message's until the next one has another.
    const again = message({ state: "sending", attempts: 2, wamid: "wamid.A", failedAttempt: 1 })
    expect(apply(again, [late])).toBeNull()
  })

  it("RT-02: what comes late about the attempts before a replay neither settles nor fails the message", () => {
    const replayed = message({ state: "queued", wamid: null, attempts: 2, attemptsBeforePlan: 2 })
    for (const attempt of [1, 2]) {
      for (const word of ["sent", "failed"] as const) {
        expect(after(replayed, [ofAttempt(attempt, word, 131026)])).toMatchObject({ state: "queued", failure: null })
      }
      // That it reached the recipient is true whichever attempt did it.
      expect(after(replayed, [ofAttempt(attempt, "delivered")])).toMatchObject({ state: "accepted" })
    }
  })

  it("WH-09: a word that nobody knows is recorded and moves nothing", () => {
    const before = message({ delivery: "delivered" })
    const outcome = apply(before, [{ ...status("other"), statusText: "teleported" }])
    expect(outcome?.change).toEqual({
      events: [
        { atMillis: 1_000, kind: "status", data: { status: "teleported", attempt: 1, platformSeconds: 1_700_000_000 } }
      ]
    })
  })
})
