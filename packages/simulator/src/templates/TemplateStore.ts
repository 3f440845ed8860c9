import { Either, ParseResult, Schema } from "effect"
import type * as Reply from "../graph/Reply.ts"
import * as Check from "../messages/Check.ts"
import * as Template from "./Template.ts"

/**
 * The templates of the platform while it runs: those of the world, and what was handed in since (CLOUD_API 3.7).
 *
 * A new template waits for its review. The review is somebody else's: `decide` says what it led to.
 */
export interface TemplateStore {
  readonly all: () => ReadonlyArray<Template.Template>
  readonly find: (id: string) => Template.Template | undefined
  /** A draft as it was posted; what the platform refuses about it is told with Meta's code. */
  readonly create: (draft: unknown) => Either.Either<Template.Template, Reply.GraphError>
  /** New components for a template that exists; it waits for its review again. */
  readonly revise: (id: string, change: unknown) => Either.Either<Template.Template, Reply.GraphError>
  /** What a review, or the readers' complaints, made of it; null where there is no such template. */
  readonly decide: (id: string, status: Template.Template["status"]) => Template.Template | null
}

const decode = Schema.decodeUnknownEither(Template.Template)

/** The first ten digits of ids that the world's own templates do not have. */
const idsFrom = 910_000_000_000_001

const refusal = (error: ParseResult.ParseError): Reply.GraphError => ({
  code: 100,
  details: ParseResult.ArrayFormatter.formatErrorSync(error)
    .map(({ message, path }) => `${path.join(".")}: ${message}`)
    .join("; ")
    .slice(0, 500)
})

/** The templates of the world, as they stand. What is handed in later gets an id that none of the samples has. */
export const make = (given: ReadonlyArray<Template.Template>): TemplateStore => {
  const byId = new Map(given.map((template) => [template.id, template]))
  let created = 0

  return {
    all: () => [...byId.values()],
    find: (id) => byId.get(id),
    create: (draft) => {
      if (!Check.isRecord(draft))
        return Either.left({ code: 100, message: "(#100) The request body is not a JSON object." })
      const read = decode({ ...draft, id: String(idsFrom + created), status: "PENDING" })
      if (Either.isLeft(read)) return Either.left(refusal(read.left))
      const template = read.right
      const same = [...byId.values()].some(
        ({ language, name }) => name === template.name && language === template.language
      )
      if (same) {
        const details = `There is already ${template.language} content for this template.`
        return Either.left({ code: 100, subcode: 2388024, details })
      }
      created++
      byId.set(template.id, template)
      return Either.right(template)
    },
    revise: (id, change) => {
      const known = byId.get(id)
      if (known === undefined) return Either.left({ code: 100, subcode: 33 })
      const read = decode({
        ...known,
        ...(Check.isRecord(change) ? change : {}),
        id,
        name: known.name,
        status: "PENDING"
      })
      if (Either.isLeft(read)) return Either.left(refusal(read.left))
      byId.set(id, read.right)
      return Either.right(read.right)
    },
    decide: (id, status) => {
      const known = byId.get(id)
      if (known === undefined) return null
      const decided = { ...known, status }
      byId.set(id, decided)
      return decided
    }
  }
}
