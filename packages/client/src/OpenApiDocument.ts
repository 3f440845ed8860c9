import * as OpenApi from "@effect/platform/OpenApi"
import { Api } from "./Api.ts"
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

/** The OpenAPI 3.1 document of the HTTP API, as `/openapi.json` serves it. */
export const openApiDocument = (version: string): Readonly<Record<string, unknown>> => {
  const { components, info, paths, ...spec } = OpenApi.fromApi(Api)
  return {
    ...spec,
    info: { ...info, version },
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, withProblemsEverywhere(item)])),
    components: {
      ...components,
      schemas: Object.fromEntries(Object.entries(components.schemas).filter(([name]) => !unused.has(name)))
    }
  }
}
