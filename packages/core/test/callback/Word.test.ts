import { describe, expect, it } from "vitest"
import * as Word from "@sluice/core/callback/Word"

const states = Word.list("COMPLETED", "Needs Testing", "group_create")

describe("Word", () => {
  it("WH-09: a known word is read as the list writes it", () => {
    expect(Word.read(states, "COMPLETED")).toEqual({ word: "COMPLETED", text: "COMPLETED" })
    expect(Word.read(states, "group_create")).toEqual({ word: "group_create", text: "group_create" })
  })

  it("WH-09: case and gaps do not make a word unknown, and the text stays as it came", () => {
    expect(Word.read(states, "Completed")).toEqual({ word: "COMPLETED", text: "Completed" })
    expect(Word.read(states, "needs_testing")).toEqual({ word: "Needs Testing", text: "needs_testing" })
    expect(Word.read(states, "GROUP-CREATE")).toEqual({ word: "group_create", text: "GROUP-CREATE" })
  })

  it.each(["", "COMPLETE", "__proto__", "constructor", "\ud800"])("WH-09: %j is other, and kept", (text) => {
    expect(Word.read(states, text)).toEqual({ word: "other", text })
  })
})
