import { describe, expect, it } from "vitest"
import { decode } from "@sluice/core/callback/Callback"
import * as Account from "@sluice/core/callback/notices/Account"
import * as AccountParts from "@sluice/core/callback/notices/AccountParts"
import * as Call from "@sluice/core/callback/notices/Call"
import * as ContactSync from "@sluice/core/callback/notices/ContactSync"
import * as Conversion from "@sluice/core/callback/notices/Conversion"
import * as Flow from "@sluice/core/callback/notices/Flow"
import * as Group from "@sluice/core/callback/notices/Group"
import * as Handover from "@sluice/core/callback/notices/Handover"
import * as History from "@sluice/core/callback/notices/History"
import * as NumberSettings from "@sluice/core/callback/notices/NumberSettings"
import * as Partner from "@sluice/core/callback/notices/Partner"
import * as Preference from "@sluice/core/callback/notices/Preference"
import * as SenderNumber from "@sluice/core/callback/notices/SenderNumber"
import * as Template from "@sluice/core/callback/notices/Template"
import * as TemplateContent from "@sluice/core/callback/notices/TemplateContent"
import * as Tracking from "@sluice/core/callback/notices/Tracking"
import { systemEvents } from "@sluice/core/callback/Inbound"
import { fixture, fixtures, undocumented } from "./fixture.ts"
import * as Samples from "./Samples.ts"

/** Every closed list of words that the decoder has, by where it lies. */
const lists = Object.entries({
  Account,
  AccountParts,
  Call,
  ContactSync,
  Conversion,
  Flow,
  Group,
  Handover,
  History,
  NumberSettings,
  Partner,
  Preference,
  SenderNumber,
  Template,
  TemplateContent,
  Tracking,
  Inbound: { systemEvents }
}).flatMap(([module, exported]) =>
  Object.entries(exported).flatMap(([name, list]) =>
    typeof list === "object" && "known" in list
      ? [[`${module}.${name}`, new Set<object>(list.known.values())] as const]
      : []
  )
)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Every object inside a value. Known words are shared, so a word that was read is the very one of its list. */
const objectsIn = (value: unknown, found = new Set<object>()): ReadonlySet<object> => {
  if (!isObject(value) || found.has(value)) return found
  found.add(value)
  for (const inner of Object.values(value)) objectsIn(inner, found)
  return found
}

/** A value of the same type that is not the same. */
const changed = (leaf: unknown): unknown => {
  switch (typeof leaf) {
    case "string":
      return /^[0-9]+$/.test(leaf) ? `${leaf.slice(0, -1)}${(Number(leaf.at(-1)) + 1) % 10}` : `${leaf}~`
    case "number":
      return leaf + 1
    case "boolean":
      return !leaf
    default:
      return "~"
  }
}

interface Variant {
  readonly path: string
  readonly json: unknown
}

/** Copies of a value, each with one leaf changed. */
const variants = (value: unknown, path = ""): ReadonlyArray<Variant> => {
  if (!isObject(value)) return [{ path, json: changed(value) }]
  return Object.entries(value).flatMap(([key, inner]) =>
    variants(inner, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`).map((variant) => ({
      path: variant.path,
      json: Array.isArray(value) ? value.with(Number(key), variant.json) : { ...value, [key]: variant.json }
    }))
  )
}

/** An event with a moment of its own has no need of its entry's. */
const isSparedMoment = (path: string): boolean => /^\.entry\[\d+\]\.time$/.test(path)

/** Leaves whose change would go unnoticed. */
const unnoticed = (json: unknown): ReadonlyArray<string> => {
  const read = JSON.stringify(decode(json))
  return variants(json)
    .filter((variant) => !isSparedMoment(variant.path) && JSON.stringify(decode(variant.json)) === read)
    .map(({ path }) => path)
}

describe("Callback: nothing is lost", () => {
  it.each(fixtures.filter((name) => !undocumented.includes(name)))(
    "WH-09: %s, which is as documented, is read without issues and without unknown values",
    (name) => {
      const { events, issues, unknown } = decode(fixture(name))
      expect({ issues, unknown }).toEqual({ issues: [], unknown: [] })
      expect(events.filter((event) => event._tag === "Notice")).toEqual([])
    }
  )

  it.each(lists)("CLOUD_API 3.6: every word of %s is read somewhere in the fixtures", (_, words) => {
    const seen = objectsIn(fixtures.map((name) => decode(fixture(name)).events))
    expect([...words].filter((word) => !seen.has(word))).toEqual([])
  })

  it.each(fixtures)("WH-09: no value of %s can change without the reading changing too", (name) => {
    expect(unnoticed(fixture(name))).toEqual([])
  })

  it.skipIf(!Samples.present)("WH-09: the same holds for the platform's samples", () => {
    const samples = Samples.paths("webhooks").filter((path) => !path.includes("/bsp-"))
    expect(samples.flatMap((path) => unnoticed(Samples.json(path)).map((leaf) => `${path} ${leaf}`))).toEqual([])
  })
})
