import { Array, Clock, Context, Effect, Layer, Order } from "effect"
import * as Caller from "../../access/Caller.ts"
import { AccountUnknown, Directory } from "../../ports/Directory.ts"
import type { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import { type RegisteredTemplate, type TemplateKey, Templates } from "../../ports/Templates.ts"
import * as Import from "./Import.ts"
import type { Reported } from "./Reported.ts"

/** What came of an import. */
export interface ImportResult {
  readonly added: number
  readonly replaced: number
}

const byLanguage = Order.mapInput(Order.string, ({ draft }: RegisteredTemplate) => draft.language)

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const templates = yield* Templates

  /** An account of somebody else is told like one that does not exist. */
  const own = Effect.fn("TemplateRegistry.own")(function* (caller: Caller.Caller, accountId: string) {
    if (!Caller.mayUse(caller, accountId)) return yield* new AccountUnknown({ accountId })
    yield* directory.account(accountId)
  })

  const put = Effect.fn("TemplateRegistry.put")(function* (
    caller: Caller.Caller,
    accountId: string,
    imported: ReadonlyArray<Import.Imported>
  ) {
    yield* own(caller, accountId)
    const nowMillis = yield* Clock.currentTimeMillis
    const seen = { added: 0, replaced: 0 }
    const keys = Array.map(imported, ({ draft }) => ({ accountId, name: draft.name, language: draft.language }))
    yield* templates.modify(keys, (known, index) => {
      const one = imported[index]
      // Counted anew where the store runs the whole of it again.
      if (index === 0) Object.assign(seen, { added: 0, replaced: 0 })
      if (one === undefined) return null
      seen[known === null ? "added" : "replaced"]++
      return Import.merge(accountId, one, known, nowMillis)
    })
    const result: ImportResult = seen
    return result
  })

  const list = Effect.fn("TemplateRegistry.list")(function* (
    caller: Caller.Caller,
    page: Parameters<typeof Templates.Service.list>[0]
  ) {
    yield* own(caller, page.accountId)
    return yield* templates.list(page)
  })

  const named = Effect.fn("TemplateRegistry.named")(function* (caller: Caller.Caller, accountId: string, name: string) {
    yield* own(caller, accountId)
    const { templates: found } = yield* templates.named(accountId, [name])
    return Array.sort(found, byLanguage)
  })

  const hear = Effect.fn("TemplateRegistry.hear")(function* (reports: ReadonlyArray<Reported>) {
    if (reports.length === 0) return
    yield* templates.modify(
      reports.map(({ key }) => key),
      (known, index) => (known === null ? null : (reports[index]?.change(known) ?? null))
    )
  })

  return { put, list, named, hear }
})

/** The templates of the accounts: imported, and followed through what the platform reports of them (SPEC TP-06, TP-07). */
export class TemplateRegistry extends Context.Tag("@sluice/engine/TemplateRegistry")<
  TemplateRegistry,
  {
    /** Adds templates, or replaces those of the same name and language. From the first on, messages are fitted to them (TP-07). */
    readonly put: (
      caller: Caller.Caller,
      accountId: string,
      imported: ReadonlyArray<Import.Imported>
    ) => Effect.Effect<ImportResult, AccountUnknown | StoreUnavailable>
    readonly list: (
      caller: Caller.Caller,
      page: { readonly accountId: string; readonly after?: Omit<TemplateKey, "accountId">; readonly limit: number }
    ) => Effect.Effect<ReadonlyArray<RegisteredTemplate>, AccountUnknown | StoreUnavailable>
    /** Every language of one name. */
    readonly named: (
      caller: Caller.Caller,
      accountId: string,
      name: string
    ) => Effect.Effect<ReadonlyArray<RegisteredTemplate>, AccountUnknown | StoreUnavailable>
    /**
     * Keeps what callbacks report (`Reported.of`), in their order; of templates that were never imported it keeps nothing. Joins the
     * transaction of whoever consumes them.
     */
    readonly hear: (reports: ReadonlyArray<Reported>) => Effect.Effect<void, StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<TemplateRegistry, never, Directory | Templates> = Layer.effect(
    TemplateRegistry,
    make
  )
}
