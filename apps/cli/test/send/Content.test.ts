import { Either, Option } from "effect"
import { describe, expect, it } from "vitest"
import * as Content from "../../src/send/Content.ts"

const given = (change: Partial<Content.Given>): Content.Given => ({
  text: Option.none(),
  template: Option.none(),
  content: Option.none(),
  language: "en_US",
  parameters: [],
  ...change
})

const read = (change: Partial<Content.Given>) => Content.read(given(change))

describe("what `sluice send` is told to send", () => {
  it("reads a text, a template with its values, and any content as JSON", () => {
    expect(read({ text: Option.some("hello") })).toEqual(Either.right({ type: "text", text: { body: "hello" } }))
    expect(read({ template: Option.some("hello_world"), language: "en_GB" })).toEqual(
      Either.right({ type: "template", template: { name: "hello_world", language: { code: "en_GB" } } })
    )
    expect(read({ template: Option.some("order_update"), parameters: ["Mei", "A-1"] })).toEqual(
      Either.right({
        type: "template",
        template: {
          name: "order_update",
          language: { code: "en_US" },
          components: [
            {
              type: "body",
              parameters: [
                { type: "text", text: "Mei" },
                { type: "text", text: "A-1" }
              ]
            }
          ]
        }
      })
    )
    const location = { type: "location", location: { latitude: 25.03, longitude: 121.56 } }
    expect(read({ content: Option.some(JSON.stringify(location)) })).toEqual(Either.right(location))
  })

  it.each<readonly [string, Partial<Content.Given>, string]>([
    ["nothing", {}, "one of --text, --template and --content"],
    ["two things", { text: Option.some("a"), content: Option.some("{}") }, "one of --text, --template and --content"],
    [
      "values without a template",
      { text: Option.some("a"), parameters: ["Mei"] },
      "--param is for the body of a --template"
    ],
    ["content that is not JSON", { content: Option.some("{") }, "--content is not JSON"],
    ["content of no kind", { content: Option.some('{"type":"telegram"}') }, "--content is not content of a message"],
    ["content with a fault", { content: Option.some('{"type":"text","text":{"body":""}}') }, "text.body"]
  ])("refuses %s, and says what is wrong", (_, change, words) => {
    expect(Either.getOrThrow(Either.flip(read(change))).message).toContain(words)
  })
})
