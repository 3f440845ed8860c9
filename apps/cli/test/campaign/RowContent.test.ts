import * as RowContent from "@sluice/cli/campaign/RowContent"
import { Either } from "effect"
import { describe, expect, it } from "vitest"

const content = {
  type: "template" as const,
  template: {
    name: "order",
    language: { code: "en_US" },
    components: [
      {
        type: "body" as const,
        parameters: [
          { type: "text" as const, text: "{name}" },
          { type: "text" as const, text: "{order} of {name}" }
        ]
      }
    ]
  }
}

describe("RowContent", () => {
  it("puts a row's values wherever their names stand in braces", () => {
    expect([...RowContent.names(content)]).toEqual(["name", "order"])
    const filled = RowContent.fill(content, { name: "Mei", order: 1042, other: true })
    expect(Either.getOrNull(filled)).toMatchObject({
      template: { name: "order", components: [{ parameters: [{ text: "Mei" }, { text: "1042 of Mei" }] }] }
    })
  })

  it("names what a row has no value for", () => {
    expect(RowContent.fill(content, { name: "Mei" })).toEqual(Either.left(["order"]))
    expect(RowContent.fill(content, ["Mei"])).toEqual(Either.left(["name", "order"]))
  })

  it("a value in braces is a value, and is not filled in again", () => {
    const text = { type: "text" as const, text: { body: "{a} and {b}" } }
    expect(RowContent.fill(text, { a: "{b}", b: "2" })).toEqual(
      Either.right({ type: "text", text: { body: "{b} and 2" } })
    )
  })
})
