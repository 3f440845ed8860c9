import * as SqlClient from "@effect/sql/SqlClient"
import { State } from "@sluice/core/standing/Told"
import { PlatformWords } from "@sluice/engine/ports/PlatformWords"
import type { Known, Subject } from "@sluice/engine/ports/PlatformWords"
import { Effect, Layer, Option, Schema } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface WordRow {
  readonly account_id: string
  readonly kind: Subject["kind"]
  readonly id: string
  readonly state: unknown
}

const decode = Schema.decodeUnknownOption(State)

/** One that cannot be read says nothing; the next word begins anew. */
const stateOf = (json: unknown): State | null => Option.getOrNull(decode(json))

const toKnown = ({ account_id, id, kind, state }: WordRow): ReadonlyArray<Known> => {
  const known = stateOf(state)
  return known === null ? [] : [{ subject: { accountId: account_id, kind, id }, state: known }]
}

const nameOf = ({ accountId, id, kind }: Subject): string =>
  JSON.stringify([Storable.text(accountId), kind, Storable.text(id)])

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  /** Of all writers at once: the platform says something of this kind now and then. A lock that needs no row holds for new subjects as well. */
  const lock = sql`SELECT pg_advisory_xact_lock(hashtextextended('sluice platform word', 0))`

  const columns = (subjects: ReadonlyArray<Subject>) => sql`
      ${subjects.map(({ accountId }) => Storable.text(accountId))}::text[],
      ${subjects.map(({ kind }) => kind)}::text[],
      ${subjects.map(({ id }) => Storable.text(id))}::text[]`

  const known = (subjects: ReadonlyArray<Subject>) => sql<WordRow>`
    SELECT w.account_id, w.kind, w.id, w.state
    FROM unnest(${columns(subjects)}) AS row (account_id, kind, id) JOIN platform_word w USING (account_id, kind, id)`

  const write = (changed: ReadonlyArray<Known & { readonly puts: number }>) => sql`
    INSERT INTO platform_word (account_id, kind, id, state, puts)
    SELECT * FROM unnest(
      ${columns(changed.map(({ subject }) => subject))},
      ${changed.map(({ state }) => Storable.json(state))}::jsonb[],
      ${changed.map(({ puts }) => puts)}::bigint[]
    )
    ON CONFLICT (account_id, kind, id) DO UPDATE
    SET state = excluded.state, puts = platform_word.puts + excluded.puts`

  const modifyRows = Effect.fnUntraced(function* (
    subjects: ReadonlyArray<Subject>,
    f: (known: State | null, index: number) => State | null
  ) {
    yield* lock
    const states = new Map(
      (yield* known(subjects)).flatMap(toKnown).map(({ state, subject }) => [nameOf(subject), state])
    )
    const changed = new Map<string, Known & { readonly puts: number }>()
    for (const [index, subject] of subjects.entries()) {
      const name = nameOf(subject)
      const state = f(states.get(name) ?? null, index)
      if (state === null) continue
      states.set(name, state)
      changed.set(name, { subject, state, puts: (changed.get(name)?.puts ?? 0) + 1 })
    }
    if (changed.size > 0) yield* write([...changed.values()])
  }, Transaction.joined(sql))

  const modify = Effect.fn("PlatformWords.modify")(function* (
    subjects: ReadonlyArray<Subject>,
    f: (known: State | null, index: number) => State | null
  ) {
    if (subjects.length > 0) yield* modifyRows(subjects, f)
  }, Transaction.operation("PlatformWords.modify"))

  const list = sql<WordRow>`
    SELECT account_id, kind, id, state FROM platform_word ORDER BY account_id, kind, id`.pipe(
    Effect.map((rows) => rows.flatMap(toKnown)),
    Effect.withSpan("PlatformWords.list"),
    Transaction.operation("PlatformWords.list")
  )

  const revision = sql<{ readonly puts: string }>`SELECT coalesce(sum(puts), 0) AS puts FROM platform_word`.pipe(
    Effect.map(([row]) => Number(row?.puts ?? 0)),
    Effect.withSpan("PlatformWords.revision"),
    Transaction.operation("PlatformWords.revision")
  )

  return PlatformWords.of({ modify, list, revision })
})

/** What the platform told, in PostgreSQL. */
export const layer: Layer.Layer<PlatformWords, never, SqlClient.SqlClient> = Layer.effect(PlatformWords, make)
