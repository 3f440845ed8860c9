import { describe, expect, it } from "vitest"
import type { Body } from "@sluice/core/callback/providers/Body"
import { Provider } from "@sluice/core/callback/providers/Provider"
import * as Providers from "@sluice/core/callback/providers/Providers"
import { bodies } from "./bodies.ts"
import { mutant, randomOf } from "./mutate.ts"

const blocks = 8
const perBlock = 2_500

/** Any text, to be sure that nothing depends on being near to a callback. */
const noise = (seed: number): Body => {
  const random = randomOf(seed)
  const alphabet = '{}[]",:=&%+ \\u0aé\n\ud800{}":'
  const text = Array.from({ length: Math.floor(random() * 60) }, () => alphabet[Math.floor(random() * alphabet.length)])
  return { contentType: seed % 2 === 0 ? null : "application/x-www-form-urlencoded", text: text.join("") }
}

/** A callback of the platform may hold empty lists; what else can be in it, `Totality.test.ts` proves. */
const mayBeHollow = new Set<Provider>(["cloud-api", "360dialog"])

/** The first guarantee that a body breaks; null where all hold. */
const broken = (provider: Provider, body: Body): string | null => {
  const decoded = Providers.decode(provider, body)
  const { events, issues, unknown } = decoded
  if (unknown.length > 100 || issues.length > 100) return "bounded"
  const judged = Providers.envelope(provider, body)
  if (judged._tag === "Malformed" && issues.length === 0) return "a malformed body has an issue"
  const nothingInIt = judged._tag === "Callback" && judged.updates === 0
  const found = events.length + issues.length + unknown.length > 0
  if (!found && !nothingInIt && !mayBeHollow.has(provider)) return "nothing is lost in silence"
  return Providers.compare(provider, body, decoded)._tag === "Agreement" ? null : "the two readings agree"
}

describe.each(Provider.literals)("Providers: 20,000 mutated bodies of %s", (provider) => {
  const kinds: ReadonlyArray<Body> = Object.values(bodies[provider])
  const bodyOf = (seed: number): Body => {
    const kind = kinds[seed % kinds.length]
    return kind === undefined || seed % 50 === 0 ? noise(seed) : mutant(kind, seed)
  }

  it.each(Array.from({ length: blocks }, (_, block) => block))(
    "WH-09, WH-11, GD-02: block %i is read in full, twice the same, and judged as it is read",
    (block) => {
      const seeds = Array.from({ length: perBlock }, (_, index) => block * perBlock + index)
      const breaking = seeds.flatMap((seed) => {
        const why = broken(provider, bodyOf(seed))
        return why === null ? [] : [{ seed, why }]
      })
      expect(breaking).toEqual([])
    }
  )

  it("WH-09: the same body is always read the same", () => {
    for (let seed = 0; seed < 300; seed++) {
      expect(Providers.decode(provider, bodyOf(seed))).toEqual(Providers.decode(provider, bodyOf(seed)))
    }
  })
})
