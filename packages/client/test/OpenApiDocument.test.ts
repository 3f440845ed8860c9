import { openApiDocument } from "@sluice/client/OpenApiDocument"
import { describe, expect, it } from "vitest"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Every `$ref` in a document. */
const references = (value: unknown): ReadonlyArray<string> => {
  if (Array.isArray(value)) return value.flatMap(references)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, inner]) => (key === "$ref" ? [String(inner)] : references(inner)))
}

const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {})

const document = openApiDocument("1.2.3")
const operations = Object.entries(record(document["paths"])).flatMap(([path, item]) =>
  Object.entries(record(item)).map(([method, operation]) => ({
    name: `${method} ${path}`,
    operation: record(operation)
  }))
)

const problems = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }
const ofThePlatform = { "application/json": { schema: expect.objectContaining({ required: ["error"] }) } }

describe("the OpenAPI document", () => {
  it("lists every door, each with a summary", () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(
      [
        "delete /v1/opt-outs",
        "delete /v1/subscriptions/{id}",
        "get /healthz",
        "get /readyz",
        "get /v1/accounts",
        "get /v1/accounts/{id}",
        "get /v1/alerts",
        "get /v1/alerts/channels",
        "get /v1/alerts/{id}",
        "get /v1/audit",
        "get /v1/callbacks",
        "get /v1/callbacks/calibration",
        "get /v1/callbacks/calibrations",
        "get /v1/callbacks/counts",
        "get /v1/callbacks/drift",
        "get /v1/callbacks/refused",
        "get /v1/callbacks/{id}",
        "get /v1/campaigns",
        "get /v1/campaigns/{id}",
        "get /v1/campaigns/{id}/forecast",
        "delete /v1/keys/{id}",
        "get /v1/erasures/{id}",
        "get /v1/figures/budgets",
        "get /v1/figures/callbacks",
        "get /v1/figures/failures",
        "get /v1/figures/sends",
        "get /v1/holds",
        "get /v1/holds/{id}",
        "get /v1/keys",
        "get /v1/media/{id}",
        "get /v1/messages",
        "get /v1/messages/{id}",
        "get /v1/onboarding",
        "get /v1/onboarding/{id}",
        "get /v1/opt-outs",
        "get /v1/queue",
        "get /v1/senders",
        "get /v1/standing",
        "get /v1/standing/{id}",
        "get /v1/subscriptions",
        "get /v1/subscriptions/{id}",
        "get /v1/subscriptions/{id}/deliveries",
        "get /v1/templates",
        "get /v1/verification",
        "get /v1/verification/{id}",
        "post /v1/accounts/{id}/check",
        "post /v1/alerts/test",
        "post /v1/alerts/{id}/acknowledge",
        "post /v1/alerts/{id}/resolve",
        "post /v1/alerts/{id}/silence",
        "post /v1/callbacks/replay",
        "post /v1/campaigns",
        "post /v1/campaigns/{id}/cancel",
        "post /v1/campaigns/{id}/messages",
        "post /v1/campaigns/{id}/pause",
        "post /v1/campaigns/{id}/resume",
        "post /v1/campaigns/{id}/start",
        "post /v1/erasures",
        "post /v1/erasures/preview",
        "post /v1/holds/{id}/review",
        "post /v1/keys",
        "post /v1/keys/{id}/rotate",
        "post /v1/messages",
        "post /v1/messages/batch",
        "post /v1/messages/{id}/cancel",
        "post /v1/messages/{id}/retry",
        "post /v1/onboarding/{id}",
        "post /v1/onboarding/{id}/check",
        "post /v1/onboarding/{id}/steps",
        "post /v1/onboarding/{id}/tests",
        "post /v1/standing/{id}",
        "post /v1/standing/{id}/complaints",
        "post /v1/standing/{id}/raise",
        "post /v1/subscriptions",
        "post /v1/subscriptions/{id}/enable",
        "post /v1/subscriptions/{id}/rotate",
        "post /v1/subscriptions/{id}/test",
        "post /v1/templates/submit",
        "post /v1/templates/sync",
        "put /v1/accounts/{id}/token",
        "put /v1/opt-outs",
        "put /v1/templates",
        "post /v1/verification/{id}",
        "get /{version}/{businessAccountId}/message_templates",
        "get /{version}/{id}",
        "get /{version}/{id}/content",
        "delete /{version}/{id}",
        "post /{version}/{phoneNumberId}/media",
        "post /{version}/{businessAccountId}/message_templates",
        "post /{version}/{phoneNumberId}/messages"
      ].toSorted()
    )
    expect(operations.every(({ operation }) => typeof operation["summary"] === "string")).toBe(true)
  })

  it("answers every refusal as a problem, at the compatible door as an error of the platform's form, and asks for a key at every door but those of health", () => {
    for (const { name, operation } of operations) {
      const keyed = !name.endsWith("z")
      expect([name, record(operation)["security"]]).toEqual([name, keyed ? [{ apiKey: [] }] : []])
      const refusals = Object.entries(record(operation["responses"])).filter(([status]) => Number(status) >= 400)
      const expected = keyed ? ["401", "403", "500", "503"] : []
      expect(refusals.map(([status]) => status)).toEqual(expect.arrayContaining(expected))
      for (const [, response] of refusals) {
        const bodies = name.includes("/{version}/") ? ofThePlatform : problems
        expect(record(response)["content"]).toEqual(bodies)
      }
    }
  })

  it("refers to nothing that is not in it, and is plain JSON", () => {
    const schemas = Object.keys(record(record(document["components"])["schemas"]))
    for (const reference of references(document)) {
      expect(schemas).toContain(reference.replace("#/components/schemas/", ""))
    }
    expect(JSON.parse(JSON.stringify(document))).toMatchObject({ openapi: "3.1.0", info: { version: "1.2.3" } })
  })
})
