import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import * as Finding from "@sluice/core/template/Finding"
import { body, buttons, cloudApi, guide, header, json, lint, of } from "./drafts.ts"

/** Text as it comes, with what the rules look for strewn in; lone surrogates too. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.nat(0xffff).map((unit) => String.fromCharCode(unit)) }),
      fc.constantFrom(
        "{{1}}",
        "{{",
        "}}",
        "{{name}}",
        "VIP",
        " 30% off ",
        "7折",
        "https://",
        "bit.ly/a",
        "click here",
        "*a*",
        "😀",
        "\n"
      )
    ),
    { maxLength: 12 }
  )
  .map((parts) => parts.join(""))

const languages = fc.constantFrom("en", "ko", "zh_CN", "zh_TW", "ja", "es", "pt_BR", "xx", "__proto__", "")

const words = ["your", "order", "left", "our", "store", "today", "please", "wait", "for", "our", "driver"]

describe("Linter, on any text", () => {
  it("TP-01: is total, and every finding's text stands in its component at its offset", () => {
    fc.assert(
      fc.property(text, languages, fc.constantFrom(guide, cloudApi), (value, language, policy) => {
        const draft = json({
          language,
          components: [
            header(value),
            body(value, value),
            { type: "FOOTER", text: value },
            buttons({ type: "QUICK_REPLY", text: value }, { type: "URL", text: value, url: value, example: value })
          ]
        })
        for (const finding of lint(draft, policy)) {
          expect(Finding.codes).toContain(finding.code)
          const holdsValue = ["header", "body", "footer", "buttons[0].text", "buttons[1].url"].includes(
            finding.component
          )
          const stretch = value.slice(finding.offset, finding.offset + finding.text.length)
          expect(!holdsValue || finding.text === "" || stretch === finding.text).toBe(true)
        }
      }),
      { numRuns: 300 }
    )
  })

  it("TP-01: is total on any JSON", () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.anything()), fc.anything(), (whole, components) => {
        expect(Array.isArray(lint(whole))).toBe(true)
        expect(Array.isArray(lint(json({ components })))).toBe(true)
        expect(Array.isArray(lint(of({ type: components, format: components, text: components })))).toBe(true)
      }),
      { numRuns: 300 }
    )
  })

  it("TP-01: plain words with numbered, spaced variables and samples have no findings under either policy", () => {
    const sentence = fc.array(fc.constantFrom(...words), { minLength: 4, maxLength: 8 }).map((all) => all.join(" "))
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 2, maxLength: 5 }), (sentences) => {
        const said = sentences.map((one, index) => (index === 0 ? one : `{{${index}}} ${one}`)).join(" ")
        const draft = of(body(`${said}.`, ...sentences.slice(1)))
        expect(lint(draft, guide)).toEqual([])
        expect(lint(draft, cloudApi)).toEqual([])
      })
    )
  })

  // Half a second each; a judgement whose time grew with the square of the text would take hours.
  it("TP-01: a text of a megabyte is judged in a moment", () => {
    for (const unit of ["{{1}}", "{", "a.", "30% ", "VIP ", "https://", "_a", "*a ", "折3", "www."]) {
      const found = lint(of({ type: "BODY", text: unit.repeat(1_000_000 / unit.length) }))
      expect(found.some(({ code }) => code === "body-too-long")).toBe(true)
    }
  })
})
