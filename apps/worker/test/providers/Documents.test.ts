import * as Support from "@sluice/core/message/Support"
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const providers = ["cloud-api", "360dialog", "twilio", "messagebird", "bird", "zendesk"] as const

const yes = (is: boolean): string => (is ? "yes" : "")

/** The rows of the table, each as its cells: what `docs/providers.md` shows. */
const rows = [
  ...Support.kinds.map((kind) => [`\`${kind}\``, ...providers.map((one) => yes(Support.of(one).kinds.has(kind)))]),
  ["files by the platform's id", ...providers.map((one) => yes(Support.of(one).mediaById))],
  ["replies", ...providers.map((one) => yes(Support.of(one).replies))]
]

describe("docs/providers.md", () => {
  it("shows what the adapters declare", () => {
    const text = readFileSync(new URL("../../../../docs/providers.md", import.meta.url), "utf8")
    const table = text.slice(text.indexOf("<!-- support -->"), text.indexOf("<!-- /support -->"))
    const shown = table
      .split("\n")
      .filter((line) => line.startsWith("|"))
      .slice(2)
      .map((line) =>
        line
          .split("|")
          .slice(1, -1)
          .map((cell) => cell.trim())
      )
    expect(shown).toEqual(rows)
  })
})
