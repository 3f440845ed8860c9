import { describe, expect, it } from "@effect/vitest"
import * as Setting from "@sluice/engine/settings/Setting"
import { ConfigProvider, Effect, Either, Option, Redacted } from "effect"
import fc from "fast-check"

const read = <A>(setting: Setting.Setting<A>, variables: Readonly<Record<string, string>>) =>
  Effect.runSync(
    Effect.either(setting.config).pipe(
      Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
    )
  )
const told = { meaning: "a test", example: "7" }

describe("a setting", () => {
  it("says its bounds and keeps to them: what it takes is what it says", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(), fc.integer(), (min, width, value) => {
        const max = min + width
        const setting = Setting.integer("N", { min, max, ...told })
        expect(setting.type).toBe(`a whole number from ${min} to ${max}`)
        const said = Either.match(read(setting, { N: String(value) }), { onLeft: String, onRight: String })
        expect(said).toContain(value >= min && value <= max ? `${value}` : `expected ${setting.type}, such as 7`)
      })
    )
  })

  it("shows the very default that holds, and refuses a wrong value in spite of one", () => {
    const port = Setting.withDefault(Setting.integer("PORT", { min: 0, max: 9, ...told }), 8)
    expect(port.unset).toEqual({ _tag: "Default", text: "8" })
    expect(read(port, {})).toEqual(Either.right(8))
    expect(Either.isLeft(read(port, { PORT: "10" }))).toBe(true)
    expect(Either.isLeft(read(Setting.optional(port, "none"), { PORT: "ten" }))).toBe(true)
  })

  it("is needed unless it is said otherwise, and what is done without it is said", () => {
    const name = Setting.text("NAME", told)
    expect(name.unset._tag).toBe("Needed")
    expect(Either.isLeft(read(name, {}))).toBe(true)
    const optional = Setting.optional(name, "nobody is called")
    expect(optional.unset).toEqual({ _tag: "Without", meaning: "nobody is called" })
    expect(read(optional, {})).toEqual(Either.right(Option.none()))
    expect(read(optional, { NAME: "" })).toEqual(Either.right(Option.none()))
    const either = Setting.orElse(name, Setting.text("OTHER", told))
    expect(read(either, { OTHER: "b" })).toEqual(Either.right("b"))
    expect(read(either, { NAME: "a", OTHER: "b" })).toEqual(Either.right("a"))
  })

  it("names the words of a choice, and takes no other", () => {
    const kind = Setting.choice("KIND", { words: ["one", "two", "three"], ...told })
    expect(kind.type).toBe("`one`, `two` or `three`")
    expect(read(kind, { KIND: "two" })).toEqual(Either.right("two"))
    expect(Either.isLeft(read(kind, { KIND: "four" }))).toBe(true)
  })

  it("takes a path from the root alone where it says so, a form where it names one, a number where it may be a part", () => {
    const path = Setting.absolutePath("AT", { meaning: "a test", example: "/var/lib" })
    expect(read(path, { AT: "/a" })).toEqual(Either.right("/a"))
    for (const wrong of ["a", "./a", "~/a"]) expect(Either.isLeft(read(path, { AT: wrong }))).toBe(true)
    const form = Setting.matching("FORM", {
      type: "two letters",
      pattern: /^[a-z]{2}$/,
      meaning: "a test",
      example: "ab"
    })
    expect(read(form, { FORM: "cd" })).toEqual(Either.right("cd"))
    expect(Either.isLeft(read(form, { FORM: "" }))).toBe(true)
    const share = Setting.number("SHARE", {
      type: "a share",
      holds: (value) => value <= 1,
      meaning: "a test",
      example: "0.5"
    })
    expect(read(share, { SHARE: "0.25" })).toEqual(Either.right(0.25))
    expect(Either.isLeft(read(share, { SHARE: "1.5" }))).toBe(true)
  })

  it("hides the value of a secret", () => {
    const key = Setting.secret("KEY", told)
    expect(key.isSecret).toBe(true)
    const found = Either.getOrThrow(read(key, { KEY: "hunter2" }))
    expect(String(found)).not.toContain("hunter2")
    expect(Redacted.value(found)).toBe("hunter2")
  })
})
