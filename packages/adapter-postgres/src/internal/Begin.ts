import type * as SqlClient from "@effect/sql/SqlClient"
import type * as Statement from "@effect/sql/Statement"
import type { SqlError } from "@effect/sql/SqlError"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { Begin, Begun } from "@sluice/engine/ports/Lanes"
import { Effect } from "effect"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as BeginFreely from "./BeginFreely.ts"
import * as HoldRow from "./HoldRow.ts"
import * as SqlState from "./SqlState.ts"
import * as Storable from "./Storable.ts"
import * as Together from "./Together.ts"
import * as Transaction from "./Transaction.ts"
import * as Unwanted from "./Unwanted.ts"

interface Request extends BeginFreely.Request {
  readonly probe?: Pick<Hold, "scope" | "key" | "level" | "number">
}

/** More sends than these are worth a statement of their own: they would keep those of other lanes waiting. */
const togetherMax = 64

interface BegunRow {
  readonly placed: boolean
  /** The lane had its place when the statement started. */
  readonly hadPlace: boolean
  readonly held: HoldRow.HoldRow | null
  readonly unseen: boolean
  /** Null where all have begun. */
  readonly begun: ReadonlyArray<string> | null
}

const idsOf = ({ sends }: Request): ReadonlyArray<string> => sends.map((send) => send.messageId)

const place = (sql: SqlClient.SqlClient, { fence, nowMillis, openSinceMillis, senderId }: Request) => {
  const now = Storable.millis(nowMillis)
  return sql`place AS (
      UPDATE lane SET open_since_millis = least(
        coalesce(${Storable.millisOrNull(openSinceMillis ?? null)}::bigint, open_since_millis, ${now}::bigint), ${now}::bigint)
      WHERE sender_id = ${senderId} AND fence = ${fence} AND runner IS NOT NULL
        AND consent_number <= (SELECT number FROM consent WHERE only_row)
      RETURNING 1
    )`
}

/** The holds that bind: from FROM to the end of WHERE. */
const binding = (sql: SqlClient.SqlClient, { holdKeys, nowMillis, probe }: Request) => sql`
      unnest(
        ${holdKeys.map((key) => key.scope)}::text[],
        ${holdKeys.map((key) => Storable.text(key.key))}::text[]
      ) AS row (scope, key)
      JOIN hold ON hold.scope = row.scope AND hold.key = row.key
      WHERE hold.cleared_millis IS NULL AND hold.over_millis > ${Storable.millis(nowMillis)}
        AND (hold.scope, hold.key, hold.level, hold.number) IS DISTINCT FROM
          (${probe?.scope ?? null}::text, ${Storable.textOrNull(probe?.key ?? null)}::text, ${probe?.level ?? null}::text,
           ${probe?.number ?? null}::bigint)`

const unseen = (sql: SqlClient.SqlClient, { holdsVersion }: Request) =>
  sql`SELECT 1 FROM hold_version WHERE version <> ${holdsVersion ?? null}::bigint`

/** The endpoint of all of them, where there is but one and none of them is counted: as nearly always, and two lists less for the server to read. */
const sharedEndpoint = (sends: ReadonlyArray<Begin>): string | null => {
  const endpoint = sends[0]?.endpoint ?? null
  return sends.every((send) => send.endpoint === endpoint && send.counted !== true) ? endpoint : null
}

const wanted = (sql: SqlClient.SqlClient, sends: ReadonlyArray<Begin>) => {
  const ids = ArrayLiteral.plain(sends.map((send) => send.messageId))
  const attempts = ArrayLiteral.plain(sends.map((send) => send.attempt))
  const endpoint = sharedEndpoint(sends)
  if (endpoint !== null) {
    return sql`SELECT id, attempt, ${Storable.text(endpoint)}::text AS endpoint, false AS counted
      FROM unnest(${ids}::uuid[], ${attempts}::int[]) AS wanted (id, attempt)`
  }
  return sql`SELECT * FROM unnest(
        ${ids}::uuid[], ${attempts}::int[],
        ${ArrayLiteral.texts(sends.map((send) => Storable.text(send.endpoint)))}::text[],
        ${ArrayLiteral.plain(sends.map((send) => String(send.counted ?? false)))}::bool[]
      ) AS wanted (id, attempt, endpoint, counted)`
}

/** What is wanted, the messages of it that begin, and their attempts. */
const begun = (sql: SqlClient.SqlClient, { fence, nowMillis, senderId, sends }: Request, may: Statement.Fragment) => {
  const now = Storable.millis(nowMillis)
  const sorted = sends.toSorted((a, b) => Storable.byId({ id: a.messageId }, { id: b.messageId }))
  return sql`wanted AS MATERIALIZED (
      ${wanted(sql, sorted)}
      WHERE ${may}
    ), begun AS (
      UPDATE message m
      SET state = 'sending', attempts = wanted.attempt,
          first_attempt_millis = coalesce(m.first_attempt_millis, ${now}::bigint),
          held_millis = m.held_millis + CASE WHEN m.first_attempt_millis IS NULL THEN 0
            ELSE greatest(0, ${now}::bigint - greatest(m.due_millis, m.first_attempt_millis)) END,
          updated_millis = greatest(m.updated_millis, ${now}::bigint)
      FROM wanted
      WHERE m.id = wanted.id AND m.sender_id = ${senderId} AND m.state = 'queued' AND m.attempts = wanted.attempt - 1
        AND NOT ${Unwanted.predicate(sql)}
      RETURNING m.id, m.recipient, wanted.attempt, wanted.endpoint, wanted.counted
    ), attempted AS (
      INSERT INTO attempt (message_id, number, sender_id, recipient, fence, endpoint, started_millis, counted, begun_number)
      SELECT id, attempt, ${senderId}, recipient, ${fence}::bigint, endpoint, ${now}::bigint, counted,
             nextval('message_event_number_seq')
      FROM begun
    )`
}

/**
 * One statement: fence, holds, messages, attempts (which tell of themselves in the history), ledger.
 *
 * - `place` locks the lane's row: a `take` waits until this statement is durable, and after it there is no row of this fence.
 *   Everything below it depends on it, so it is read first.
 * - `place` fails, too, when an opt-out was recorded after the statement started: the row of the lane, as it is once it is locked, names an opt-out
 *   that this snapshot does not know (`PgOptOuts.put`). Started again, the statement sees it.
 * - `binding` is the hold that binds longest, of those placed before the statement started; the one that is probed is not among them.
 * - `unseen` says whether other holds than those that the lane knows were placed before the statement started.
 * - `begun` takes the messages in the order of their ids, each as it is then and not as it was when the statement started; so a
 *   cancellation is either seen, or waits until the send has begun. What its recipient does not want is left alone.
 * - `begun` adds what they waited beyond their due time, as `ports/Waited` has it.
 * - `again` are sends that this very lane has begun before and has no answer for: the repeat of a call whose answer was lost.
 */
const statement = (sql: SqlClient.SqlClient, request: Request) => {
  const { fence, ledger, senderId } = request
  return sql<BegunRow>`
    WITH ${place(sql, request)}, binding AS MATERIALIZED (
      SELECT hold.* FROM ${binding(sql, request)}
      ORDER BY hold.over_millis DESC, hold.id
      LIMIT 1
    ), unseen AS MATERIALIZED (
      ${unseen(sql, request)}
    ), ${begun(sql, request, sql`EXISTS (SELECT FROM place) AND NOT EXISTS (SELECT FROM binding) AND NOT EXISTS (SELECT FROM unseen)`)}, again AS (
      SELECT m.id FROM wanted JOIN message m ON m.id = wanted.id
      JOIN attempt a ON a.message_id = m.id AND a.number = m.attempts
      WHERE (SELECT count(*) FROM begun) < (SELECT count(*) FROM wanted)
        AND m.sender_id = ${senderId} AND m.state = 'sending' AND m.attempts = wanted.attempt
        AND a.fence = ${fence} AND a.outcome IS NULL
    ), kept AS (
      INSERT INTO ledger (scope, key, state)
      SELECT 'sender', ${senderId}, ${Storable.json(ledger)}::jsonb
      WHERE EXISTS (SELECT FROM place) AND NOT EXISTS (SELECT FROM binding) AND NOT EXISTS (SELECT FROM unseen)
      ON CONFLICT (scope, key) DO UPDATE SET state = excluded.state
    )
    SELECT EXISTS (SELECT FROM place) AS placed,
           EXISTS (SELECT FROM lane WHERE sender_id = ${senderId} AND fence = ${fence} AND runner IS NOT NULL) AS "hadPlace",
           (SELECT to_jsonb(binding) FROM binding) AS held,
           EXISTS (SELECT FROM unseen) AS unseen,
           CASE WHEN (SELECT count(*) FROM begun) < (SELECT count(*) FROM wanted) OR NOT EXISTS (SELECT FROM wanted)
             THEN ARRAY(SELECT id::text FROM begun UNION ALL SELECT id::text FROM again) END AS begun`
}

/** What has begun, has, whatever came between the two statements: a take finds it in flight, and a hold binds what comes after it. */
const withBegun = (answer: Begun, ids: ReadonlyArray<string>): Begun =>
  ids.length === 0
    ? answer
    : { _tag: "Begun", messageIds: new Set(answer._tag === "Begun" ? [...answer.messageIds, ...ids] : ids) }

export const begin = (sql: SqlClient.SqlClient) => {
  const guarded = Effect.fnUntraced(function* (request: Request): Effect.fn.Return<Begun, SqlError> {
    let [row] = yield* statement(sql, request)
    // Either an opt-out came between, or the place was lost between: the next snapshot tells.
    while (row?.placed === false && row.hadPlace) [row] = yield* statement(sql, request)
    if (row === undefined || !row.placed) return { _tag: "Lost" }
    if (row.held !== null) return { _tag: "Held", hold: HoldRow.toHold(row.held) }
    if (row.unseen) return { _tag: "Unseen" }
    return { _tag: "Begun", messageIds: new Set(row.begun ?? idsOf(request)) }
  })
  const freely = (requests: ReadonlyArray<Request>) => BeginFreely.begin(sql, requests)
  const together = Together.make({
    run: freely,
    keyOf: ({ senderId }: Request) => senderId,
    isOnesFault: SqlState.isMisuse
  })
  const goesTogether = ({ sends }: Request): Effect.Effect<boolean> =>
    sends.length > togetherMax ? Effect.succeed(false) : Transaction.isAlone

  return Effect.fnUntraced(function* (request: Request): Effect.fn.Return<Begun, SqlError> {
    // What a probe may pass is one lane's own.
    if (request.probe !== undefined) return yield* guarded(request)
    const tried = (yield* goesTogether(request)) ? yield* together(request) : (yield* freely([request]))[0]
    if (tried?.free === true && tried.begun === null) return { _tag: "Begun", messageIds: new Set(idsOf(request)) }
    return withBegun(yield* guarded(request), tried?.begun ?? [])
  })
}
