import { describe, expect, it } from "vitest"
import { cloudApi, guide, lint, saying } from "./drafts.ts"
import { ordinary } from "./ordinary.ts"
import { telling } from "./telling.ts"

const rules: Readonly<Record<string, string>> = {
  abbreviation: "TP-02",
  "percent-discount": "TP-03",
  "link-request": "TP-04",
  "sensitive-request": "TP-05"
}

describe("Linter: ordinary texts", () => {
  it.each(Object.entries(ordinary))(
    "TP-02, TP-03, TP-04: ordinary texts of businesses in %s raise no finding under either policy",
    (language, texts) => {
      expect(texts.length).toBeGreaterThanOrEqual(30)
      for (const text of texts)
        for (const policy of [guide, cloudApi])
          expect([text, lint(saying(text, language), policy).map(({ code, text: found }) => [code, found])]).toEqual([
            text,
            []
          ])
    }
  )

  it.each(telling)("TP-02, TP-03, TP-04, TP-05: in %s, %s alone: %s", (language, code, text) => {
    expect(lint(saying(text, language))).toMatchObject([{ code, rule: rules[code], component: "body" }])
  })
})
