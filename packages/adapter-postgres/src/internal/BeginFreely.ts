import type * as SqlClient from "@effect/sql/SqlClient"
import type { Begin, HoldKey } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as Storable from "./Storable.ts"
import * as Unwanted from "./Unwanted.ts"

/** What one lane wants to begin. */
export interface Request {
  readonly senderId: string
  readonly fence: number
  readonly nowMillis: number
  readonly sends: ReadonlyArray<Begin>
  readonly openSinceMillis?: number
  readonly holdKeys: ReadonlyArray<HoldKey>
  readonly holdsVersion?: number
  readonly ledger: unknown
}

/** What came of it. */
export interface Freely {
  /** The lane has its place, and no hold was in the way. */
  readonly free: boolean
  /** Null where all have begun. */
  readonly begun: ReadonlyArray<string> | null
}

interface FreeRow {
  /** Numbers of the lanes, from 1 on. */
  readonly free: ReadonlyArray<number>
  /** Lane and message of each, by `nameOf`: of a conversation that moves, two lanes may want the same message. */
  readonly begun: ReadonlyArray<string> | null
}

const nameOf = (number: number, messageId: string): string => `${number} ${messageId}`

/** In the order of their names, so that two statements never wait for each other's lanes. */
const asked = (sql: SqlClient.SqlClient, requests: ReadonlyArray<Request>) => sql`
  SELECT sender_id, fence, now_millis, open_since_millis, holds_version, ledger, number::int AS number
  FROM ROWS FROM (
    unnest(
      ${ArrayLiteral.texts(requests.map(({ senderId }) => senderId))}::text[],
      ${ArrayLiteral.plain(requests.map(({ fence }) => fence))}::bigint[],
      ${ArrayLiteral.plain(requests.map(({ nowMillis }) => Storable.millis(nowMillis)))}::bigint[],
      ${ArrayLiteral.plain(requests.map(({ openSinceMillis = null }) => Storable.millisOrNull(openSinceMillis) ?? "NULL"))}::bigint[],
      ${ArrayLiteral.plain(requests.map(({ holdsVersion }) => holdsVersion ?? "NULL"))}::bigint[]
    ),
    jsonb_array_elements(${Storable.json(requests.map(({ ledger }) => ledger ?? null))}::jsonb)
  ) WITH ORDINALITY AS asked (sender_id, fence, now_millis, open_since_millis, holds_version, ledger, number)`

/** Holds that bind the lane `place`. */
const binding = (sql: SqlClient.SqlClient, requests: ReadonlyArray<Request>) => {
  const keys = requests.flatMap(({ holdKeys }, index) => holdKeys.map((key) => ({ ...key, number: index + 1 })))
  return sql`
    SELECT FROM unnest(
      ${ArrayLiteral.plain(keys.map(({ number }) => number))}::int[],
      ${ArrayLiteral.texts(keys.map(({ scope }) => scope))}::text[],
      ${ArrayLiteral.texts(keys.map(({ key }) => Storable.text(key)))}::text[]
    ) AS row (number, scope, key)
    JOIN hold ON hold.scope = row.scope AND hold.key = row.key
    WHERE row.number = place.number AND hold.cleared_millis IS NULL AND hold.over_millis > place.now_millis`
}

interface Wanted extends Begin {
  readonly number: number
}

/** One endpoint for all of them is no list; nor is it one that none of them counts. A ledger would be copied for each of them. */
const wanted = (sql: SqlClient.SqlClient, sends: ReadonlyArray<Wanted>) => {
  const of = sql.literal("free.number, free.sender_id, free.fence, free.now_millis")
  const ids = ArrayLiteral.plain(sends.map(({ messageId }) => messageId))
  const attempts = ArrayLiteral.plain(sends.map(({ attempt }) => attempt))
  const numbers = ArrayLiteral.plain(sends.map(({ number }) => number))
  const endpoint = sends[0]?.endpoint ?? ""
  if (sends.every((send) => send.endpoint === endpoint && send.counted !== true)) {
    return sql`SELECT row.id, row.attempt, ${Storable.text(endpoint)}::text AS endpoint, false AS counted, ${of}
      FROM unnest(${ids}::uuid[], ${attempts}::int[], ${numbers}::int[]) AS row (id, attempt, lane)`
  }
  return sql`SELECT row.id, row.attempt, row.endpoint, row.counted, ${of}
    FROM unnest(
      ${ids}::uuid[], ${attempts}::int[], ${numbers}::int[],
      ${ArrayLiteral.texts(sends.map((send) => Storable.text(send.endpoint)))}::text[],
      ${ArrayLiteral.plain(sends.map((send) => String(send.counted ?? false)))}::bool[]
    ) AS row (id, attempt, lane, endpoint, counted)`
}

const statement = (sql: SqlClient.SqlClient, requests: ReadonlyArray<Request>) => {
  const sends = requests
    .flatMap((request, index) => request.sends.map((send) => ({ ...send, number: index + 1 })))
    .toSorted((a, b) => Storable.byId({ id: a.messageId }, { id: b.messageId }))
  return sql<FreeRow>`
    WITH asked AS MATERIALIZED (${asked(sql, requests)}), place AS (
      UPDATE lane SET open_since_millis =
        least(coalesce(asked.open_since_millis, lane.open_since_millis, asked.now_millis), asked.now_millis)
      FROM asked
      WHERE lane.sender_id = asked.sender_id AND lane.fence = asked.fence AND lane.runner IS NOT NULL
        AND lane.consent_number <= (SELECT number FROM consent WHERE only_row)
      RETURNING asked.sender_id, asked.fence, asked.now_millis, asked.holds_version, asked.ledger, asked.number
    ), free AS MATERIALIZED (
      SELECT place.sender_id, place.fence, place.now_millis, place.ledger, place.number FROM place
      WHERE NOT EXISTS (${binding(sql, requests)})
        AND NOT EXISTS (SELECT FROM hold_version WHERE version <> place.holds_version)
    ), wanted AS MATERIALIZED (
      ${wanted(sql, sends)} JOIN free ON free.number = row.lane
      ORDER BY row.id
    ), begun AS (
      UPDATE message m
      SET state = 'sending', attempts = wanted.attempt,
          first_attempt_millis = coalesce(m.first_attempt_millis, wanted.now_millis),
          held_millis = m.held_millis + CASE WHEN m.first_attempt_millis IS NULL THEN 0
            ELSE greatest(0, wanted.now_millis - greatest(m.due_millis, m.first_attempt_millis)) END,
          updated_millis = greatest(m.updated_millis, wanted.now_millis)
      FROM wanted
      WHERE m.id = wanted.id AND m.sender_id = wanted.sender_id AND m.state = 'queued' AND m.attempts = wanted.attempt - 1
        AND NOT ${Unwanted.predicate(sql)}
      RETURNING m.id, m.sender_id, m.recipient, wanted.attempt, wanted.endpoint, wanted.counted, wanted.fence, wanted.now_millis, wanted.number
    ), attempted AS (
      INSERT INTO attempt (message_id, number, sender_id, recipient, fence, endpoint, started_millis, counted, begun_number)
      SELECT id, attempt, sender_id, recipient, fence, endpoint, now_millis, counted, nextval('message_event_number_seq')
      FROM begun
    ), kept AS (
      INSERT INTO ledger (scope, key, state) SELECT 'sender', sender_id, ledger FROM free
      ON CONFLICT (scope, key) DO UPDATE SET state = excluded.state
    )
    SELECT ARRAY(SELECT number FROM free) AS free,
           CASE WHEN (SELECT count(*) FROM begun) < ${sends.length} THEN ARRAY(SELECT number || ' ' || id FROM begun) END AS begun`
}

/**
 * Begins the sends of several lanes by one statement, where nothing is in the way, as nearly always: each lane has its place, no hold binds it, and each
 * message is queued. Where that is not so for a lane, nothing of it begins, or less than it wanted; another statement tells why (`Begin`).
 *
 * One commit for many lanes: what a lane waits for before its sends may leave is the disk, and each further commit would keep the others waiting.
 *
 * @param requests of different senders, none of which probes a hold.
 */
export const begin = (sql: SqlClient.SqlClient, requests: ReadonlyArray<Request>) => {
  const sorted = requests.toSorted((a, b) => Storable.byId({ id: a.senderId }, { id: b.senderId }))
  return Effect.map(statement(sql, sorted), ([row]) => {
    const begun = row?.begun === undefined || row.begun === null ? null : new Set(row.begun)
    return requests.map((request): Freely => {
      const number = sorted.indexOf(request) + 1
      const free = row?.free.includes(number) ?? false
      const ids =
        begun === null
          ? null
          : request.sends.flatMap(({ messageId: id }) => (begun.has(nameOf(number, id)) ? [id] : []))
      return { free, begun: ids?.length === request.sends.length ? null : ids }
    })
  })
}
