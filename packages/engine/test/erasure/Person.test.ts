import { Buffer } from "node:buffer"
import * as Person from "@sluice/engine/erasure/Person"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const random = new Uint8Array(16).fill(7)
const digitsOf = fc.stringMatching(/^[1-9][0-9]{7,14}$/)

/** The platform's own form of a name (`wamid.` and base64). */
const wamid = (digits: string, rest: string): string =>
  `wamid.${Buffer.concat([
    Buffer.from([0x1c, 0x18, digits.length]),
    Buffer.from(digits),
    Buffer.from([0x15, 0x02, 0x00, 0x11, 0x18, rest.length]),
    Buffer.from(rest)
  ]).toString("base64")}`

describe("Person", () => {
  it("is found in every text that holds the number by itself, and in none where it is a part of a longer one", () => {
    fc.assert(
      fc.property(digitsOf, (digits) => {
        const { mentions } = Person.of("acme", `+${digits}`, Person.pseudonymOf(random))
        expect(mentions(`call +${digits}, please`)).toBe(true)
        expect(mentions(`whatsapp:+${digits}`)).toBe(true)
        expect(mentions(`1${digits}`)).toBe(false)
        expect(mentions(`${digits}9`)).toBe(false)
      })
    )
  })

  it("is found in the platform's names of messages, whatever stands behind the number there", () => {
    fc.assert(
      fc.property(digitsOf, digitsOf, fc.stringMatching(/^[0-9A-F]{18}$/), (digits, other, rest) => {
        fc.pre(digits !== other)
        const { mentions, needles } = Person.of("acme", `+${digits}`, Person.pseudonymOf(random))
        expect(mentions(wamid(digits, rest))).toBe(true)
        expect(mentions(wamid(other, rest))).toBe(false)
        expect(needles.some((needle) => wamid(digits, rest).includes(needle))).toBe(true)
      })
    )
  })

  it("is found under the other spelling of the number", () => {
    const { mentions } = Person.of("acme", "+525512345678", Person.pseudonymOf(random))
    expect(mentions('{"wa_id":"5215512345678"}')).toBe(true)
  })

  it("leaves nothing that mentions them in JSON, and everything else as it was", () => {
    const named = fc.constantFrom("+886912345678", "to 886912345678", 886_912_345_678)
    const { mentions, scrub } = Person.of("acme", "+886912345678", Person.pseudonymOf(random))
    const leaf = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null))
    const { json } = fc.letrec((tie) => ({
      json: fc.oneof(leaf, named, fc.array(tie("json")), fc.dictionary(fc.string(), tie("json")))
    }))
    fc.assert(
      fc.property(json, (value) => {
        expect(mentions(JSON.stringify(scrub(value)))).toBe(false)
      })
    )
    fc.assert(
      fc.property(leaf, (value) => {
        expect(scrub(value)).toEqual(value)
      })
    )
  })

  it("is nobody afterwards: a pseudonym is no number, and is known as one", () => {
    const pseudonym = Person.pseudonymOf(random)
    expect(Person.isErased(pseudonym)).toBe(true)
    expect(Person.isErased(Person.optOutKey("00ff"))).toBe(true)
    expect(Person.isErased("+886912345678")).toBe(false)
  })
})
