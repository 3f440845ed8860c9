import { Either } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Callback from "@sluice/core/callback/Callback"
import * as Approval from "@sluice/core/template/Approval"
import type { TemplateStatusChanged } from "@sluice/core/callback/notices/Template"
import * as ApprovalNotice from "@sluice/core/template/ApprovalNotice"
import * as Review from "@sluice/core/template/Review"
import * as Samples from "../callback/Samples.ts"
import { guide } from "./drafts.ts"

const hours = (count: number): number => count * 3_600_000
const reason = { code: "INVALID_FORMAT", details: null, recommendation: null }

const events = {
  Submitted: Approval.Submitted(),
  Revised: Approval.Revised(),
  Reviewing: Approval.Reviewing(),
  Approved: Approval.Approved(),
  Rejected: Approval.Rejected({ reason }),
  Paused: Approval.Paused({ reason, forMillis: hours(3) }),
  Disabled: Approval.Disabled({ reason })
}

/** The state after events at second 0, 1, 2, …; a refused event changes nothing. */
const after = (...all: ReadonlyArray<keyof typeof events>): Approval.State =>
  all.reduce(
    (state, name, index) => Either.getOrElse(Approval.step(state, events[name], index * 1_000), () => state),
    Approval.initial(0)
  )

describe("Approval", () => {
  it.each([
    [["Submitted"], "submitted"],
    [["Submitted", "Approved"], "approved"],
    [["Submitted", "Rejected"], "rejected"],
    [["Submitted", "Rejected", "Revised"], "submitted"],
    [["Submitted", "Approved", "Paused"], "paused"],
    [["Submitted", "Approved", "Paused", "Approved"], "approved"],
    [["Submitted", "Approved", "Revised"], "submitted"],
    [["Submitted", "Approved", "Disabled"], "disabled"],
    [["Submitted", "Approved", "Disabled", "Reviewing"], "submitted"],
    [["Approved"], "approved"]
  ] as const)("TP-06: after %s a template is %s", (all, status) => {
    expect(after(...all).status).toBe(status)
  })

  it.each([
    ["draft", [], "Revised"],
    ["draft", [], "Paused"],
    ["submitted", ["Submitted"], "Submitted"],
    ["submitted", ["Submitted"], "Revised"],
    ["submitted", ["Submitted"], "Paused"],
    ["approved", ["Approved"], "Submitted"],
    ["rejected", ["Rejected"], "Paused"],
    ["disabled", ["Disabled"], "Revised"],
    ["disabled", ["Disabled"], "Submitted"]
  ] as const)("TP-06: a template that is %s (after %j) cannot be %s", (status, all, event) => {
    expect(Approval.step(after(...all), events[event], 60_000)).toEqual(
      Either.left(new Approval.IllegalStep({ status, event }))
    )
  })

  it("TP-06: a rejection keeps its reason until the next review; a pause knows its end", () => {
    expect(after("Submitted", "Rejected").reason).toEqual(reason)
    expect(after("Submitted", "Rejected", "Revised")).toMatchObject({ reason: null, revisions: 1 })
    expect(after("Approved", "Paused").pausedUntilMillis).toBe(1_000 + hours(3))
    expect(after("Approved", "Paused", "Approved").pausedUntilMillis).toBeNull()
  })

  it("TP-06: an event of an earlier second is stale; one of the same second is not, though callbacks cut the rest", () => {
    const submitted = Either.getOrThrow(Approval.step(Approval.initial(0), events.Submitted, 5_900))
    expect(Approval.step(submitted, events.Approved, 4_000)).toEqual(
      Either.left(new Approval.StaleEvent({ atMillis: 4_000, sinceMillis: 5_900 }))
    )
    expect(Approval.step(submitted, events.Approved, 5_000)).toMatchObject({
      right: { status: "approved", sinceMillis: 5_900 }
    })
  })

  it("TP-06: over any history time never goes back, revisions are counted, and only what has a reason keeps one", () => {
    const step = fc.tuple(fc.constantFrom(...Object.values(events)), fc.nat(20_000))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (history) => {
        let state = Approval.initial(0)
        for (const [event, atMillis] of history) {
          const next = Approval.step(state, event, atMillis)
          if (Either.isLeft(next)) continue
          expect(next.right.status).toBe(Approval.edges[state.status][event._tag])
          expect(next.right.sinceMillis).toBeGreaterThanOrEqual(state.sinceMillis)
          expect(next.right.revisions - state.revisions).toBe(event._tag === "Revised" ? 1 : 0)
          expect(next.right.reason !== null).toBe(["rejected", "paused", "disabled"].includes(next.right.status))
          state = next.right
        }
      })
    )
  })
})

describe("Review", () => {
  it("TP-06: a review is expected in 24 to 72 h, and 12 h later with each revision", () => {
    const now = hours(1_000)
    expect(Review.expected(guide, Approval.initial(0), now)).toMatchObject({
      fromMillis: now + hours(24),
      toMillis: now + hours(72)
    })
    const revised = after("Submitted", "Rejected", "Revised", "Rejected", "Revised")
    expect(Review.expected(guide, revised, now)).toMatchObject({
      fromMillis: 4_000 + hours(24 + 24),
      toMillis: 4_000 + hours(72 + 24)
    })
    expect(Review.expected(guide, after("Approved"), now)).toBeNull()
  })

  it("TP-06: odds are 65 % at first, 90 % from the third revision, and rise evenly between", () => {
    const odds = [0, 1, 2, 3, 4].map((revisions) => Math.round(Review.approvalOdds(guide, revisions) * 1_000) / 1_000)
    expect(odds).toEqual([0.65, 0.733, 0.817, 0.9, 0.9])
  })
})

/** What the decoder makes of a status update of one template. */
const notices = (value: unknown): ReadonlyArray<TemplateStatusChanged> =>
  Callback.decode({
    object: "whatsapp_business_account",
    entry: [{ id: "100000000000001", changes: [{ field: "message_template_status_update", value }] }]
  }).events.filter((event) => event._tag === "TemplateStatusChanged")

const read = (event: string, change: object = {}): ReadonlyArray<ApprovalNotice.ApprovalNotice> =>
  notices({
    event,
    message_template_id: 1689556908129832,
    message_template_name: "order_update",
    message_template_language: "en-US",
    reason: "NONE",
    ...change
  }).map(ApprovalNotice.read)

const template = { id: "1689556908129832", name: "order_update", language: "en_US" }

describe("ApprovalNotice", () => {
  it.each([
    ["APPROVED", "Approved"],
    ["REINSTATED", "Approved"],
    ["UNARCHIVED", "Approved"],
    ["PENDING", "Reviewing"],
    ["IN_APPEAL", "Reviewing"],
    ["REJECTED", "Rejected"],
    ["PAUSED", "Paused"],
    ["DISABLED", "Disabled"],
    ["DELETED", "Disabled"],
    ["PENDING_DELETION", "Disabled"],
    ["ARCHIVED", "Disabled"]
  ])("TP-06: %s is read as %s", (word, event) => {
    expect(read(word)).toMatchObject([{ _tag: "Changed", template, event: { _tag: event } }])
  })

  it.each(["FLAGGED", "LOCKED", "LIMIT_EXCEEDED"])("TP-06: %s is noted and changes nothing", (word) => {
    expect(read(word)).toEqual([{ _tag: "Noted", template, word }])
  })

  it.each([
    ["FIRST_PAUSE", hours(3)],
    ["SECOND_PAUSE", hours(6)],
    ["RATE_LIMITING_PAUSE", null],
    ["toString", null]
  ])("TP-06: %s lasts %s ms", (title, forMillis) => {
    expect(read("PAUSED", { other_info: { title } })).toMatchObject([{ event: { forMillis } }])
  })

  it("WH-09: a word that is not known is kept; anything at all is read", () => {
    expect(read("constructor")).toEqual([{ _tag: "Unknown", template, word: "constructor" }])
    fc.assert(
      fc.property(fc.anything(), (value) =>
        notices(value).every((notice) => ["Changed", "Noted", "Unknown"].includes(ApprovalNotice.read(notice)._tag))
      )
    )
  })

  it.skipIf(!Samples.present)("TP-06: the platform's own rejection carries reason and recommendation", () => {
    const sample = Samples.json("webhooks/meta-docs-2026-09/template_status_rejected_invalid_format.json")
    const found = Callback.decode(sample).events.flatMap((event) =>
      event._tag === "TemplateStatusChanged" ? [ApprovalNotice.read(event)] : []
    )
    expect(found).toMatchObject([
      {
        _tag: "Changed",
        event: {
          _tag: "Rejected",
          reason: {
            code: "INVALID_FORMAT",
            details: expect.stringContaining("{{1}}{{2}}"),
            recommendation: expect.any(String)
          }
        }
      }
    ])
  })
})
