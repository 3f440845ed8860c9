import { describe, expect, it } from "vitest"
import * as Walkthrough from "../../src/newcomer/Walkthrough.ts"

const page = `# A page

Words with \`code\` and **bold** that nobody follows.

\`\`\`console
$ sluice send --to +1
01: queued

delivered
$ sluice queue \\
  --json
\`\`\`

\`\`\`
$ not followed
\`\`\`

- On the screen: open <http://127.0.0.1:8080/dashboard>, type \`secret\` into **API key** and choose
  **Sign in**: \`Overview\`.
- Another item with **bold**.
`

describe("Walkthrough", () => {
  it("reads what is typed with what it prints, and what is clicked and seen, in the order of the page", () => {
    expect(Walkthrough.read(page)).toEqual([
      { _tag: "Typed", line: 6, command: "sluice send --to +1", prints: ["01: queued", "delivered"] },
      { _tag: "Typed", line: 10, command: "sluice queue \\\n  --json", prints: [] },
      {
        _tag: "Watched",
        line: 18,
        acts: [
          { _tag: "Open", url: "http://127.0.0.1:8080/dashboard" },
          { _tag: "Fill", field: "API key", value: "secret" },
          { _tag: "Click", name: "Sign in" },
          { _tag: "See", text: "Overview" }
        ]
      }
    ])
  })

  it("finds nothing on a page that nobody can follow", () => {
    expect(Walkthrough.read("# A page\n\n- An item.\n")).toEqual([])
  })
})
