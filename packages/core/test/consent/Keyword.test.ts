import * as Keyword from "@sluice/core/consent/Keyword"
import * as Policy from "@sluice/core/policy/Policy"
import { Either } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const stop = { _tag: "Stop", scope: "all" }
const noMarketing = { _tag: "Stop", scope: "marketing" }
const start = { _tag: "Start" }

const shipped = Policy.shipped.guide.consent
const wish = (text: string) => Keyword.wish(shipped, text)

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
    expect(cases.map(([text]) => [text, wish(text)])).toEqual(cases)
  })

  it("case, accents, width, blanks and what surrounds the word make no difference", () => {
    const texts = ["stop", " Stop. ", "ＳＴＯＰ", '"STOP"!', "stop 🙏", "opt   out", "OPT-OUT", "Cancelar suscripcion"]
    expect(texts.map((text) => [text, wish(text)])).toEqual(texts.map((text) => [text, stop]))
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
    expect(texts.map((text) => [text, wish(text)])).toEqual(texts.map((text) => [text, null]))
  })

  it("is total, and knows nothing longer than its words", () => {
    fc.assert(
      fc.property(fc.fullUnicodeString({ maxLength: 200 }), (text) => {
        expect(wish(text) === null || text.length <= 64).toBe(true)
      })
    )
  })

  it("an account adds words of its own, and takes out those that mean something else to its customers", () => {
    const own = Either.getOrThrow(
      Policy.override(Policy.shipped.guide, {
        consent: { stopWords: ["Verlaat"], startWords: ["stop promotions"], ignoredWords: ["TD", "Baja"] }
      })
    ).consent
    const cases = [
      ["verlaat!", stop],
      // Its own words go before the dictionaries.
      ["Stop promotions", start],
      ["td", null],
      ["baja", null],
      ["STOP", stop]
    ] as const
    expect(cases.map(([text]) => [text, Keyword.wish(own, text)])).toEqual(cases)
    expect(["verlaat", "td"].map(wish)).toEqual([null, stop])
  })

  it("a word cannot mean both; nothing is no word", () => {
    const refused = (consent: object) =>
      Either.getOrThrow(Either.flip(Policy.override(Policy.shipped.guide, { consent }))).map(({ path }) => path)
    expect(refused({ stopWords: ["Halt"], startWords: ["ok", "halt"] })).toEqual(["consent.startWords.1"])
    expect(refused({ stopWords: [""] })).toEqual(["consent.stopWords.0"])
  })
})
