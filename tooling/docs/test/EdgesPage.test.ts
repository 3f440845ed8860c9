import { describe, expect, it } from "vitest"
import * as EdgesPage from "../src/EdgesPage.ts"

const one = (name: string, ...needs: ReadonlyArray<string>): EdgesPage.Package => ({
  name: `@sluice/${name}`,
  folder: `packages/${name}`,
  description: `What ${name} is`,
  needs
})

const all = [
  one("core", "effect"),
  one("engine", "@sluice/core", "effect"),
  one("adapter", "@sluice/core", "@sluice/engine", "pg")
]

const page = "# By hand\n\n<!-- packages -->\nold\n<!-- /packages -->\n\nBy hand too.\n"

describe("the edges of packages", () => {
  it("an arrow that a chain of others says already is left out", () => {
    const drawn = EdgesPage.render(all)
    expect(drawn).toContain("  adapter --> engine\n")
    expect(drawn).toContain("  engine --> core\n")
    expect(drawn).not.toContain("adapter --> core")
  })

  it("a page that is written by hand has them in their place, and keeps its own text", () => {
    const filled = EdgesPage.filled(page, all) ?? ""
    expect(filled).toMatch(/^# By hand\n\n<!-- packages -->\n/)
    expect(filled).toMatch(/<!-- \/packages -->\n\nBy hand too\.\n$/)
    expect(filled).toContain("adapter --> engine")
    expect(filled).toContain("| [`core`](../packages/core) | What core is |")
    expect(filled).not.toContain("old")
  })

  it("filled again it is the same", () => {
    const filled = EdgesPage.filled(page, all) ?? ""
    expect(EdgesPage.filled(filled, all)).toBe(filled)
  })

  it("a page without a place for them is not filled", () => {
    expect(EdgesPage.filled("# By hand\n", all)).toBeNull()
  })
})
