import type { CloudApiAccount, Sender } from "@sluice/engine/ports/Directory"
import { ProviderUnwilling } from "@sluice/engine/ports/ProviderAnswer"
import { type ProviderTemplate, ProviderTemplates } from "@sluice/engine/ports/ProviderTemplates"
import { Wire } from "@sluice/engine/ports/Wire"
import { type Context, Effect, Layer, Schema } from "effect"
import * as Graph from "./Graph.ts"
import * as Numbers from "./Numbers.ts"

/** What is asked of each template; without it the platform leaves out why one was rejected. */
const fields = "id,name,language,status,category,parameter_format,components,quality_score,rejected_reason"

const pageLimit = 100

/** More than the 6,000 templates that an account can have (CLOUD_API 3.4): what has more pages turns in a circle. */
const pagesMax = 100

const Told = Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null })

const Listed = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  language: Schema.String,
  status: Schema.String,
  category: Told,
  rejected_reason: Told,
  quality_score: Schema.optional(Schema.Struct({ score: Told }))
})

const Page = Schema.Struct({
  data: Schema.Array(Schema.Unknown),
  paging: Schema.optional(
    Schema.Struct({
      cursors: Schema.optional(Schema.Struct({ after: Schema.optional(Schema.String) })),
      next: Schema.optional(Schema.String)
    })
  )
})

const Created = Schema.Struct({
  id: Schema.String,
  status: Schema.optionalWith(Schema.String, { default: () => "PENDING" }),
  category: Told
})

const Revised = Schema.Struct({ success: Schema.optional(Schema.Boolean) })

const isListed = Schema.decodeUnknownOption(Listed)

/** `NONE` is how the platform writes that there is no reason. */
const reasonOf = (word: string | null): string | null => (word === "NONE" ? null : word)

/** What the platform adds to a draft in its lists, and a draft has no place for. */
const ofTheList: ReadonlySet<string> = new Set(["id", "quality_score", "rejected_reason"])

const withoutListFields = (json: unknown): unknown =>
  typeof json === "object" && json !== null
    ? Object.fromEntries(Object.entries(json).filter(([name]) => !ofTheList.has(name)))
    : json

const templateOf = (json: unknown): ReadonlyArray<ProviderTemplate> => {
  const listed = isListed(json)
  if (listed._tag === "None") return []
  const { category, id, language, name, quality_score: score, rejected_reason: rejected, status } = listed.value
  return [
    {
      id,
      name,
      language,
      status,
      category,
      quality: score?.score ?? null,
      rejection: reasonOf(rejected),
      listed: withoutListFields(json)
    }
  ]
}

const make = (wire: Context.Tag.Service<Wire>) => {
  /** All pages of one business account; `name` narrows them to its templates. */
  const pages = (account: CloudApiAccount, businessAccountId: string, name: string | null) =>
    Effect.gen(function* () {
      const found: Array<unknown> = []
      const narrowed = name === null ? "" : `&name=${encodeURIComponent(name)}`
      let after: string | undefined
      for (let page = 0; page < pagesMax; page++) {
        const cursor = after === undefined ? "" : `&after=${encodeURIComponent(after)}`
        const path = `${businessAccountId}/message_templates?fields=${fields}&limit=${pageLimit}${narrowed}${cursor}`
        const { data, paging } = yield* Graph.read(wire, account, { path, body: null }, Page)
        found.push(...data)
        const next = paging?.cursors?.after
        if (paging?.next === undefined || next === undefined || next === after) break
        after = next
      }
      return found
    })

  const known = (account: CloudApiAccount, sender: Sender) =>
    Effect.flatMap(Numbers.businessAccount(wire, account, sender), (id) =>
      id === null
        ? new ProviderUnwilling({
            accountId: account.id,
            why: "refused",
            code: null,
            detail: `the platform does not tell which business account the number of ${sender.id} is in`,
            remedy: "give the token the permission whatsapp_business_management"
          })
        : Effect.succeed(id)
    )

  const listed = (account: CloudApiAccount, senders: ReadonlyArray<Sender>, name: string | null) =>
    Effect.gen(function* () {
      const ids = new Set(yield* Effect.forEach(senders, (sender) => known(account, sender), { concurrency: 4 }))
      const found = yield* Effect.forEach(ids, (id) => pages(account, id, name))
      const templates = found.flat().flatMap(templateOf)
      // The platform finds names that begin so, too.
      return name === null ? templates : templates.filter((template) => template.name === name)
    })

  return ProviderTemplates.of({
    list: (account, senders) =>
      account.provider === "cloud-api"
        ? listed(account, senders, null)
        : Graph.unsupported(account.id, account.provider, "templates"),
    named: (account, senders, name) =>
      account.provider === "cloud-api"
        ? listed(account, senders, name)
        : Graph.unsupported(account.id, account.provider, "templates"),
    submit: (account, sender, draft) =>
      account.provider === "cloud-api"
        ? Effect.flatMap(known(account, sender), (id) =>
            Graph.read(wire, account, { path: `${id}/message_templates`, body: draft }, Created)
          )
        : Graph.unsupported(account.id, account.provider, "templates"),
    revise: (account, id, { category, components }) =>
      account.provider === "cloud-api"
        ? Effect.asVoid(Graph.read(wire, account, { path: id, body: { category, components } }, Revised))
        : Graph.unsupported(account.id, account.provider, "templates")
  })
}

/** The templates of an account at the Cloud API: all of them by pages, one by its name, and handing in (CLOUD_API 3.4, 3.7). */
export const layer: Layer.Layer<ProviderTemplates, never, Wire> = Layer.effect(
  ProviderTemplates,
  Effect.map(Wire, make)
)
