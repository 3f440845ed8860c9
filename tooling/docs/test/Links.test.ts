import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import * as Links from "../src/Links.ts"

let root = ""
beforeEach(() => {
  root = `${mkdtempSync(join(tmpdir(), "sluice-links-"))}/`
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const page = (path: string, text: string): void => {
  mkdirSync(`${root}${dirname(path)}`, { recursive: true })
  writeFileSync(`${root}${path}`, text)
}

describe("Links", () => {
  it("links are read from where the page lies; other addresses, places on the page and code are none", () => {
    const text = [
      "[a](b.md) [c](../d/e.ts#line) [f](adr/) ![g](images/h.svg)",
      "[i](https://example.com) [j](#k) [l](mailto:m@example.com)",
      "```ts\nconst n = [o](p.md)\n```"
    ].join("\n")
    expect(Links.targets("docs/one.md", text)).toEqual(["docs/b.md", "d/e.ts", "docs/adr", "docs/images/h.svg"])
  })

  it("a link that leads nowhere is told with its page", () => {
    page("README.md", "[docs](docs/README.md) [gone](docs/gone.md)")
    page("docs/README.md", "")
    expect(Links.check(root)).toEqual({
      pages: 2,
      faults: [{ page: "README.md", fault: "links to docs/gone.md, which is not there" }]
    })
  })

  it("a page that the index does not name is told", () => {
    page("docs/README.md", "[one](one.md)")
    page("docs/one.md", "[two](two.md)")
    page("docs/two.md", "")
    expect(Links.check(root).faults).toEqual([{ page: "docs/two.md", fault: "is not in docs/README.md" }])
  })

  it("pages in a folder of their own may stand on a page that the index names, and are told where they stand on none", () => {
    page("docs/README.md", "[alerts](alerts.md)")
    page("docs/alerts.md", "[queue](operations/queue.md)")
    page("docs/operations/queue.md", "")
    page("docs/operations/lost.md", "")
    expect(Links.check(root).faults).toEqual([{ page: "docs/operations/lost.md", fault: "is not in docs/README.md" }])
  })
})
