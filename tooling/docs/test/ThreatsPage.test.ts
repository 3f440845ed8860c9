import { describe, expect, it } from "vitest"
import * as ThreatsPage from "../src/ThreatsPage.ts"

const id = (number: number) => `TM-9${number}`
const threat = (number: number) => ({ id: id(number), threat: `threat ${number}`, stands: "a wall" })
const fileOf = (path: string, ...names: ReadonlyArray<string>) => ({
  path,
  tests: names.map((name) => ({ groups: [], name }))
})

const tests = ThreatsPage.shown({
  tests: [
    fileOf("packages/a/test/A.test.ts", `${id(0)}, WH-02: a wall holds`, "a wall stands"),
    fileOf("apps/b/test/B.test.ts", `${id(0)}: another one holds`, `${id(0)}, ${id(1)}: both hold`)
  ]
})

describe("the page of threats", () => {
  it("finds nothing against threats that tests show, and against tests that show threats", () => {
    expect(ThreatsPage.faults([threat(0), threat(1)], tests)).toEqual([])
  })

  it("tells a threat that no test shows, a test of a threat that is not there, and an id that is used twice", () => {
    expect(ThreatsPage.faults([threat(0), threat(2)], tests)).toEqual([
      `${id(2)}: no test carries it in its name`,
      `apps/b/test/B.test.ts: "${id(0)}, ${id(1)}: both hold" is about ${id(1)}, which is no threat`
    ])
    expect(ThreatsPage.faults([threat(0), threat(1), threat(1)], tests)).toEqual([`${id(1)} names two threats`])
  })

  it("names every file and test behind a threat, without the ids in front", () => {
    const [line] = ThreatsPage.render([{ ...threat(0), besides: "a drill" }], tests).match(/^\| TM-90.*$/m) ?? []
    expect(line).toBe(
      "| TM-90 | threat 0 | a wall | [`A.test.ts`](../packages/a/test/A.test.ts): a wall holds<br>" +
        "[`B.test.ts`](../apps/b/test/B.test.ts): another one holds; both hold<br>a drill |"
    )
  })
})
