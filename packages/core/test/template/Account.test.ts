import { describe, expect, it } from "vitest"
import type { Status } from "@sluice/core/template/Approval"
import { brief, cloudApi, decoded, lint, of } from "./drafts.ts"

const fine = { type: "BODY", text: "Your order has left our store." }
const draft = of(fine, { type: "FOOTER", text: "Thanks" })

const other = (change: object, status: Status = "approved") => ({
  template: decoded({ ...draft, name: "another", ...change }),
  status
})

const found = (known: ReturnType<typeof other>, templatesMax: number | null = null) =>
  lint(draft, cloudApi, { account: { templates: [known], templatesMax } })

describe("Linter: account", () => {
  it("TP-05: the same body and footer under another name is a duplicate, except for authentication", () => {
    expect(brief(found(other({})))).toEqual([["content-duplicate", "body"]])
    expect(found(other({ components: [fine] }))).toEqual([])
    expect(found(other({ language: "ko" }))).toEqual([])
    expect(found(other({ category: "AUTHENTICATION" }))).toEqual([])
    expect(found(other({ name: "order_update" }))).toEqual([])
  })

  it("TP-05: an account that is full takes a new version of a template, and no new one (2388019)", () => {
    expect(found(other({ components: [fine] }), 1)).toMatchObject([{ code: "account-full", foresees: 2388019 }])
    expect(found(other({ name: "order_update" }), 1)).toEqual([])
  })

  it.each([
    ["submitted", /under review/],
    ["disabled", /another name/]
  ] as const)("TP-05: a template that is %s cannot be changed (2388039)", (status, message) => {
    expect(found(other({ name: "order_update" }, status))).toMatchObject([
      { code: "status-fixed", component: "name", foresees: 2388039, message: expect.stringMatching(message) }
    ])
  })

  it.each(["draft", "approved", "rejected", "paused"] as const)(
    "TP-05: a template that is %s can be submitted anew",
    (status) => {
      expect(found(other({ name: "order_update" }, status))).toEqual([])
    }
  )

  it("TP-05: the status of another template does not matter", () => {
    expect(found(other({ components: [fine] }, "submitted"))).toEqual([])
  })
})
