/**
 * The API as a collection for Postman (format 2.1), made of its OpenAPI document: each operation with a request that can be sent, and a test that
 * its answer is one of those that are documented. Plain data in, plain data out.
 */
type Json = Readonly<Record<string, unknown>>

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)
const record = (value: unknown): Json => (isJson(value) ? value : {})
const list = (value: unknown): ReadonlyArray<unknown> => (Array.isArray(value) ? value : [])
const text = (value: unknown, otherwise = ""): string => (typeof value === "string" ? value : otherwise)

/** Values that every request takes from the collection's own variables. */
const variables: ReadonlyArray<readonly [key: string, value: string]> = [
  ["baseUrl", "http://127.0.0.1:8080"],
  ["apiKey", ""],
  ["version", "v25.0"],
  ["phoneNumberId", "106540352242922"],
  ["businessAccountId", "102290129340398"],
  ["senderId", "acme-tw"],
  ["recipient", "+886987654321"]
]

const isVariable = (name: string): boolean => variables.some(([key]) => key === name)

/** Bodies that say something; every other is made of its schema. */
const bodies: Json = {
  "messages.send": {
    senderId: "{{senderId}}",
    recipient: "{{recipient}}",
    content: { type: "text", text: { body: "Your order is on its way." } }
  },
  "messages.sendBatch": [
    {
      senderId: "{{senderId}}",
      recipient: "{{recipient}}",
      content: { type: "text", text: { body: "Your order is on its way." } }
    }
  ],
  "cloudApi.sendMessage": {
    messaging_product: "whatsapp",
    to: "{{recipient}}",
    type: "text",
    text: { body: "Your order is on its way." }
  },
  "cloudApi.createTemplate": {
    name: "order_shipped",
    language: "en_US",
    category: "UTILITY",
    components: [{ type: "BODY", text: "Your order is on its way." }]
  },
  "subscriptions.create": {
    name: "shop",
    target: { kind: "http", url: "https://hooks.example.com/sluice" },
    types: ["message.*"]
  }
}

/** How deep a body is made up: schemas may hold themselves. */
const depthMax = 8

/** A value that a schema takes, with its needed fields alone and the first of several choices. */
const sampleOf = (schema: Json, schemas: Json, depth = 0): unknown => {
  const reference = text(schema["$ref"]).replace("#/components/schemas/", "")
  if (depth > depthMax) return null
  if (reference !== "") return sampleOf(record(schemas[reference]), schemas, depth + 1)
  const [choice] = [...list(schema["enum"]), ...list(schema["examples"])]
  if (choice !== undefined) return choice
  const [first] = [...list(schema["anyOf"]), ...list(schema["oneOf"]), ...list(schema["allOf"])]
  if (isJson(first)) return sampleOf(first, schemas, depth + 1)
  switch (schema["type"]) {
    case "object": {
      const fields = record(schema["properties"])
      return Object.fromEntries(
        list(schema["required"]).map((name) => [name, sampleOf(record(fields[String(name)]), schemas, depth + 1)])
      )
    }
    case "array":
      return Number(schema["minItems"] ?? 0) > 0 ? [sampleOf(record(schema["items"]), schemas, depth + 1)] : []
    case "number":
    case "integer":
      return Number(schema["minimum"] ?? 0)
    case "boolean":
      return false
    case "string":
      return "text"
    default:
      return {}
  }
}

interface Operation {
  readonly path: string
  readonly method: string
  readonly operation: Json
}

const operationsOf = (document: Json): ReadonlyArray<Operation> =>
  Object.entries(record(document["paths"])).flatMap(([path, item]) =>
    Object.entries(record(item)).map(([method, operation]) => ({ path, method, operation: record(operation) }))
  )

/** A segment of a path: a variable of the collection, one of the request's own, or a word. */
const segmentOf = (segment: string): string => {
  const [, name] = /^\{(.+)\}$/.exec(segment) ?? []
  if (name === undefined) return segment
  return isVariable(name) ? `{{${name}}}` : `:${name}`
}

const urlOf = ({ operation, path }: Operation): Json => {
  const segments = path
    .split("/")
    .filter((segment) => segment !== "")
    .map(segmentOf)
  const query = list(operation["parameters"])
    .map(record)
    .filter((parameter) => parameter["in"] === "query")
    .map((parameter) => ({ key: text(parameter["name"]), value: "", disabled: true }))
  const own = segments
    .filter((segment) => segment.startsWith(":"))
    .map((segment) => ({ key: segment.slice(1), value: "" }))
  return {
    raw: `{{baseUrl}}/${segments.join("/")}`,
    host: ["{{baseUrl}}"],
    path: segments,
    ...(query.length === 0 ? {} : { query }),
    ...(own.length === 0 ? {} : { variable: own })
  }
}

const bodyOf = ({ operation }: Operation, schemas: Json): Json => {
  const content = record(record(record(operation["requestBody"])["content"])["application/json"])
  if (content["schema"] === undefined) return {}
  const body = bodies[text(operation["operationId"])] ?? sampleOf(record(content["schema"]), schemas)
  return {
    header: [{ key: "Content-Type", value: "application/json" }],
    body: { mode: "raw", raw: JSON.stringify(body, null, 2), options: { raw: { language: "json" } } }
  }
}

/** Run after the answer: it is one that the document has. */
const testOf = ({ operation }: Operation): Json => {
  const statuses = Object.keys(record(operation["responses"])).map(Number)
  return {
    listen: "test",
    script: {
      type: "text/javascript",
      exec: [
        'pm.test("the answer is documented", () => {',
        `  pm.expect(pm.response.code).to.be.oneOf(${JSON.stringify(statuses)})`,
        "})"
      ]
    }
  }
}

const itemOf = (one: Operation, schemas: Json): Json => ({
  name: text(one.operation["summary"], `${one.method} ${one.path}`),
  request: {
    method: one.method.toUpperCase(),
    header: [],
    ...bodyOf(one, schemas),
    url: urlOf(one),
    description: text(one.operation["description"])
  },
  event: [testOf(one)]
})

/** The collection of an OpenAPI document: a folder for each of its tags, in the order of the operations. */
export const collection = (document: Json): Json => {
  const schemas = record(record(document["components"])["schemas"])
  const folders = new Map<string, Array<Json>>()
  for (const one of operationsOf(document)) {
    const tag = text(list(one.operation["tags"])[0], "other")
    folders.set(tag, [...(folders.get(tag) ?? []), itemOf(one, schemas)])
  }
  return {
    info: {
      name: text(record(document["info"])["title"]),
      description: text(record(document["info"])["description"]),
      schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    },
    auth: { type: "bearer", bearer: [{ key: "token", value: "{{apiKey}}", type: "string" }] },
    variable: variables.map(([key, value]) => ({ key, value })),
    item: [...folders].map(([name, item]) => ({ name, item }))
  }
}
