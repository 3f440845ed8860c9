import * as SqlClient from "@effect/sql/SqlClient"
import {
  type Campaign,
  type CampaignChange,
  type CampaignFilter,
  type CampaignRow as ListRow,
  Campaigns,
  type HandedOver,
  type NewCampaign,
  type Stretch,
  type Waiting
} from "@sluice/engine/ports/Campaigns"
import * as PortCampaigns from "@sluice/engine/ports/Campaigns"
import { Effect, Layer, Option } from "effect"
import * as ArrayLiteral from "./internal/ArrayLiteral.ts"
import * as CampaignRow from "./internal/campaigns/CampaignRow.ts"
import * as Counting from "./internal/campaigns/Counting.ts"
import * as Feed from "./internal/campaigns/Feed.ts"
import * as Withdraw from "./internal/campaigns/Withdraw.ts"
import * as MessageRow from "./internal/MessageRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface WaitingRow {
  readonly campaign_id: string
  readonly sender_id: string
  readonly messages: number
  readonly units: number
}

const toWaiting = (row: WaitingRow): Waiting => ({
  campaignId: row.campaign_id,
  senderId: row.sender_id,
  messages: row.messages,
  units: row.units
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = CampaignRow.columns(sql)
  const feedRows = Feed.feed(sql)
  const withdrawRows = Withdraw.withdraw(sql)
  const recountRows = Counting.recount(sql)

  const create = Effect.fn("Campaigns.create")(function* (campaign: NewCampaign) {
    const { lifecycle, list, marks } = PortCampaigns.fresh(campaign)
    yield* sql`
      INSERT INTO campaign (id, account_id, made, lifecycle, list, marks)
      VALUES (${campaign.id}, ${Storable.text(campaign.accountId)}, ${Storable.json(campaign)}::jsonb,
              ${Storable.json(lifecycle)}::jsonb, ${Storable.json(list)}::jsonb, ${Storable.json(marks)}::jsonb)
      ON CONFLICT DO NOTHING`
  }, Transaction.operation("Campaigns.create"))

  const one = Effect.map(([row]: ReadonlyArray<CampaignRow.Row>) =>
    Option.map(Option.fromNullable(row), CampaignRow.toCampaign)
  )
  const all = Effect.map((rows: ReadonlyArray<CampaignRow.Row>) => rows.map(CampaignRow.toCampaign))

  const find = Effect.fn("Campaigns.find")(function* (id: string) {
    if (!MessageRow.isId(id)) return Option.none<Campaign>()
    return yield* one(sql<CampaignRow.Row>`SELECT ${columns} FROM campaign c WHERE c.id = ${id}`)
  }, Transaction.operation("Campaigns.find"))

  const list = Effect.fn("Campaigns.list")(function* ({ accountId, beforeId, limit }: CampaignFilter) {
    if (beforeId !== undefined && !MessageRow.isId(beforeId)) return []
    const clauses = [
      ...(accountId === undefined ? [] : [sql`c.account_id = ${Storable.text(accountId)}`]),
      ...(beforeId === undefined ? [] : [sql`c.id < ${beforeId}`])
    ]
    return yield* all(
      sql<CampaignRow.Row>`SELECT ${columns} FROM campaign c WHERE ${sql.and(clauses)} ORDER BY c.id DESC LIMIT ${limit}`
    )
  }, Transaction.operation("Campaigns.list"))

  /** What is open is read from one campaign to the next, so that the many messages of one are a single step. */
  const active = all(sql<CampaignRow.Row>`
    WITH RECURSIVE open AS (
      (SELECT campaign_id FROM campaign_open ORDER BY campaign_id LIMIT 1)
      UNION ALL
      SELECT next.campaign_id FROM open CROSS JOIN LATERAL (
        SELECT o.campaign_id FROM campaign_open o WHERE o.campaign_id > open.campaign_id ORDER BY o.campaign_id LIMIT 1
      ) next
    )
    SELECT ${columns} FROM campaign c
    WHERE c.id IN (
      SELECT id FROM campaign WHERE state IN ('Scheduled', 'Running', 'Paused')
      UNION
      SELECT campaign_id FROM open
    )
    ORDER BY c.id`).pipe(Effect.withSpan("Campaigns.active"), Transaction.operation("Campaigns.active"))

  const lock = (id: string) =>
    one(sql<CampaignRow.Row>`SELECT ${columns} FROM campaign c WHERE c.id = ${id} FOR UPDATE`)

  /** Locks a campaign, and writes what the rule wants; null where it wants nothing, or there is none. */
  const change = Effect.fnUntraced(function* (id: string, f: (campaign: Campaign) => CampaignChange | null) {
    if (!MessageRow.isId(id)) return null
    const found = yield* lock(id)
    const changes = Option.isNone(found) ? null : f(found.value)
    if (Option.isNone(found) || changes === null) return null
    const next = { ...found.value, ...changes }
    yield* sql`
      UPDATE campaign
      SET lifecycle = ${Storable.json(next.lifecycle)}::jsonb, list = ${Storable.json(next.list)}::jsonb,
          outlook = ${Storable.jsonOrNull(next.outlook)}::jsonb, marks = ${Storable.json(next.marks)}::jsonb
      WHERE id = ${id}`
    return next
  })

  const insert = ({ id, rows: before }: Campaign, rows: ReadonlyArray<Omit<ListRow, "number">>) => {
    const messages = rows.map(({ message }) => message)
    // As a batch is: the contents as one JSON text, the rest as lists.
    return sql`
      INSERT INTO campaign_row (campaign_id, number, message_id, recipient, sender_id, reply_to, kind, units, accepted_millis,
                                idempotency_key, request_digest, content)
      SELECT ${id}, ${before}::int + position::int - 1, message_id, recipient, sender_id, reply_to, kind, units,
             accepted_millis, idempotency_key, request_digest, content
      FROM ROWS FROM (
        unnest(
          ${ArrayLiteral.plain(messages.map((message) => message.id))}::uuid[],
          ${ArrayLiteral.texts(messages.map(({ recipient }) => Storable.text(recipient)))}::text[],
          ${ArrayLiteral.texts(rows.map(({ senderId }) => Storable.textOrNull(senderId)))}::text[],
          ${ArrayLiteral.texts(messages.map(({ replyTo }) => Storable.textOrNull(replyTo)))}::text[],
          ${ArrayLiteral.plain(messages.map(({ kind }) => kind))}::text[],
          ${ArrayLiteral.plain(messages.map(({ units }) => units))}::float8[],
          ${ArrayLiteral.plain(messages.map(({ acceptedMillis }) => Storable.millis(acceptedMillis)))}::bigint[],
          ${ArrayLiteral.texts(messages.map(({ idempotencyKey }) => Storable.textOrNull(idempotencyKey)))}::text[],
          ${ArrayLiteral.texts(messages.map(({ requestDigest }) => Storable.text(requestDigest)))}::text[]
        ),
        jsonb_array_elements(${Storable.json(messages.map(({ content }) => content))}::jsonb)
      ) WITH ORDINALITY AS row (message_id, recipient, sender_id, reply_to, kind, units, accepted_millis, idempotency_key,
                                request_digest, content, position)`
  }

  const modify = Effect.fn("Campaigns.modify")(function* (
    id: string,
    f: (campaign: Campaign) => CampaignChange | null
  ) {
    const changed = yield* Transaction.joined(sql)(change(id, f))
    return changed === null ? yield* find(id) : Option.some(changed)
  }, Transaction.operation("Campaigns.modify"))

  const addRows = Effect.fnUntraced(function* (
    id: string,
    rows: ReadonlyArray<Omit<ListRow, "number">>,
    f: (campaign: Campaign) => CampaignChange | null
  ) {
    const changed = yield* change(id, f)
    if (changed === null || rows.length === 0) return changed
    yield* insert(changed, rows)
    yield* sql`UPDATE campaign SET rows = rows + ${rows.length}::int WHERE id = ${id}`
    return { ...changed, rows: changed.rows + rows.length }
  }, Transaction.joined(sql))

  const add = Effect.fn("Campaigns.add")(function* (...given: Parameters<typeof addRows>) {
    const changed = yield* addRows(...given)
    return changed === null ? yield* find(given[0]) : Option.some(changed)
  }, Transaction.operation("Campaigns.add"))

  const feed = Effect.fn("Campaigns.feed")(function* <E, R>(
    id: string,
    limit: number,
    nowMillis: number,
    f: (campaign: Campaign, rows: ReadonlyArray<ListRow>) => Effect.Effect<ReadonlyArray<HandedOver>, E, R>
  ) {
    return yield* feedRows(id, limit, nowMillis, f).pipe(Transaction.operation("Campaigns.feed"))
  })

  const withdraw = Effect.fn("Campaigns.withdraw")(function* (id: string, limit: number) {
    return yield* withdrawRows(id, limit)
  }, Transaction.operation("Campaigns.withdraw"))

  const open = Effect.fn("Campaigns.open")(function* (id: string) {
    const rows = yield* sql<{ readonly message_id: string }>`
      SELECT q.message_id FROM campaign_open o JOIN queue q ON q.message_id = o.message_id WHERE o.campaign_id = ${id}`
    return rows.map((row) => row.message_id)
  }, Transaction.operation("Campaigns.open"))

  const openCount = Effect.fn("Campaigns.openCount")(function* (id: string) {
    const [row] = yield* sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM campaign_open WHERE campaign_id = ${id}`
    return row?.count ?? 0
  }, Transaction.operation("Campaigns.openCount"))

  /**
   * What campaigns have open, a thousand messages or so for each, is asked about one by one: the lateral reads keep the planner from going through all
   * messages instead. (The queue would tell as well, but what PostgreSQL believes of its length is wrong too often.)
   *
   * A callback may be putting back what is over (`Modify`): only under its lock, and as it is then, is it forgotten. One that somebody
   * else has locked is left to the next sweep.
   */
  const sweep = sql<WaitingRow>`
    WITH open AS MATERIALIZED (
      SELECT o.campaign_id, o.message_id, m.sender_id, m.units, m.waits FROM campaign_open o
      CROSS JOIN LATERAL (
        SELECT m.sender_id, m.units, m.state IN ('queued', 'sending', 'uncertain') AS waits
        FROM message m WHERE m.id = o.message_id OFFSET 0
      ) m
    ), over AS MATERIALIZED (
      SELECT open.campaign_id, m.id FROM open
      CROSS JOIN LATERAL (
        SELECT m.id FROM message m WHERE m.id = open.message_id AND m.state NOT IN ('queued', 'sending', 'uncertain')
        FOR NO KEY UPDATE SKIP LOCKED
      ) m
      WHERE NOT open.waits
    ), gone AS (
      DELETE FROM campaign_open o USING over WHERE o.campaign_id = over.campaign_id AND o.message_id = over.id
    )
    SELECT campaign_id, sender_id, count(*)::int AS messages, sum(units) AS units FROM open
    WHERE waits
    GROUP BY campaign_id, sender_id
    ORDER BY campaign_id, sender_id COLLATE "C"`.pipe(
    Effect.map((rows) => rows.map(toWaiting)),
    Effect.withSpan("Campaigns.sweep"),
    Transaction.operation("Campaigns.sweep")
  )

  const recount = Effect.fn("Campaigns.recount")(function* (
    request: { readonly nowMillis: number; readonly limit: number; readonly campaignId?: string },
    next: (stretch: Stretch) => number | null
  ) {
    return yield* recountRows(request, next)
  }, Transaction.operation("Campaigns.recount"))

  const counts = Effect.fn("Campaigns.counts")(function* (id: string) {
    return yield* Counting.counts(sql, id)
  }, Transaction.operation("Campaigns.counts"))

  return Campaigns.of({
    create,
    find,
    list,
    active,
    modify,
    add,
    feed,
    withdraw,
    open,
    openCount,
    sweep,
    recount,
    counts
  })
})

/** Campaigns and their lists in PostgreSQL; see the package's README for what each statement guarantees. */
export const layer: Layer.Layer<Campaigns, never, SqlClient.SqlClient> = Layer.effect(Campaigns, make)
