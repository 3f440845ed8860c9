import { it } from "@effect/vitest"
import { Effect } from "effect"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { describe, expect } from "vitest"
import type { Answer } from "../testServer.ts"
import * as doorServer from "./doorServer.ts"

const { at } = doorServer

const root = new URL("../../../../../shared/fixtures/", import.meta.url)

/** Every JSON sample below a folder; none where the samples are absent. */
const samples = (folder: string): ReadonlyArray<{ readonly name: string; readonly json: unknown }> =>
  existsSync(root)
    ? readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".json"))
        .toSorted()
        .map((name) => ({ name, json: JSON.parse(readFileSync(new URL(`${folder}${name}`, root), "utf8")) }))
    : []

/** What stands in the samples where a caller writes a value of its own: by the name of the field. */
const values: Readonly<Record<string, unknown>> = {
  to: "+886987654321",
  link: "https://example.com/file",
  url: "https://example.com/page",
  country: "IN",
  emoji: "👍",
  latitude: 25.03,
  longitude: 121.56
}

const isPlaceholder = (field: string, value: unknown): boolean => {
  switch (field) {
    case "to":
    case "emoji":
      return true
    case "link":
    case "url":
      return typeof value === "string" && URL.parse(value) === null
    case "country":
      return typeof value === "string" && !/^[A-Z]{2}$/.test(value)
    case "latitude":
    case "longitude":
      return typeof value === "string" && Number.isNaN(Number(value))
    default:
      return false
  }
}

/** The sample with values where it has placeholders, and everything else as it is. */
const filled = (value: unknown, field = ""): unknown => {
  if (isPlaceholder(field, value)) return values[field]
  if (Array.isArray(value)) return value.map((inner) => filled(inner))
  if (typeof value !== "object" || value === null) return value
  const parameters = { ...value }
  return Object.fromEntries(
    Object.entries(parameters).map(([key, inner]) => {
      // Words stand for the parameters of an address, and for a header that is a text; YAML has turned yes and no into truth values.
      if (key === "parameters" && typeof inner === "string") return [key, { country: "IN" }]
      if (key === "text" && typeof inner === "boolean") return [key, inner ? "yes" : "no"]
      if (key === "text" && typeof inner === "string" && field === "" && "type" in value && value.type === "text") {
        return [key, inner.replaceAll(/<[^>]*>|\s+/g, "4711")]
      }
      if (key === "name" && inner === "<TEMPLATE_NAME>") return [key, "sample_template"]
      if (key === "header" && at(inner, "type") === "<HEADER_TYPE>") return [key, { type: "text", text: "Offers" }]
      return [key, filled(inner, key)]
    })
  )
}

/** Where a sample is posted, by its name. */
const pathOf = (name: string): string => {
  if (/\/calls_/.test(name)) return `${doorServer.numberId}/calls`
  if (/\/message_templates_create/.test(name)) return "300/message_templates"
  if (/\/marketing_messages/.test(name)) return `${doorServer.numberId}/marketing_messages`
  return `${doorServer.numberId}/messages`
}

/** Samples of what is not offered yet, by what has to be named in the refusal. */
const unsupported: ReadonlyArray<readonly [sample: RegExp, feature: RegExp]> = [
  [/\/calls_/, /POST calls/],
  [/\/marketing_messages/, /POST marketing_messages/],
  [/\/number_phone_text\.json$/, /recipient_identity_key_hash/]
]

const detailsOf = (answer: Answer): string => String(at(answer.json, "error", "error_data", "details"))

const requests = samples("requests/")

describe.skipIf(requests.length === 0)("the official samples of requests", () => {
  it.scopedLive("every one is taken, or refused by the name of a feature that is not offered yet", () =>
    Effect.gen(function* () {
      const { ask } = yield* doorServer.open()
      const wrong: Array<string> = []
      for (const { json, name } of requests) {
        const answer = yield* ask("POST", `/v25.0/${pathOf(name)}`, filled(json))
        const feature = unsupported.find(([sample]) => sample.test(`/${name}`))?.[1]
        const isRight =
          feature === undefined
            ? answer.status === 200
            : answer.status === 400 && feature.test(detailsOf(answer)) && detailsOf(answer).includes("not supported")
        if (!isRight) wrong.push(`${name}: ${answer.text}`)
      }
      expect(wrong).toEqual([])
    })
  )
})

/** The fields of an error, with the type of each. */
const shapeOf = (json: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(Object(at(json, "error"))).map(([name, value]) => [name, typeof value]))

/** Fields that the platform's errors have been seen with (CLOUD_API 3.2). */
const known = ["message", "type", "code", "error_subcode", "error_data", "fbtrace_id", "is_transient"]

const errors = samples("responses/").filter(({ json }) => at(json, "error") !== undefined)

describe.skipIf(errors.length === 0)("the official samples of errors", () => {
  it.scopedLive("errors have the fields that the samples have, each of the same type", () =>
    Effect.gen(function* () {
      const { ask, post } = yield* doorServer.open()
      const ours = [
        yield* post("{"),
        yield* post(doorServer.bodyTo("12")),
        yield* ask("GET", "/v25.0/999"),
        yield* ask("POST", `/v25.0/${doorServer.numberId}/register`, {})
      ].map(({ json }) => shapeOf(json))
      const typeOf = new Map<string, string>()
      for (const { json } of errors) {
        for (const [name, type] of Object.entries(shapeOf(json))) typeOf.set(name, typeOf.get(name) ?? type)
      }
      for (const shape of ours) {
        // What every sample of the Graph API has.
        for (const name of ["message", "type", "code", "fbtrace_id"]) expect(shape).toHaveProperty(name)
        for (const [name, type] of Object.entries(shape)) {
          expect(known).toContain(name)
          expect([name, typeOf.get(name) ?? type]).toEqual([name, type])
        }
      }
    })
  )
})
