import * as Words from "@sluice/engine/accept/consent/Words"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const stop = { _tag: "Stop", scope: "all" }
const noMarketing = { _tag: "Stop", scope: "marketing" }
const start = { _tag: "Start" }

describe("words of a wish", () => {
  it("each language has words for no messages, for no marketing, and for messages again", () => {
    const cases = [
      ["STOP", stop],
      ["Stop promotions", noMarketing],
      ["START", start],
      ["수신거부", stop],
      ["광고 수신거부", noMarketing],
      ["수신동의", start],
      ["退订", stop],
      ["拒收广告", noMarketing],
      ["恢复订阅", start],
      ["配信停止", stop],
      ["広告停止", noMarketing],
      ["配信再開", start],
      ["Darme de baja", stop],
      ["No más publicidad", noMarketing],
      ["Darme de alta", start],
      ["Sair", stop],
      ["Parar promoções", noMarketing],
      ["Quero receber", start]
    ] as const
    expect(cases.map(([text]) => [text, Words.wish(text)])).toEqual(cases)
  })

  it("case, accents, width, blanks and what surrounds the word make no difference", () => {
    const texts = ["stop", " Stop. ", "ＳＴＯＰ", '"STOP"!', "stop 🙏", "opt   out", "OPT-OUT", "Cancelar suscripcion"]
    expect(texts.map((text) => [text, Words.wish(text)])).toEqual(texts.map((text) => [text, stop]))
  })

  it("a message that says something else is no wish, also where it holds the word", () => {
    const texts = [
      "please stop sending the blue ones",
      "cancel",
      "end",
      "no",
      "",
      "🙏",
      "stopper",
      "non-stop",
      "don't stop"
    ]
    expect(texts.map((text) => [text, Words.wish(text)])).toEqual(texts.map((text) => [text, null]))
  })

  it("is total, and knows nothing longer than its words", () => {
    fc.assert(
      fc.property(fc.fullUnicodeString({ maxLength: 200 }), (text) => {
        const wish = Words.wish(text)
        expect(wish === null || text.length <= 64).toBe(true)
      })
    )
  })
})
