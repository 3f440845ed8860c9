import * as OpenApi from "@effect/platform/OpenApi"
import { Api } from "./Api.ts"
import { DoorApi } from "./DoorApi.ts"
import * as Problem from "./Problem.ts"

const problemContent = { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } }

/** What an error status means here: the titles of the problems that have it. */
const titles = (status: number): string =>
  Object.values(Problem.kinds)
    .filter((kind) => kind.status === status)
    .map((kind) => kind.title)
    .join("; ")

type Responses = OpenApi.OpenAPISpecResponses

/** Every refusal is a problem: the decoding error that any such description brings along is never answered, and makes way. */
const withProblems = (responses: Responses): Record<string, object> =>
  Object.fromEntries(
    Object.entries(responses).map(([status, response]) =>
      Number(status) < 400
        ? [status, response]
        : [status, { description: titles(Number(status)), content: problemContent }]
    )
  )

const withProblemsEverywhere = (item: OpenApi.OpenAPISpecPathItem): Record<string, object> =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [
      method,
      { ...operation, responses: withProblems(operation.responses) }
    ])
  )

/** Schemas that only the replaced responses refer to. */
const unused: ReadonlySet<string> = new Set(["HttpApiDecodeError", "Issue", "PropertyKey"])

/** At the compatible door every refusal has the platform's form: that of any status stands for the one that a decoding error joined. */
const withGraphErrors = (item: OpenApi.OpenAPISpecPathItem): Record<string, object> =>
  Object.fromEntries(
    Object.entries(item).map(([method, operation]) => [
      method,
      {
        ...operation,
        responses: Object.fromEntries(
          Object.entries(operation.responses).map(([status, response]) => [
            status,
            Number(status) < 400 ? response : (operation.responses[401] ?? response)
          ])
        )
      }
    ])
  )

const mapped = (
  paths: OpenApi.OpenAPISpec["paths"],
  f: (item: OpenApi.OpenAPISpecPathItem) => Record<string, object>
): Record<string, object> => Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, f(item)]))

/** The OpenAPI 3.1 document of the HTTP API and of the compatible door, as `/openapi.json` serves it. */
export const openApiDocument = (version: string): Readonly<Record<string, unknown>> => {
  const { components, info, paths, ...spec } = OpenApi.fromApi(Api)
  const door = OpenApi.fromApi(DoorApi)
  const schemas = { ...door.components.schemas, ...components.schemas }
  return {
    ...spec,
    info: { ...info, version },
    tags: [...spec.tags, ...door.tags],
    paths: { ...mapped(paths, withProblemsEverywhere), ...mapped(door.paths, withGraphErrors) },
    components: {
      ...components,
      schemas: Object.fromEntries(Object.entries(schemas).filter(([name]) => !unused.has(name)))
    }
  }
}
