import type { MessageView } from "@sluice/client/Message"
import { DateTime } from "effect"
import { describe, expect, it } from "vitest"
import type { Outcome } from "../../src/quickstart/Stage.ts"
import * as Summary from "../../src/quickstart/Summary.ts"
import type { Triage } from "../../src/quickstart/Triage.ts"

const at = DateTime.unsafeMake(0)

const message = (id: string, change: Partial<MessageView> = {}): MessageView => ({
  id,
  accountId: "quickstart",
  senderId: "shop",
  pool: null,
  recipient: "+886912345678",
  content: { type: "text", text: { body: "hello" } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 200,
  state: "accepted",
  delivery: "delivered",
  attempts: 1,
  wamid: `wamid.${id}`,
  failure: null,
  idempotencyKey: null,
  acceptedAt: at,
  dueAt: at,
  updatedAt: at,
  ...change
})

const failed = message("c", {
  state: "failed",
  delivery: "failed",
  failure: { cause: "number", code: 131026, httpStatus: null, detail: "undeliverable", remedy: "check the number" }
})

/** Three messages: one delivered, one read, one failed; everything in order. */
const outcome: Outcome = {
  title: "cloud-api",
  speed: 1,
  submitted: 3,
  tally: { queued: 0, inFlight: 0, sent: 0, delivered: 1, read: 1, failed: 1 },
  messages: [message("a"), message("b", { delivery: "read" }), failed],
  entries: ["a", "b", "c"].map((subject, index) => ({
    index,
    wamid: `wamid.${subject}`,
    subject,
    phoneNumberId: "1",
    to: "+886912345678",
    type: "text",
    atMillis: 0,
    told: "delivered" as const
  })),
  stats: {
    nowMillis: 0,
    messages: { accepted: 3, doubled: 0, resent: 0, violations: 0, faulted: 0, unanswered: 0 },
    violations: { total: 0, counts: {} },
    callbacks: { scheduled: 0, duplicated: 0, posts: { repeated: 0 } }
  },
  examined: [],
  elapsedMillis: 12_340
}

const recipient = {
  line: 5,
  name: "Mei",
  number: "",
  country: "TW",
  template: "hello_world",
  reference: "A-1"
} as const

const triage: Triage = {
  sendable: [],
  refused: [
    { recipient, cause: "duplicate", message: "already in line 2", suggestion: null },
    { recipient, cause: "empty", message: "no digits", suggestion: null }
  ],
  doubts: new Map()
}

const summary = (change: Partial<Outcome> = {}, listed = 5) =>
  Summary.make({ listed, triage, stages: [{ ...outcome, ...change }], elapsedMillis: 61_000 })

describe("Summary", () => {
  it("finds nothing to object to where every row and every message is accounted for", () => {
    expect(summary()).toMatchObject({ listed: 5, refused: 2, duplicates: 1, faults: [], seconds: 61 })
    expect(summary().stages[0]).toMatchObject({
      queued: 3,
      sent: 3,
      delivered: 2,
      read: 1,
      failed: 1,
      failures: [{ cause: "number 131026", count: 1 }],
      seconds: 12.3
    })
    expect(Summary.lines(summary())).toContain("Everything is accounted for, in 61 s.")
  })

  const { messages: counts } = outcome.stats
  it.each<readonly [string, Partial<Outcome>, number, string]>([
    ["a row that is neither queued nor refused", {}, 6, "6 in the list, but 2 refused and 3 queued"],
    ["a message that is on no record", { messages: outcome.messages.slice(1) }, 5, "cloud-api: 3 queued, 2 on record"],
    [
      "a message that is still on its way",
      { tally: { ...outcome.tally, delivered: 0, sent: 1 } },
      5,
      "cloud-api: 1 have not come to their end"
    ],
    [
      "a message that the platform has and the record has not",
      { messages: [...outcome.messages.slice(1), message("a", { wamid: null })] },
      5,
      "cloud-api: the platform accepted 3, the record knows 2 of them"
    ],
    [
      "RT-05: a message that was sent twice",
      { stats: { ...outcome.stats, messages: { ...counts, doubled: 1 } } },
      5,
      "cloud-api: 1 were sent twice"
    ],
    [
      "a limit that was tripped",
      { stats: { ...outcome.stats, violations: { total: 2, counts: { "RL-06 limit": 2 } } } },
      5,
      'cloud-api: 2 violations: {"RL-06 limit":2}'
    ]
  ])("finds %s", (_, change, listed, fault) => {
    const found = summary(change, listed)
    expect(found.faults).toContain(fault)
    expect(Summary.lines(found)).toContain("Not accounted for:")
  })
})
