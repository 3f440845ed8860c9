import { beforeAll, describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import type { Decoded } from "@sluice/core/callback/Callback"
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

/** The same callback after its bytes were damaged on the way, where what is left is JSON. */
const damaged = (json: unknown, random: () => number): unknown => {
  const sound = new TextEncoder().encode(JSON.stringify(json))
  for (let tries = 0; tries < 8; tries++) {
    const bytes = sound.slice()
    for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes--) {
      // Mostly another printable character, which leaves JSON behind more often; now and then any byte at all.
      bytes[Math.floor(random() * bytes.length)] =
        random() < 0.9 ? 32 + Math.floor(random() * 95) : Math.floor(random() * 256)
    }
    try {
      return JSON.parse(new TextDecoder().decode(bytes))
    } catch {
      continue
    }
  }
  return undefined
}

const mutant = (seed: number): unknown => {
  const random = randomOf(seed)
  const original = fixture(fixtures[seed % fixtures.length] ?? "message-text")
  if (random() < 0.2) return damaged(original, random)
  let json = original
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
      return [changePath, ...(isFields(value) && !Array.isArray(value) ? inside.map(([path]) => path) : [])]
    })
  )

/** Paths of the envelope: what the cheap look at a callback judges too. */
const ofEnvelope = /^(?:|object|entry|entry\[\d+\]|entry\[\d+\]\.changes)$/

/** A number that grows with the place of a change in its callback. */
const placeOf = (path: string): number => {
  const [, entry, change] = /^entry\[(\d+)\]\.changes\[(\d+)\]/.exec(path) ?? []
  return Number(entry) * 1_000_000 + Number(change)
}

/** What has to hold of every payload, whatever became of it. */
const guarantees = {
  bounded: (_, { issues, unknown }) => unknown.length <= 100 && issues.length <= 100,
  accounted: (json, { events, issues, issuesOmitted }) => {
    if (!isFields(json) || json["object"] !== "whatsapp_business_account") return issues.length > 0
    const paths = [...events, ...issues].map((found) => found.path)
    return issuesOmitted > 0 || mattering(json).every((path) => paths.some((found) => found.startsWith(path)))
  },
  ordered: (_, { events }) => {
    const places = events.map(({ path }) => placeOf(path))
    return places.every((place, index) => index === 0 || place >= (places[index - 1] ?? 0))
  },
  agreed: (json, decoded) => SecondOpinion.compare(decoded, json)._tag === "Agreement",
  enveloped: (json, { issues }) =>
    (envelope(json)._tag === "Malformed") === issues.some((issue) => ofEnvelope.test(issue.path))
} satisfies Readonly<Record<string, (json: unknown, decoded: Decoded) => boolean>>

const isGuarantee = (name: string): name is keyof typeof guarantees => Object.hasOwn(guarantees, name)

const payloads = 100_000

describe(`Callback: ${payloads} mutated payloads`, () => {
  /** Seeds of the payloads that break each guarantee; made in one pass, because keeping the payloads would cost gigabytes. */
  const broken: Readonly<Record<keyof typeof guarantees, Array<number>>> = {
    bounded: [],
    accounted: [],
    ordered: [],
    agreed: [],
    enveloped: []
  }
  let read = 0

  beforeAll(() => {
    for (let seed = 0; seed < payloads; seed++) {
      const json = mutant(seed)
      const decoded = decode(json)
      read += decoded.events.length
      for (const name of Object.keys(guarantees).filter(isGuarantee)) {
        if (!guarantees[name](json, decoded)) broken[name].push(seed)
      }
    }
  }, 120_000)

  it("WH-09: decoding is total and bounded", () => {
    expect(broken.bounded).toEqual([])
    expect(read).toBeGreaterThan(payloads / 2)
  })

  it("WH-09: every message, status and change is an event, or is reported under its path", () => {
    expect(broken.accounted).toEqual([])
  })

  it("WH-09: events stand in the order of their changes", () => {
    expect(broken.ordered).toEqual([])
  })

  it("WH-09: the same callback is always read the same", () => {
    for (let seed = 0; seed < 1_000; seed++) expect(decode(mutant(seed))).toEqual(decode(mutant(seed)))
  })

  it("WH-11: the two readings agree on every one of them", () => {
    expect(broken.agreed).toEqual([])
  })

  it("GD-02: the envelope is malformed exactly where decoding finds an issue with it", () => {
    expect(broken.enveloped).toEqual([])
  })
})
