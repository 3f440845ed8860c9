import { describe, expect, it } from "vitest"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import type { Status } from "@sluice/core/template/Approval"
import { body, cloudApi, decoded, header, lint, of, saying } from "./drafts.ts"

const fine = { type: "BODY", text: "Your order has left our store." }

const existing = (status: Status, change: object = {}, templatesMax: number | null = null) => ({
  account: { templates: [{ template: decoded({ ...of(fine), ...change }), status }], templatesMax }
})

/** Every refusal of a submitted template that the platform documents, and drafts that it would refuse so. */
const refusals = [
  [2388019, "account-full", of(body("Another text of ours.")), existing("approved", { name: "another" }, 1)],
  [2388039, "status-fixed", of(fine), existing("submitted")],
  [2388040, "body-too-long", of({ type: "BODY", text: "a".repeat(1_025) }), {}],
  [2388040, "header-too-long", of(header("a".repeat(61)), fine), {}],
  [2388040, "footer-too-long", of(fine, { type: "FOOTER", text: "a".repeat(61) }), {}],
  [2388047, "header-formatting", of(header("A *bold* word"), fine), {}],
  [2388047, "header-variables", of(header("{{1}} and {{2}}", "a", "b"), fine), {}],
  [2388047, "header-sample", of({ type: "HEADER", format: "IMAGE" }, fine), {}],
  [2388047, "variable-numbering", of(header("Order {{2}} left", "a"), fine), {}],
  [2388072, "variable-numbering", of(body("We have sent your order {{2}} to you.", "a")), {}],
  [2388072, "body-line-breaks", of(body("Hello.\n\n\nYour order has left our store.")), {}],
  [2388072, "body-sample", of(body("We have sent your order {{1}} to you.")), {}],
  [2388073, "footer-variables", of(fine, { type: "FOOTER", text: "For {{1}}" }), {}],
  [2388073, "footer-formatting", of(fine, { type: "FOOTER", text: "Thanks 🙏" }), {}],
  [2388293, "variable-ratio", saying("Order {{1}} of {{2}} is {{3}} now."), {}],
  [2388299, "variable-at-edge", saying("{{1}}, your order has left our store."), {}],
  [2388299, "variable-at-edge", saying("Your order has left our store, {{1}}"), {}]
] as const

describe("Linter: refusals foreseen", () => {
  it.each(refusals)("TP-05: the refusal %s is foreseen as %s", (foresees, code, draft, options) => {
    expect(lint(draft, cloudApi, options)).toMatchObject([{ code, foresees, severity: "error" }])
  })

  it("TP-05: no refusal of a submitted template in the catalogue is left out", () => {
    const documented = Catalogue.entries.filter(({ scope }) => scope === "template_create").map(({ code }) => code)
    expect(documented).toEqual([...new Set(refusals.map(([code]) => code))])
  })

  it("TP-05: a review's rejection is foreseen by its reason", () => {
    const reasons = (text: string) => lint(saying(text)).map(({ code, foresees }) => [code, foresees])
    expect(reasons("We have sent your order {{1}}{{2}} to you.")).toEqual([["variable-adjacent", "INVALID_FORMAT"]])
    expect(reasons("Enjoy 30% off in our store.")).toEqual([["percent-discount", "PROMOTIONAL"]])
    expect(reasons("Please share your card number with us.")).toEqual([["sensitive-request", "ABUSIVE_CONTENT"]])
  })
})
