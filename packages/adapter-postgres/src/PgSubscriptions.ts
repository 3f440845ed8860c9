import * as SqlClient from "@effect/sql/SqlClient"
import { Subscriptions } from "@sluice/engine/ports/Subscriptions"
import type { Filling, Handover, Outcome, Subscription } from "@sluice/engine/ports/Subscriptions"
import type { Context } from "effect"
import { Effect, Layer, Option } from "effect"
import * as FeedRow from "./internal/FeedRow.ts"
import * as Storable from "./internal/Storable.ts"
import * as SubscriptionRow from "./internal/SubscriptionRow.ts"
import * as Transaction from "./internal/Transaction.ts"

type Service = Context.Tag.Service<Subscriptions>

/** Ids come from addresses that people write: what is no uuid names nothing. */
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const read = FeedRow.read(sql)
  const columns = sql.literal("id, account_id, name, target, types, secrets, standing, created_millis, created_by")
  const joined = Transaction.joined(sql)

  const add: Service["add"] = Effect.fn("Subscriptions.add")(function* (one: Subscription) {
    const insert = sql`
      INSERT INTO subscription (${columns}, read_xid, read_number)
      VALUES (${one.id}, ${Storable.textOrNull(one.accountId)}, ${Storable.text(one.name)}, ${Storable.json(one.target)}::jsonb,
              ${one.types}::text[], ${SubscriptionRow.secretsJson(one.secrets)}::jsonb, ${Storable.json(one.standing)}::jsonb,
              ${Storable.millis(one.createdMillis)}, ${Storable.text(one.createdBy)},
              pg_snapshot_xmin(pg_current_snapshot()), 0)`
    // The switch first: whoever closes the feed looks for subscriptions behind it.
    yield* joined(Effect.zipRight(sql`SELECT feed_open(0)`, insert))
  }, Transaction.operation("Subscriptions.add"))

  const one = (id: string, lock: "" | "FOR UPDATE") => sql<SubscriptionRow.SubscriptionRow>`
    SELECT ${columns} FROM subscription WHERE id = ${uuid.test(id) ? id : null}::uuid ${sql.literal(lock)}`

  const find: Service["find"] = Effect.fn("Subscriptions.find")(function* (id: string) {
    const [row] = yield* one(id, "")
    return Option.map(Option.fromNullable(row), SubscriptionRow.toSubscription)
  }, Transaction.operation("Subscriptions.find"))

  const list: Service["list"] = Effect.fn("Subscriptions.list")(function* (accountId: string | null) {
    const rows = yield* sql<SubscriptionRow.SubscriptionRow>`
      SELECT ${columns} FROM subscription
      WHERE ${Storable.textOrNull(accountId)}::text IS NULL OR account_id = ${Storable.textOrNull(accountId)}
      ORDER BY created_millis, id`
    return rows.map(SubscriptionRow.toSubscription)
  }, Transaction.operation("Subscriptions.list"))

  const modify: Service["modify"] = Effect.fn("Subscriptions.modify")(
    function* (id: string, f: Parameters<Service["modify"]>[1]) {
      const [row] = yield* one(id, "FOR UPDATE")
      if (row === undefined) return Option.none<Subscription>()
      const before = SubscriptionRow.toSubscription(row)
      const changed = f(before)
      if (changed === null) return Option.some(before)
      const { secrets, standing } = changed
      yield* sql`
        UPDATE subscription
        SET secrets = ${SubscriptionRow.secretsJson(secrets)}::jsonb, standing = ${Storable.json(standing)}::jsonb
        WHERE id = ${id}`
      return Option.some({ ...before, secrets, standing })
    },
    joined,
    Transaction.operation("Subscriptions.modify")
  )

  const remove: Service["remove"] = Effect.fn("Subscriptions.remove")(function* (id: string) {
    const gone = yield* sql`DELETE FROM subscription WHERE id = ${uuid.test(id) ? id : null}::uuid RETURNING 1`
    return gone.length > 0
  }, Transaction.operation("Subscriptions.remove"))

  const hasten: Service["hasten"] = Effect.fn("Subscriptions.hasten")(function* (id: string, nowMillis: number) {
    yield* sql`
      UPDATE subscription_delivery SET due_millis = ${Storable.millis(nowMillis)}
      WHERE subscription_id = ${id} AND state = 'pending' AND due_millis > ${Storable.millis(nowMillis)}`
  }, Transaction.operation("Subscriptions.hasten"))

  const withWork: Service["withWork"] = Effect.fn("Subscriptions.withWork")(function* (nowMillis: number) {
    const rows = yield* sql<{ readonly id: string }>`
      SELECT s.id FROM subscription s
      WHERE s.is_enabled AND (
        EXISTS (
          SELECT FROM subscription_delivery d
          WHERE d.subscription_id = s.id AND d.state = 'pending' AND d.due_millis <= ${Storable.millis(nowMillis)}
        ) OR EXISTS (
          SELECT FROM feed_event f
          WHERE (f.xid, f.number) > (s.read_xid, s.read_number) AND f.xid < pg_snapshot_xmin(pg_current_snapshot())
        )
      )
      ORDER BY s.created_millis, s.id`
    return rows.map(({ id }) => id)
  }, Transaction.operation("Subscriptions.withWork"))

  /** Three statements: its row, the feed behind its place, and both its new place and what it is told. */
  const fill: Service["fill"] = Effect.fn("Subscriptions.fill")(
    function* ({ bodyOf, nowMillis, readMax, subscriptionId, waitingMax }: Filling) {
      const [row] = yield* sql<SubscriptionRow.SubscriptionRow & FeedRow.Place & { readonly waiting: number }>`
        SELECT ${columns}, read_xid::text AS xid, read_number AS number,
               (SELECT count(*) FROM subscription_delivery d WHERE d.subscription_id = s.id AND d.state = 'pending')::int AS waiting
        FROM subscription s WHERE id = ${subscriptionId} AND is_enabled
        FOR UPDATE SKIP LOCKED`
      if (row === undefined || row.waiting >= waitingMax) return 0
      const page = yield* read(row, Math.min(waitingMax - row.waiting, readMax), null)
      const place = FeedRow.placeOf(page.position)
      if (place === null || (place.xid === row.xid && place.number === row.number)) return 0
      const subscription = SubscriptionRow.toSubscription(row)
      const queued = page.events.flatMap((event) => {
        const body = bodyOf(subscription, event)
        return body === null ? [] : [{ event, body: Storable.text(body) }]
      })
      const now = Storable.millis(nowMillis)
      yield* sql`
        WITH moved AS (
          UPDATE subscription SET read_xid = ${place.xid}::xid8, read_number = ${place.number}::bigint
          WHERE id = ${subscriptionId}
        )
        INSERT INTO subscription_delivery
          (subscription_id, event_id, type, account_id, body, state, due_millis, queued_millis, updated_millis)
        SELECT ${subscriptionId}::uuid, event_id, type, account_id, body, 'pending', ${now}::bigint, ${now}::bigint, ${now}::bigint
        FROM unnest(
          ${queued.map(({ event }) => event.id)}::uuid[],
          ${queued.map(({ event }) => event.type)}::text[],
          ${queued.map(({ event }) => Storable.text(event.accountId))}::text[],
          ${queued.map(({ body }) => body)}::text[]
        ) WITH ORDINALITY AS row (event_id, type, account_id, body, position)
        ORDER BY position
        ON CONFLICT DO NOTHING`
      return page.events.length
    },
    joined,
    Transaction.operation("Subscriptions.fill")
  )

  const claim: Service["claim"] = Effect.fn("Subscriptions.claim")(function* (
    request: Parameters<Service["claim"]>[0]
  ) {
    const { leaseMillis, limit, nowMillis, subscriptionId } = request
    const rows = yield* sql<{
      readonly event_id: string
      readonly account_id: string
      readonly body: string
      readonly attempts: number
      readonly position: string
    }>`
      UPDATE subscription_delivery d
      SET attempts = d.attempts + 1, due_millis = ${Storable.millis(nowMillis + leaseMillis)}::bigint
      FROM (
        SELECT event_id, row_number() OVER (ORDER BY due_millis, number) AS position FROM (
          SELECT event_id, due_millis, number FROM subscription_delivery
          WHERE subscription_id = ${subscriptionId} AND state = 'pending' AND due_millis <= ${Storable.millis(nowMillis)}
            AND EXISTS (SELECT FROM subscription WHERE id = ${subscriptionId} AND is_enabled)
          ORDER BY due_millis, number LIMIT ${limit}
          FOR UPDATE SKIP LOCKED
        ) locked
      ) due
      WHERE d.subscription_id = ${subscriptionId} AND d.event_id = due.event_id
      RETURNING d.event_id, d.account_id, d.body, d.attempts, due.position`
    return rows
      .toSorted((a, b) => Number(a.position) - Number(b.position))
      .map((row): Handover => ({
        subscriptionId,
        eventId: row.event_id,
        accountId: row.account_id,
        body: row.body,
        attempt: row.attempts
      }))
  }, Transaction.operation("Subscriptions.claim"))

  const record: Service["record"] = Effect.fn("Subscriptions.record")(function* (
    subscriptionId: string,
    outcomes: ReadonlyArray<Outcome>
  ) {
    if (outcomes.length === 0) return
    yield* sql`
      UPDATE subscription_delivery d
      SET state = row.state, status = row.status, detail = row.detail, updated_millis = row.at_millis,
          due_millis = CASE WHEN row.state = 'pending' THEN row.due_millis ELSE d.due_millis END,
          body = CASE WHEN row.state = 'pending' THEN d.body END
      FROM unnest(
        ${outcomes.map(({ eventId }) => eventId)}::uuid[],
        ${outcomes.map(({ attempt }) => attempt)}::int[],
        ${outcomes.map(({ state }) => state)}::text[],
        ${outcomes.map(({ dueMillis }) => Storable.millis(dueMillis))}::bigint[],
        ${outcomes.map(({ status }) => status)}::int[],
        ${outcomes.map(({ detail }) => Storable.textOrNull(detail))}::text[],
        ${outcomes.map(({ atMillis }) => Storable.millis(atMillis))}::bigint[]
      ) AS row (event_id, attempt, state, due_millis, status, detail, at_millis)
      WHERE d.subscription_id = ${subscriptionId} AND d.event_id = row.event_id AND d.state <> 'delivered'
        AND (row.state = 'delivered' OR (d.state = 'pending' AND d.attempts = row.attempt))`
  }, Transaction.operation("Subscriptions.record"))

  const deliveries: Service["deliveries"] = Effect.fn("Subscriptions.deliveries")(function* (
    request: Parameters<Service["deliveries"]>[0]
  ) {
    const rows = yield* sql<SubscriptionRow.DeliveryRow>`
      SELECT event_id, number, type, account_id, state, attempts, due_millis, status, detail, queued_millis, updated_millis
      FROM subscription_delivery
      WHERE subscription_id = ${request.subscriptionId} AND state = ANY (${request.states}::text[])
        AND (${request.beforeCursor}::bigint IS NULL OR number < ${request.beforeCursor}::bigint)
      ORDER BY number DESC LIMIT ${request.limit}`
    return rows.map(SubscriptionRow.toDelivery)
  }, Transaction.operation("Subscriptions.deliveries"))

  const waiting: Service["waiting"] = Effect.fn("Subscriptions.waiting")(function* (subscriptionId: string) {
    const [row] = yield* sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM subscription_delivery
      WHERE subscription_id = ${subscriptionId} AND state = 'pending'`
    return row?.count ?? 0
  }, Transaction.operation("Subscriptions.waiting"))

  const forget: Service["forget"] = Effect.fn("Subscriptions.forget")(function* (beforeMillis: number) {
    yield* sql`DELETE FROM subscription_delivery WHERE queued_millis < ${Storable.millis(beforeMillis)}`
  }, Transaction.operation("Subscriptions.forget"))

  return Subscriptions.of({
    add,
    find,
    list,
    modify,
    remove,
    hasten,
    withWork,
    fill,
    claim,
    record,
    deliveries,
    waiting,
    forget
  })
})

/** Subscribers and their queues in PostgreSQL. */
export const layer: Layer.Layer<Subscriptions, never, SqlClient.SqlClient> = Layer.effect(Subscriptions, make)
