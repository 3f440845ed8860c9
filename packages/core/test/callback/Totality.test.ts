import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import { envelope } from "@sluice/core/callback/Envelope"
import * as SecondOpinion from "@sluice/core/callback/SecondOpinion"
import { fixture, fixtures } from "./fixture.ts"

/** Mulberry32: a small seeded generator, so that a failing payload can be made again from its number. */
const randomOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Values that decoders trip over: wrong types, extreme numbers, odd Unicode, names that objects have, depth. */
const odd = (random: () => number): unknown => {
  const deep = () => {
    let value: unknown = "bottom"
    for (let depth = 0; depth < 2_000; depth++) value = depth % 2 === 0 ? [value] : { value }
    return value
  }
  const values: ReadonlyArray<() => unknown> = [
    () => null,
    () => undefined,
    () => true,
    () => 0,
    () => -1,
    () => 1e308,
    () => 1e15,
    () => 999_999_999_999_999,
    () => 0.5,
    () => Number.NaN,
    () => "",
    () => "0",
    () => "007",
    () => "1750000000",
    () => "1e5",
    () => "25.50",
    () => "12345678901234567890",
    () => "\ud800",
    () => "👩‍👩‍👧‍👦".repeat(50),
    () => "\u0000\u202e",
    () => "x".repeat(10_000),
    () => [],
    () => ({}),
    () => [[[]]],
    () => ({ toString: false, valueOf: null }),
    () => JSON.parse('{"__proto__": {"id": "x"}, "constructor": 1}'),
    deep
  ]
  return values[Math.floor(random() * values.length)]?.()
}

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null

/** A copy in which one place is changed: replaced, removed, renamed, doubled, or wrapped. */
const mutated = (value: unknown, random: () => number): unknown => {
  if (!isFields(value) || random() < 0.08) return odd(random)
  const keys = Object.keys(value)
  const key = keys[Math.floor(random() * keys.length)]
  if (key === undefined) return odd(random)
  const inner = value[key]
  if (Array.isArray(value)) {
    const copy = [...value]
    const position = Number(key)
    const choice = random()
    if (choice < 0.1) copy.splice(position, 1)
    else if (choice < 0.2) copy.push(inner, odd(random))
    else copy[position] = mutated(inner, random)
    return copy
  }
  const { [key]: _, ...rest } = value
  const choice = random()
  if (choice < 0.06) return rest
  if (choice < 0.12) return { ...rest, [`${key}_v2`]: inner }
  if (choice < 0.18) return { ...value, novelty: odd(random) }
  if (choice < 0.24) return { ...rest, [key]: [inner] }
  return { ...rest, [key]: mutated(inner, random) }
}

const mutant = (seed: number): unknown => {
  const random = randomOf(seed)
  let json = fixture(fixtures[seed % fixtures.length] ?? "message-text")
  for (let changes = 1 + Math.floor(random() * 4); changes > 0; changes--) json = mutated(json, random)
  return json
}

/** The items of a list, with their paths. */
const items = (owner: unknown, key: string, path: string): ReadonlyArray<readonly [path: string, item: unknown]> => {
  const list = isFields(owner) ? owner[key] : undefined
  return Array.isArray(list) ? list.map((item: unknown, position) => [`${path}${key}[${position}]`, item] as const) : []
}

/** Paths of everything in a callback that has to become an event, or be reported. */
const mattering = (json: unknown): ReadonlyArray<string> =>
  items(json, "entry", "").flatMap(([entryPath, entry]) =>
    items(entry, "changes", `${entryPath}.`).flatMap(([changePath, change]) => {
      const value = isFields(change) && change["field"] === "messages" ? change["value"] : undefined
      const inside = ["messages", "statuses"].flatMap((key) => items(value, key, `${changePath}.value.`))
      return isFields(value) && !Array.isArray(value) ? inside.map(([path]) => path) : [changePath]
    })
  )

/** Paths of the envelope: what the cheap look at a callback judges too. */
const ofEnvelope = /^(?:|object|entry|entry\[\d+\]|entry\[\d+\]\.changes)$/

describe("Callback: 20,000 mutated payloads", () => {
  const payloads = Array.from({ length: 20_000 }, (_, seed) => ({ seed, json: mutant(seed) }))

  /** Seeds of the payloads that break a guarantee. */
  const breaking = (holds: (json: unknown, seed: number) => boolean): ReadonlyArray<number> =>
    payloads.filter(({ json, seed }) => !holds(json, seed)).map(({ seed }) => seed)

  it("WH-09: decoding is total and bounded", () => {
    const bounded = (json: unknown): boolean => {
      const { issues, unknown } = decode(json)
      return unknown.length <= 100 && issues.length <= 100
    }
    expect(breaking(bounded)).toEqual([])
  })

  it("WH-09: the same callback is always read the same", () => {
    expect(payloads.slice(0, 1_000).map(({ json }) => decode(json))).toEqual(
      Array.from({ length: 1_000 }, (_, seed) => decode(mutant(seed)))
    )
  })

  it("WH-09: every message, status and change is an event, or is reported under its path", () => {
    const accounted = (json: unknown): boolean => {
      if (!isFields(json) || json["object"] !== "whatsapp_business_account") return decode(json).issues.length > 0
      const { events, issues, issuesOmitted } = decode(json)
      const paths = [...events, ...issues].map((found) => found.path)
      return issuesOmitted > 0 || mattering(json).every((path) => paths.some((found) => found.startsWith(path)))
    }
    expect(breaking(accounted)).toEqual([])
  })

  it("WH-11: the two readings agree on every one of them", () => {
    expect(breaking((json) => SecondOpinion.compare(decode(json), json)._tag === "Agreement")).toEqual([])
  })

  it("GD-02: the envelope is malformed exactly where decoding finds an issue with it", () => {
    const agrees = (json: unknown): boolean => {
      const found = decode(json).issues.some((issue) => ofEnvelope.test(issue.path))
      return (envelope(json)._tag === "Malformed") === found
    }
    expect(breaking(agrees)).toEqual([])
  })
})
