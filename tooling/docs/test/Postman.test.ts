import { openApiDocument } from "@sluice/client/OpenApiDocument"
import { describe, expect, it } from "vitest"
import * as Postman from "../src/Postman.ts"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {})
const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])

const document = openApiDocument("1.2.3")
const collection = Postman.collection(document)
const items = list(collection["item"]).flatMap((folder) => list(record(folder)["item"]).map(record))
const operations = Object.entries(record(document["paths"])).flatMap(([path, item]) =>
  Object.keys(record(item)).map((method) => `${method.toUpperCase()} ${path}`)
)

/** Everything written as `{{name}}`. */
const used = (value: unknown): ReadonlyArray<string> =>
  [...JSON.stringify(value).matchAll(/\{\{(\w+)\}\}/g)].map(([, name = ""]) => name)

describe("the collection of requests", () => {
  it("has a request for every operation, with the method and the path of each", () => {
    const requests = items.map((item) => {
      const request = record(item["request"])
      const path = list(record(request["url"])["path"]).map((step) =>
        String(step).replace(/^:(.+)$|^\{\{(.+)\}\}$/, "{$1$2}")
      )
      return `${String(request["method"])} /${path.join("/")}`
    })
    expect(requests.toSorted()).toEqual(operations.toSorted())
  })

  it("names no variable that it does not have", () => {
    const known = list(collection["variable"]).map((variable) => record(variable)["key"])
    for (const name of used(items)) expect(known).toContain(name)
  })

  it("every body is JSON, and every request is tested against the answers that are documented", () => {
    for (const item of items) {
      const { body } = record(item["request"])
      const raw = body === undefined ? "{}" : String(record(body)["raw"])
      expect(() => JSON.parse(raw)).not.toThrow()
      const [event] = list(item["event"]).map(record)
      const script = list(record(event?.["script"])["exec"]).join("\n")
      expect(script).toMatch(/oneOf\(\[\d+(,\d+)*\]\)/)
    }
  })

  it("says of itself what it is, in the form that Postman reads", () => {
    expect(record(collection["info"])).toMatchObject({
      name: "Sluice",
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    })
    expect(JSON.parse(JSON.stringify(collection))).toEqual(collection)
  })
})
