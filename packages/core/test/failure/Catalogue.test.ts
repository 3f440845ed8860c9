import { describe, expect, it } from "vitest"
import * as Catalogue from "@sluice/core/failure/Catalogue"
import * as Failure from "@sluice/core/failure/Failure"
import * as Samples from "../callback/Samples.ts"

interface Listed {
  readonly code: number | string
  readonly title: string
  readonly http_status: number | string
  readonly retry_class: string
  readonly scope: string
}

const listed = (): ReadonlyArray<Listed> => {
  const file = Samples.json("error-codes.json")
  if (typeof file !== "object" || file === null || !("codes" in file) || !Array.isArray(file.codes)) return []
  return file.codes
}

/** The code of a row, or the first code of its range. */
const firstCode = (row: Listed): number => Number(String(row.code).split("-")[0])

describe("Catalogue", () => {
  it("SF-01: no code has two entries, and ranges overlap nothing", () => {
    const spans = Catalogue.entries.map((entry) => ({ first: entry.code, last: entry.codeMax ?? entry.code }))
    const overlaps = spans.filter(({ first }, index) => first <= (spans[index - 1]?.last ?? -1))
    expect(overlaps).toEqual([])
    expect(spans.filter(({ first, last }) => last < first)).toEqual([])
  })

  it("SF-01: every cause, retry class, scope and reaction is used by some code", () => {
    const used = (pick: (entry: (typeof Catalogue.entries)[number]) => string) => new Set(Catalogue.entries.map(pick))
    expect(used((entry) => entry.cause)).toEqual(new Set(Failure.Cause.literals))
    expect(used((entry) => entry.retry)).toEqual(new Set(Failure.RetryClass.literals))
    expect(used((entry) => entry.scope)).toEqual(new Set(Failure.Scope.literals))
    expect(used((entry) => entry.reaction)).toEqual(new Set(Failure.Reaction.literals))
  })

  it("SF-01: every remedy is one or two sentences of its own", () => {
    for (const { code, remedy } of Catalogue.entries) {
      expect([code, remedy]).toEqual([code, expect.stringMatching(/^[A-Z].*[.]$/)])
      expect([code, remedy.split(/[.] /).length]).toEqual([code, expect.toSatisfy((count: number) => count <= 2)])
      expect(remedy.length).toBeLessThanOrEqual(200)
    }
  })

  it("SF-01: what waits has a wait, and what waiting cannot help has none", () => {
    for (const { code, retry, wait } of Catalogue.entries) {
      const waits = !["after_fix", "never", "never_as_is"].includes(retry)
      expect([code, wait._tag !== "None"]).toEqual([code, waits])
    }
  })

  it.each([199, 300, 12455, 131014, -1, 0.5, Number.NaN])("%d is not known", (code) => {
    expect(Catalogue.lookup(code)).toBeNull()
  })

  it.each([200, 203, 299])("%d lies in the range of missing permissions", (code) => {
    expect(Catalogue.lookup(code)?.title).toBe("API Permission")
  })

  it.each([1306, 1310, 1327, 1351])("GD-01 to GD-04: %d is kept as the guide's own code", (code) => {
    expect(Catalogue.lookup(code)?.source).toBe("guide")
  })

  it("a mistyped code leads to the one that was meant", () => {
    expect(Catalogue.nearest(130492, 3).map((entry) => entry.code)).toContain(130429)
    expect(Catalogue.nearest(13056, 3).map((entry) => entry.code)).toContain(131056)
    expect(Catalogue.nearest(131056, 1).map((entry) => entry.code)).toEqual([131056])
  })
})

describe.skipIf(!Samples.present)("Catalogue against the list of the platform's codes", () => {
  it("SF-01: every listed code is there with its title, class, scope and statuses", () => {
    const rows = listed()
    expect(rows).toHaveLength(81)
    for (const row of rows) {
      const entry = Catalogue.lookup(firstCode(row))
      expect([row.code, entry?.retry, entry?.scope]).toEqual([row.code, row.retry_class, row.scope])
      expect([row.code, entry?.httpStatus]).toEqual([row.code, String(row.http_status).split("|").map(Number)])
    }
  })

  it("SF-01: beyond the list there are only the codes seen in samples, HTTP 429 and the guide's four", () => {
    const rows = new Set(listed().map(firstCode))
    const beyond = Catalogue.entries.map((entry) => entry.code).filter((code) => !rows.has(code))
    expect(beyond).toEqual([17, 429, 1306, 1310, 1327, 1351])
  })
})
