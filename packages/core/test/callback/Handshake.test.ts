import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { decide } from "@sluice/core/callback/Handshake"

const question = { mode: "subscribe", verifyToken: "our token", challenge: "1158201444" }

describe("Handshake", () => {
  it("WH-01: the right token gets its challenge back unchanged, whichever of our tokens it is", () => {
    expect(decide(question, ["our token"])).toEqual({ _tag: "Confirmed", challenge: "1158201444" })
    expect(decide(question, ["next token", "our token", "our token"])).toEqual({
      _tag: "Confirmed",
      challenge: "1158201444"
    })
  })

  it.each([
    [{ ...question, mode: "unsubscribe" }, "mode"],
    [{ ...question, mode: null }, "mode"],
    [{ ...question, challenge: "" }, "challenge"],
    [{ ...question, challenge: undefined }, "challenge"],
    [{ ...question, challenge: "1".repeat(1_025) }, "challenge"],
    [{ ...question, verifyToken: "our toke" }, "token"],
    [{ ...question, verifyToken: "our token " }, "token"],
    [{ ...question, verifyToken: undefined }, "token"]
  ] as const)("WH-01: %j is refused", (asked, reason) => {
    expect(decide(asked, ["our token"])).toEqual({ _tag: "Refused", reason })
  })

  it("WH-01: without a token nobody is confirmed, not even with an empty one", () => {
    expect(decide({ ...question, verifyToken: "" }, [])).toMatchObject({ reason: "token" })
    expect(decide({ ...question, verifyToken: "" }, [""])).toMatchObject({ reason: "token" })
  })

  it("WH-01: confirms exactly where the token is one of ours", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string(), { maxLength: 4 }), (verifyToken, tokens) => {
        const decision = decide({ ...question, verifyToken }, tokens)
        expect(decision._tag === "Confirmed").toBe(verifyToken !== "" && tokens.includes(verifyToken))
      })
    )
  })
})
