import * as SqlClient from "@effect/sql/SqlClient"
import { Templates } from "@sluice/engine/ports/Templates"
import type { RegisteredTemplate, TemplateKey } from "@sluice/engine/ports/Templates"
import { Effect, Layer } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

/** A whole row as JSON: its times are numbers. */
interface TemplateRow {
  readonly account_id: string
  readonly name: string
  readonly language: string
  readonly draft: RegisteredTemplate["draft"]
  readonly status: RegisteredTemplate["approval"]["status"]
  readonly since_millis: number
  readonly revisions: number
  readonly reason: RegisteredTemplate["approval"]["reason"]
  readonly paused_until_millis: number | null
  /** What `write` has put together of `quality` and `categoryMillis`. */
  readonly told: Pick<RegisteredTemplate, "quality" | "categoryMillis"> | null
  readonly platform_id: string | null
  readonly updated_millis: number
}

interface Row {
  readonly template: TemplateRow
}

const toTemplate = ({ template: row }: Row): RegisteredTemplate => ({
  accountId: row.account_id,
  draft: row.draft,
  approval: {
    status: row.status,
    sinceMillis: row.since_millis,
    revisions: row.revisions,
    reason: row.reason,
    pausedUntilMillis: row.paused_until_millis
  },
  ...row.told,
  ...(row.platform_id === null ? {} : { platformId: row.platform_id }),
  updatedMillis: row.updated_millis
})

/** Null where the platform has said nothing of either. */
const toldOf = ({ categoryMillis, quality }: RegisteredTemplate): TemplateRow["told"] =>
  categoryMillis === undefined && quality === undefined
    ? null
    : { ...(quality === undefined ? {} : { quality }), ...(categoryMillis === undefined ? {} : { categoryMillis }) }

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const write = (templates: ReadonlyArray<RegisteredTemplate>) => sql`
    INSERT INTO template (account_id, name, language, category, draft, status, since_millis, revisions, reason,
                          paused_until_millis, told, platform_id, updated_millis)
    SELECT * FROM unnest(
      ${templates.map(({ accountId }) => Storable.text(accountId))}::text[],
      ${templates.map(({ draft }) => Storable.text(draft.name))}::text[],
      ${templates.map(({ draft }) => Storable.text(draft.language))}::text[],
      ${templates.map(({ draft }) => draft.category)}::text[],
      ${templates.map(({ draft }) => Storable.json(draft))}::jsonb[],
      ${templates.map(({ approval }) => approval.status)}::text[],
      ${templates.map(({ approval }) => Storable.millis(approval.sinceMillis))}::bigint[],
      ${templates.map(({ approval }) => approval.revisions)}::int[],
      ${templates.map(({ approval }) => Storable.jsonOrNull(approval.reason))}::jsonb[],
      ${templates.map(({ approval }) => Storable.millisOrNull(approval.pausedUntilMillis))}::bigint[],
      ${templates.map((template) => Storable.jsonOrNull(toldOf(template)))}::jsonb[],
      ${templates.map(({ platformId }) => (platformId === undefined ? null : Storable.text(platformId)))}::text[],
      ${templates.map(({ updatedMillis }) => Storable.millis(updatedMillis))}::bigint[]
    )
    ON CONFLICT (account_id, name, language) DO UPDATE
    SET category = excluded.category, draft = excluded.draft, status = excluded.status, since_millis = excluded.since_millis,
        revisions = excluded.revisions, reason = excluded.reason, paused_until_millis = excluded.paused_until_millis,
        told = excluded.told, platform_id = excluded.platform_id, updated_millis = excluded.updated_millis`

  const named = Effect.fn("Templates.named")(function* (accountId: string, names: ReadonlyArray<string>) {
    const account = Storable.text(accountId)
    const rows = yield* sql<Row>`
      SELECT to_jsonb(t) AS template FROM template t
      WHERE t.account_id = ${account} AND t.name = ANY (${names.map(Storable.text)}::text[])`
    if (rows.length > 0) return { isEmpty: false, templates: rows.map(toTemplate) }
    const others = yield* sql`SELECT FROM template WHERE account_id = ${account} LIMIT 1`
    return { isEmpty: others.length === 0, templates: [] }
  }, Transaction.operation("Templates.named"))

  const lock = (accounts: ReadonlyArray<string>) =>
    Effect.forEach(
      [...new Set(accounts)].sort(),
      (account) => sql`SELECT pg_advisory_xact_lock(hashtextextended(${`sluice template ${account}`}, 0))`,
      { discard: true }
    )

  const known = (keys: ReadonlyArray<TemplateKey>) => sql<Row>`
    SELECT to_jsonb(t) AS template FROM unnest(
      ${keys.map(({ accountId }) => Storable.text(accountId))}::text[],
      ${keys.map(({ name }) => Storable.text(name))}::text[],
      ${keys.map(({ language }) => Storable.text(language))}::text[]
    ) AS row (account_id, name, language)
    JOIN template t ON t.account_id = row.account_id AND t.name = row.name AND t.language = row.language`

  const nameOf = ({ accountId, language, name }: TemplateKey): string =>
    JSON.stringify([accountId, name, language].map(Storable.text))

  /**
   * One writer an account at a time: an import of hundreds of templates, and now and then a callback. A lock that needs no row holds for
   * templates that are not there yet as well.
   */
  const modifyRows = Effect.fnUntraced(function* (
    keys: ReadonlyArray<TemplateKey>,
    f: (known: RegisteredTemplate | null, index: number) => RegisteredTemplate | null
  ) {
    yield* lock(keys.map(({ accountId }) => Storable.text(accountId)))
    const templates = new Map<string, RegisteredTemplate>()
    const keyed = (template: RegisteredTemplate): string => nameOf({ accountId: template.accountId, ...template.draft })
    for (const row of yield* known(keys)) {
      const template = toTemplate(row)
      templates.set(keyed(template), template)
    }
    const changed = new Set<string>()
    for (const [index, key] of keys.entries()) {
      const next = f(templates.get(nameOf(key)) ?? null, index)
      if (next === null) continue
      templates.set(nameOf(key), next)
      changed.add(nameOf(key))
    }
    if (changed.size > 0) yield* write([...changed].flatMap((name) => templates.get(name) ?? []))
  }, Transaction.joined(sql))

  const modify = Effect.fn("Templates.modify")(function* (
    keys: ReadonlyArray<TemplateKey>,
    f: (known: RegisteredTemplate | null, index: number) => RegisteredTemplate | null
  ) {
    if (keys.length > 0) yield* modifyRows(keys, f)
  }, Transaction.operation("Templates.modify"))

  const list = Effect.fn("Templates.list")(function* (page: Parameters<typeof Templates.Service.list>[0]) {
    const { accountId, after, limit } = page
    const beyond =
      after === undefined
        ? sql``
        : sql`AND (t.name, t.language) > (${Storable.text(after.name)}, ${Storable.text(after.language)})`
    const rows = yield* sql<Row>`
      SELECT to_jsonb(t) AS template FROM template t
      WHERE t.account_id = ${Storable.text(accountId)} ${beyond}
      ORDER BY t.name, t.language LIMIT ${limit}`
    return rows.map(toTemplate)
  }, Transaction.operation("Templates.list"))

  return Templates.of({ named, modify, list })
})

/** The registry of templates in PostgreSQL. */
export const layer: Layer.Layer<Templates, never, SqlClient.SqlClient> = Layer.effect(Templates, make)
