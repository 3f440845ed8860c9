import { Effect, Layer } from "effect"
import { ProviderUnwilling } from "../src/ports/ProviderAnswer.ts"
import { type ProviderTemplate, ProviderTemplates } from "../src/ports/ProviderTemplates.ts"

/** A provider's templates in memory, which a test decides about; one of an account called `away` does not answer. */
export interface PlatformTemplates {
  readonly layer: Layer.Layer<ProviderTemplates>
  readonly all: () => ReadonlyArray<ProviderTemplate>
  /** Lists a template as the platform would. */
  readonly put: (json: {
    readonly name: string
    readonly language: string
    readonly status: string
  }) => ProviderTemplate
  readonly decide: (name: string, status: string, rejection?: string) => void
  readonly remove: (name: string) => void
}

const listed = (
  id: string,
  json: { readonly name: string; readonly language: string; readonly status: string; readonly category?: string },
  rejection: string | null = null
): ProviderTemplate => ({
  id,
  name: json.name,
  language: json.language,
  status: json.status,
  category: json.category ?? null,
  quality: null,
  rejection,
  listed: json
})

const fieldsOf = ({ listed: json }: ProviderTemplate): object => (typeof json === "object" && json !== null ? json : {})

/** A new one, with nothing in it. */
export const make = (): PlatformTemplates => {
  const templates = new Map<string, ProviderTemplate>()
  let ids = 0
  const keep = (template: ProviderTemplate): ProviderTemplate => {
    templates.set(template.id, template)
    return template
  }
  const answering = <A>(accountId: string, answer: () => A) =>
    accountId === "away"
      ? new ProviderUnwilling({
          accountId,
          why: "unreachable",
          code: null,
          detail: "it does not answer",
          remedy: "try again"
        })
      : Effect.sync(answer)
  return {
    all: () => [...templates.values()],
    put: (json) => keep(listed(String(++ids), json)),
    decide: (name, status, rejection) => {
      for (const template of templates.values()) {
        if (template.name !== name) continue
        keep(listed(template.id, { ...fieldsOf(template), name, language: template.language, status }, rejection))
      }
    },
    remove: (name) => {
      for (const template of templates.values()) if (template.name === name) templates.delete(template.id)
    },
    layer: Layer.succeed(ProviderTemplates, {
      list: (account) => answering(account.id, () => [...templates.values()]),
      named: (account, _, name) =>
        answering(account.id, () => [...templates.values()].filter((template) => template.name === name)),
      submit: (account, _, draft) =>
        answering(account.id, () => {
          const { category, id, status } = keep(listed(String(++ids), { ...draft, status: "PENDING" }))
          return { id, status, category }
        }),
      revise: (account, id, draft) =>
        answering(account.id, () => void keep(listed(id, { ...draft, status: "PENDING" })))
    })
  }
}
