import * as Format from "@sluice/dashboard/language/Format"
import * as Language from "@sluice/dashboard/language/Language"
import { describe, expect, it } from "vitest"

/** Every text of a dictionary by its path; functions are called with samples. */
const texts = (value: unknown, path = ""): ReadonlyArray<readonly [path: string, text: string]> => {
  if (typeof value === "string") return [[path, value]]
  if (typeof value === "function") return [[path, String(value("A", "B", "C"))]]
  return typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => texts(inner, `${path}.${key}`))
    : []
}

describe("languages", () => {
  it("have the same texts, none of them empty, and each uses what it is given", () => {
    const english = texts(Language.dictionaries.en)
    const korean = new Map(texts(Language.dictionaries.ko))
    expect([...korean.keys()].toSorted()).toEqual(english.map(([path]) => path).toSorted())
    const blank = [...english, ...korean].filter(([, text]) => text.trim() === "").map(([path]) => path)
    expect(blank).toEqual([])
  })

  it("are chosen by the reader's own order, by the first that there is", () => {
    expect(Language.choose(["ko-KR", "en"])).toBe("ko")
    expect(Language.choose(["fr", "en-GB", "ko"])).toBe("en")
    expect(Language.choose(["fr", "KO"])).toBe("ko")
    expect(Language.choose([])).toBe("en")
  })

  it("show a word that they do not know as it is", () => {
    expect(Language.word(Language.dictionaries.en.causes, "template")).toBe("template not approved")
    expect(Language.word(Language.dictionaries.en.causes, "something-new")).toBe("something-new")
  })
})

describe("formats", () => {
  const at = "2026-03-01T14:05:09.000Z"

  it("write numbers, shares and times as each language does", () => {
    const english = Format.make("en", "UTC")
    const korean = Format.make("ko", "UTC")
    expect(english.number(1234.56)).toBe("1,234.6")
    expect(english.share(0.0351)).toBe("3.5%")
    expect(english.time(at)).toBe("14:05:09")
    expect(english.minute(new Date(at))).toBe("14:05")
    expect(korean.day(at)).toContain("2026")
    expect(korean.day(at)).not.toBe(english.day(at))
  })

  it("tell distances in the largest unit of which there is at least one", () => {
    const { distance } = Format.make("en", "UTC")
    const now = Date.parse(at)
    expect(distance(new Date(now + 59_000).toISOString(), now)).toBe("in 59 seconds")
    expect(distance(new Date(now - 3_599_000).toISOString(), now)).toBe("59 minutes ago")
    expect(distance(new Date(now - 2 * 86_400_000).toISOString(), now)).toBe("2 days ago")
  })
})
