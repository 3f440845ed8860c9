import * as GivenId from "@sluice/engine/door/GivenId"
import { Crypto } from "@sluice/engine/ports/Crypto"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect } from "effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"

const { sha256 } = Effect.runSync(Effect.provide(Crypto, TestCrypto.layer))

describe("the names that the compatible door gives out", () => {
  it("every id has one name, which leads back to it", () => {
    fc.assert(
      fc.property(fc.uuid(), (id) => {
        const name = GivenId.write(sha256, id)
        expect(name).toMatch(/^wamid\.[A-Za-z0-9_-]{32}$/)
        expect(GivenId.read(sha256, name)).toBe(id)
      })
    )
  })

  it("a name stays what it is from one version to the next", () => {
    expect(GivenId.write(sha256, "0197f8a0-0000-7000-8000-000000000001")).toBe("wamid.U0wBAZf4oAAAcACAAAAAAAAAAQk00IdL")
  })

  it("a name of which any letter was changed stands for nothing", () => {
    const letter = fc.constantFrom(..."ABCabc019-_")
    fc.assert(
      fc.property(fc.uuid(), fc.nat({ max: 37 }), letter, (id, at, other) => {
        const name = GivenId.write(sha256, id)
        const changed = name.slice(0, at) + other + name.slice(at + 1)
        expect(GivenId.read(sha256, changed)).toBe(changed === name ? id : null)
      })
    )
  })

  it("the platform's names, and texts of any kind, stand for nothing here", () => {
    const platform = "wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCOTY3NDc0NDFDRUI3NTA0Q0UA"
    for (const text of [platform, "wamid.", "", "wamid.gBGGFlaCGg0xcvAdgmZ9plHrf2Mh-o", "1234567890"]) {
      expect(GivenId.read(sha256, text)).toBeNull()
    }
    fc.assert(fc.property(fc.string(), (text) => GivenId.read(sha256, `wamid.${text}`) === null))
  })
})
