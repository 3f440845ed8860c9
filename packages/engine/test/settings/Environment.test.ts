import { describe, expect, it } from "@effect/vitest"
import * as Environment from "@sluice/engine/settings/Environment"
import * as NearestWord from "@sluice/engine/settings/NearestWord"
import * as Setting from "@sluice/engine/settings/Setting"
import { Config, ConfigProvider, Effect, Either } from "effect"
import fc from "fast-check"

const port = Setting.integer("SLUICE_PORT", { min: 0, max: 65_535, meaning: "where it listens", example: "8080" })
const known = [
  port,
  { name: "SLUICE_SERVER_CONNECTIONS" },
  { name: "SLUICE_KAFKA_TLS" },
  { name: "SLUICE_KAFKA_TLS_CA" }
]

/** As a process finds them (steps with `_` between), and as a list. */
const providers = (variables: Readonly<Record<string, string>>) => {
  const all = new Map(Object.entries(variables))
  return [ConfigProvider.fromMap(all, { pathDelim: "_" }), ConfigProvider.fromMap(all)]
}

const refused = (variables: Readonly<Record<string, string>>): string => {
  const [first, second] = providers(variables).map((provider) =>
    Effect.runSync(
      Effect.either(Environment.noneUnknown(known)).pipe(
        Effect.map(Either.match({ onLeft: String, onRight: () => "" })),
        Effect.withConfigProvider(provider)
      )
    )
  )
  expect(second).toBe(first)
  return first ?? ""
}

describe("an environment", () => {
  it("may have what any program knows, and whatever does not begin as ours do", () => {
    expect(refused({})).toBe("")
    expect(
      refused({
        SLUICE_PORT: "1",
        SLUICE_KAFKA_TLS: "true",
        SLUICE_KAFKA_TLS_CA: "/ca.pem",
        PATH: "/bin",
        SLUICED: "x",
        SLUIC_E: ""
      })
    ).toBe("")
  })

  it("with a variable of ours that nobody knows is refused: it is named, with the name that was meant, and without its value", () => {
    const message = refused({ SLUICE_PROT: "hunter2" })
    expect(message).toContain("SLUICE_PROT")
    expect(message).toContain("did you mean SLUICE_PORT?")
    expect(message).not.toContain("hunter2")
    expect(refused({ SLUICE_KAFKA_TLS_CAA: "" })).toContain("did you mean SLUICE_KAFKA_TLS_CA?")
    expect(refused({ SLUICE_COMPLETELY_DIFFERENT: "x" })).toContain("take it out")
  })

  it("with several is refused once, for all of them", () => {
    const message = refused({ SLUICE_PROT: "1", SLUICE_KAFKA_TSL: "true" })
    expect(message).toContain("SLUICE_PROT")
    expect(message).toContain("SLUICE_KAFKA_TSL")
  })

  it("may have what Kubernetes adds for a service beside it, and nothing else that looks like it", () => {
    const links = {
      SLUICE_SERVER_SERVICE_HOST: "10.0.0.7",
      SLUICE_SERVER_SERVICE_PORT: "80",
      SLUICE_SERVER_SERVICE_PORT_HTTP: "80",
      SLUICE_SERVER_PORT: "tcp://10.0.0.7:80",
      SLUICE_SERVER_PORT_80_TCP: "tcp://10.0.0.7:80",
      SLUICE_SERVER_PORT_80_TCP_PROTO: "tcp",
      SLUICE_SERVER_PORT_80_TCP_PORT: "80",
      SLUICE_SERVER_PORT_80_TCP_ADDR: "10.0.0.7"
    }
    expect(refused(links)).toBe("")
    expect(refused({ ...links, SLUICE_SERVER_CONECTIONS: "8" })).toContain("SLUICE_SERVER_CONNECTIONS")
    expect(refused({ SLUICE_SERVER_PORT: "8080" })).toContain("SLUICE_SERVER_PORT")
  })

  it("is read with both kinds of mistakes in one message", () => {
    const read = (variables: Readonly<Record<string, string>>) =>
      Effect.runSync(
        Effect.either(Environment.read(Config.all({ port: port.config }), known)).pipe(
          Effect.withConfigProvider(ConfigProvider.fromMap(new Map(Object.entries(variables))))
        )
      )
    expect(read({ SLUICE_PORT: "80" })).toEqual(Either.right({ port: 80 }))
    const message = String(Either.getOrNull(Either.flip(read({ SLUICE_PORT: "eighty", SLUICE_HSOT: "x" }))))
    expect(message).toContain("SLUICE_PORT")
    expect(message).toContain("SLUICE_HSOT")
    expect(Either.isLeft(read({ SLUICE_PORT: "80", SLUICE_HSOT: "x" }))).toBe(true)
    expect(Either.isLeft(read({ SLUICE_PORT: "eighty" }))).toBe(true)
  })
})

describe("the nearest word", () => {
  it("is the one that a slip of one sign was made in, where the others are far", () => {
    const words = ["SLUICE_PORT", "SLUICE_ACCOUNTS", "SLUICE_BLOBS_DIRECTORY"]
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.nat(30), fc.constantFrom("", "X", "__"), (word, at, put) => {
        const slip = `${word.slice(0, at)}${put}${word.slice(at + 1)}`
        expect(NearestWord.of(slip, words)).toBe(word)
      })
    )
  })

  it("is none where nothing is near", () => {
    expect(NearestWord.of("horse", ["port", "accounts"])).toBeNull()
    expect(NearestWord.of("horse", [])).toBeNull()
  })
})
