import * as BusinessDocuments from "@sluice/core/verification/BusinessDocuments"
import { Either, Schema } from "effect"
import { describe, expect, it } from "vitest"

const kinds = BusinessDocuments.Kind.literals
const [certificate, ownership] = kinds
type State = BusinessDocuments.State
const accepts = (untilMillis: number | null = null): BusinessDocuments.Review => ({ _tag: "Accepts", untilMillis })
const review = (state: State, kind: BusinessDocuments.Kind, number: number, what: BusinessDocuments.Review): State =>
  Either.getOrThrow(BusinessDocuments.reviewed(state, kind, number, what, 20))
const handIn = (state: State, kind: BusinessDocuments.Kind): State =>
  BusinessDocuments.handedIn(state, kind, `vault/${kind}`, 10)
const verified = (ends: readonly [number | null, number | null] = [null, null]): State => {
  const both = kinds.reduce(handIn, BusinessDocuments.initial)
  return review(review(both, certificate, 1, accepts(ends[0])), ownership, 1, accepts(ends[1]))
}

describe("BusinessDocuments", () => {
  it("NV-02: the certificate and the proof of ownership are both needed, and what lacks is named", () => {
    expect(BusinessDocuments.decide(BusinessDocuments.initial, 0)).toEqual({
      _tag: "Lacks",
      lacks: [
        { _tag: "Missing", kind: "registration-certificate" },
        { _tag: "Missing", kind: "proof-of-ownership" }
      ]
    })
    const one = review(handIn(BusinessDocuments.initial, certificate), certificate, 1, accepts())
    expect(BusinessDocuments.decide(handIn(one, ownership), 30)).toEqual({
      _tag: "Lacks",
      lacks: [{ _tag: "InReview", kind: "proof-of-ownership", sinceMillis: 10 }]
    })
    expect(BusinessDocuments.decide(verified(), 30)).toEqual({ _tag: "Verified", untilMillis: null })
  })

  it("NV-02: a refused document says why, and can be handed in again", () => {
    const refused = review(handIn(verified(), ownership), ownership, 2, { _tag: "Refuses", reason: "unreadable" })
    expect(BusinessDocuments.decide(refused, 30)).toEqual({
      _tag: "Lacks",
      lacks: [{ _tag: "Refused", kind: "proof-of-ownership", reason: "unreadable" }]
    })
    const again = review(handIn(refused, ownership), ownership, 3, accepts())
    expect(BusinessDocuments.decide(again, 30)._tag).toBe("Verified")
  })

  it("NV-02: a review of an older submission, or of none, changes nothing", () => {
    const twice = handIn(handIn(BusinessDocuments.initial, certificate), certificate)
    const stale = new BusinessDocuments.StaleReview({ kind: certificate, given: 1, inReview: 2 })
    expect(BusinessDocuments.reviewed(twice, certificate, 1, accepts(), 20)).toEqual(Either.left(stale))
    const none = new BusinessDocuments.StaleReview({ kind: ownership, given: 1, inReview: null })
    expect(BusinessDocuments.reviewed(twice, ownership, 1, accepts(), 20)).toEqual(Either.left(none))
    expect(none.message).toBe("this reviews submission 1 of the proof-of-ownership, and none is in review")
  })

  it("NV-02: a paper whose validity is over no longer counts, and the first end is told ahead", () => {
    const state = verified([500, 900])
    expect(BusinessDocuments.decide(state, 499)).toEqual({ _tag: "Verified", untilMillis: 500 })
    expect(BusinessDocuments.decide(state, 500)).toEqual({
      _tag: "Lacks",
      lacks: [{ _tag: "Expired", kind: "registration-certificate", sinceMillis: 500 }]
    })
  })

  it("NV-02: the record survives its JSON", () => {
    for (const state of [BusinessDocuments.initial, handIn(verified([1, null]), ownership)]) {
      expect(Schema.decodeUnknownSync(BusinessDocuments.State)(JSON.parse(JSON.stringify(state)))).toEqual(state)
    }
  })
})
