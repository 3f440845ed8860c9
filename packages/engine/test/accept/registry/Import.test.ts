import * as Import from "@sluice/engine/accept/registry/Import"
import { startMillis, template } from "@sluice/engine/test-kit/Samples"
import { Either } from "effect"
import { describe, expect, it } from "vitest"

const { draft } = template("order_update")

describe("importing templates", () => {
  it("TP-07: a template as the platform lists it is read with its status, whose words are the platform's or ours", () => {
    const words = {
      APPROVED: "approved",
      approved: "approved",
      PENDING: "submitted",
      IN_APPEAL: "submitted",
      REJECTED: "rejected",
      PAUSED: "paused",
      DISABLED: "disabled",
      PENDING_DELETION: "disabled",
      draft: "draft"
    }
    for (const [word, status] of Object.entries(words)) {
      expect(Import.read({ ...draft, status: word, id: "594425479261596" }, null)).toMatchObject(
        Either.right({ status, draft: { name: "order_update", language: "en_US" } })
      )
    }
  })

  it("a template without a status has the one that the caller gives for such, or is refused", () => {
    expect(Import.read(draft, "approved")).toMatchObject(Either.right({ status: "approved" }))
    expect(Import.read(draft, null)).toMatchObject(Either.left([{ path: "status", code: "missing" }]))
    expect(Import.read({ ...draft, status: "GOOD" }, "approved")).toMatchObject(
      Either.left([{ path: "status", code: "not-allowed" }])
    )
  })

  it("every fault of a template is told at once, and what is none is refused", () => {
    const faults = Import.read(
      { status: "toString", name: 5, language: "en_US", category: "GOSSIP", components: [] },
      null
    )
    const paths = Either.match(faults, { onLeft: (found) => found.map(({ path }) => path), onRight: () => [] })
    expect(new Set(paths)).toEqual(new Set(["name", "category", "status"]))
    for (const json of [null, 7, "text", []]) expect(Either.isLeft(Import.read(json, "approved"))).toBe(true)
  })

  it("how a template is received is not forgotten when it is imported again", () => {
    const quality = { score: "YELLOW", atMillis: startMillis }
    const known = { ...template("order_update"), quality }
    expect(Import.merge("acme", { draft, status: "approved" }, known, startMillis + 5).quality).toEqual(quality)
  })

  it("TP-06: a status that stands keeps its time; a new one begins now", () => {
    const known = template("order_update", {}, { revisions: 2 })
    const again = Import.merge("acme", { draft, status: "approved" }, known, startMillis + 5)
    expect(again).toEqual({ ...known, categoryMillis: startMillis + 5, updatedMillis: startMillis + 5 })
    expect(Import.merge("acme", { draft, status: "paused" }, known, startMillis + 5).approval).toEqual({
      status: "paused",
      sinceMillis: startMillis + 5,
      revisions: 2,
      reason: null,
      pausedUntilMillis: null
    })
    expect(Import.merge("acme", { draft, status: "submitted" }, null, startMillis).approval.sinceMillis).toBe(
      startMillis
    )
  })
})
