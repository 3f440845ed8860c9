import { describe, expect, it } from "vitest"
import { mediaReferences } from "@sluice/core/message/MediaReference"
import { kindOf, units } from "@sluice/core/message/Units"
import { contents } from "./contents.ts"

const guide = { textUnits: 1, mediaUnits: 1.8 }

const showing = {
  imageById: ["image"],
  imageByLink: ["image"],
  video: ["video"],
  audio: ["audio"],
  document: ["document"],
  sticker: ["sticker"],
  buttons: ["interactive.header.image"],
  link: ["interactive.header.document"],
  carousel: ["interactive.action.cards[0].header.image", "interactive.action.cards[1].header.image"],
  carouselOfReplies: ["interactive.action.cards[0].header.video", "interactive.action.cards[1].header.video"],
  orderDetails: ["interactive.header.image"],
  template: ["template.components[0].parameters[0].image"],
  templateCarousel: ["template.components[1].cards[0].components[0].parameters[0].video"]
} as const

const showingPaths: Readonly<Record<string, ReadonlyArray<string>>> = showing

describe("Units", () => {
  it.each(Object.entries(contents))(
    "RL-02: %s weighs 1.8 where it shows a file, and 1 where it does not",
    (name, content) => {
      const shows = name in showing
      expect(kindOf(content)).toBe(shows ? "media" : "text")
      expect(units(guide, content)).toBe(shows ? 1.8 : 1)
    }
  )

  it("RL-02: three media are 5.4 units", () => {
    const total = [contents.imageById, contents.video, contents.template].reduce((sum, it) => sum + units(guide, it), 0)
    expect(total).toBeCloseTo(5.4)
  })

  it.each(Object.entries(contents))("MD: the files of %s are listed with their place and source", (name, content) => {
    const references = mediaReferences(content)
    expect(references.map((reference) => reference.path)).toEqual(showingPaths[name] ?? [])
    for (const { id, link } of references) expect([id, link].filter((source) => source !== null)).toHaveLength(1)
  })
})
