import { Either } from "effect"
import { describe, expect, it } from "vitest"
import * as Template from "@sluice/simulator/templates/Template"
import { code, details, message, readText } from "./reading.ts"

describe("Body: templates", () => {
  const call = (name: string, components: ReadonlyArray<unknown> = [], language = "en_US") =>
    message("template", { name, language: { code: language }, components })
  const texts = (count: number) => Array.from({ length: count }, () => ({ type: "text", text: "x" }))

  it("TP-07: a template that is unknown, or unknown in the language, is 132001", () => {
    expect(code(call("no_such"))).toBe(132001)
    expect(code(call("hello_world", [], "ko"))).toBe(132001)
  })

  it("TP-07: a template that is not approved is not there, a paused or disabled one says so", () => {
    const status = (value: Template.Template["status"]) =>
      Either.match(
        readText(
          JSON.stringify(call("hello_world")),
          Template.samples.map((template) => ({ ...template, status: value }))
        ),
        { onLeft: (e) => e.code, onRight: () => null }
      )
    expect(status("APPROVED")).toBeNull()
    expect(status("PENDING")).toBe(132001)
    expect(status("REJECTED")).toBe(132001)
    expect(status("PAUSED")).toBe(132015)
    expect(status("DISABLED")).toBe(132016)
  })

  it("TP-07: a wrong number of parameters is 132000, and says where and how many", () => {
    const given = call("order_update", [{ type: "body", parameters: texts(1) }])
    expect(code(given)).toBe(132000)
    expect(details(given)).toBe(
      "body: number of localizable_params (1) does not match the expected number of params (2)"
    )
    expect(code(call("hello_world", [{ type: "body", parameters: texts(1) }]))).toBe(132000)
    expect(code(call("season_opening", [{ type: "body", parameters: texts(1) }]))).toBe(132000)
    expect(code(call("sign_in_code", [{ type: "body", parameters: texts(1) }]))).toBe(132000)
  })

  it("TP-07: a header of another kind than the template's is 132012", () => {
    const header = { type: "header", parameters: texts(1) }
    expect(code(call("season_opening", [header, { type: "body", parameters: texts(1) }]))).toBe(132012)
  })

  it("TP-05: what a template takes is counted in its own texts, a variable used twice once", () => {
    const slots = Template.slots({
      id: "1",
      name: "t",
      language: "en",
      category: "UTILITY",
      status: "APPROVED",
      components: [
        { type: "HEADER", format: "TEXT", text: "{{1}}" },
        { type: "BODY", text: "{{name}} and {{name}} and {{ other }}" },
        {
          type: "BUTTONS",
          buttons: [
            { type: "QUICK_REPLY", text: "Stop" },
            { type: "URL", text: "Go", url: "https://example.com/{{1}}" },
            { type: "COPY_CODE", text: "Copy" }
          ]
        }
      ]
    })
    expect(slots).toEqual({ headerKind: "text", headerParameters: 1, bodyParameters: 2, buttonIndices: [1, 2] })
  })
})
