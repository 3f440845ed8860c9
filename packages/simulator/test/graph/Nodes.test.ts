import { Either } from "effect"
import { describe, expect, it } from "vitest"
import * as Nodes from "@sluice/simulator/graph/Nodes"

const node = { id: "1", name: "A", throughput: { level: "STANDARD" } }

describe("Nodes", () => {
  it("only the fields that were asked for come, and always the id", () => {
    expect(Nodes.select(node, "throughput, name", [], "T")).toEqual(Either.right(node))
    expect(Nodes.select(node, "name", [], "T")).toEqual(Either.right({ name: "A", id: "1" }))
    expect(Nodes.select(node, null, ["name"], "T")).toEqual(Either.right({ name: "A", id: "1" }))
  })

  it("a field that the object lacks is 100, and is named", () => {
    for (const asked of ["name,colour", "constructor"]) {
      const refused = Nodes.select(node, asked, [], "T")
      expect(Either.isLeft(refused) && refused.left).toMatchObject({ code: 100 })
    }
  })

  it("pages follow one another to the end, whatever limit is asked for", () => {
    const all = Array.from({ length: 60 }, (_, nth) => nth)
    for (const limit of ["7", "60", "1000", "x", null]) {
      const seen: Array<unknown> = []
      for (let after: string | null = "0"; after !== null;) {
        const query = new URLSearchParams({ after, ...(limit === null ? {} : { limit }) })
        const { data, paging } = Nodes.page(all, query)
        seen.push(...data)
        const { cursors, next } = paging as { readonly cursors: { readonly after: string }; readonly next?: string }
        after = next === undefined ? null : cursors.after
      }
      expect(seen).toEqual(all)
    }
    expect(Nodes.page([], new URLSearchParams())).toEqual({ data: [] })
  })
})
