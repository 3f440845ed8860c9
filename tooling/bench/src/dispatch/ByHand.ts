import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import { Effect, Redacted } from "effect"
import type Pg from "pg"
import * as Offer from "../latency/Offer.ts"
import * as Contestant from "./Contestant.ts"
import type { Platform } from "./Platform.ts"
import * as SluiceLanes from "./SluiceLanes.ts"

/** Messages of one statement, and batches of one sender on their way at a time: the lanes' own figures. */
const batch = 256
const flying = 2

interface Row {
  readonly id: string
  readonly recipient: string
}

/** No order of conversations, no priorities, nothing that is due later. */
const look = `
  SELECT m.id, m.recipient, m.content, m.attempts, m.priority, m.due_millis
  FROM queue q CROSS JOIN LATERAL (SELECT * FROM message WHERE id = q.message_id AND state = 'queued' OFFSET 0) m
  WHERE q.sender_id = $1 AND q.priority = 200 AND q.message_id > $2
  ORDER BY q.due_millis, q.message_id LIMIT ${2 * batch}`

/** No fence, no holds, no opt-outs, no ledger, and no answer of what has begun. */
const begin = `
  WITH begun AS (
    UPDATE message m SET state = 'sending', attempts = 1, first_attempt_millis = $2, updated_millis = $2
    FROM unnest($1::uuid[]) AS wanted (id) WHERE m.id = wanted.id
    RETURNING m.id, m.sender_id, m.recipient
  )
  INSERT INTO attempt (message_id, number, sender_id, recipient, fence, endpoint, started_millis, counted, begun_number)
  SELECT id, 1, sender_id, recipient, 1, 'https://platform.example', $2, false, nextval('message_event_number_seq') FROM begun`

/** Whatever came meanwhile is written over. */
const finish = `
  WITH answer AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::text[]) AS answer (id, wamid)
  ), changed AS (
    UPDATE message m SET state = 'accepted', wamid = answer.wamid, updated_millis = $3
    FROM answer WHERE m.id = answer.id
    RETURNING m.id, answer.wamid
  ), answered AS (
    UPDATE attempt a
    SET outcome = 'accepted', http_status = 200, answered_millis = $3, wamid = changed.wamid, held_by_platform = false,
        answered_number = nextval('message_event_number_seq')
    FROM changed WHERE a.message_id = changed.id AND a.number = 1
  ), done AS (
    DELETE FROM queue USING changed WHERE queue.message_id = changed.id
  )
  INSERT INTO message_name (wamid, message_id) SELECT wamid, id FROM changed`

/** Sends all that one sender has in its queue. */
const drained = async (pool: Pg.Pool, platform: Platform, senderId: string): Promise<void> => {
  const ask = (name: string, text: string, values: ReadonlyArray<unknown>) =>
    pool.query<Row>({ name, text, values: [...values] })

  const sent = async (rows: ReadonlyArray<Row>): Promise<void> => {
    const ids = rows.map(({ id }) => id)
    const wamids = await Promise.all(rows.map((row) => platform.send(row)))
    await ask("finish", finish, [ids, wamids, Date.now()])
  }

  const underWay = new Set<Promise<void>>()
  let after = "00000000-0000-0000-0000-000000000000"
  for (;;) {
    const { rows } = await ask("look", look, [senderId, after])
    if (rows.length === 0) break
    after = rows.at(-1)?.id ?? after
    for (let from = 0; from < rows.length; from += batch) {
      if (underWay.size >= flying) await Promise.race(underWay)
      const part = rows.slice(from, from + batch)
      await ask("begin", begin, [part.map(({ id }) => id), Date.now()])
      const sending = sent(part).finally(() => underWay.delete(sending))
      underWay.add(sending)
    }
  }
  await Promise.all(underWay)
}

/**
 * What the record of a message costs whoever keeps it: the rows that a lane writes (message, attempt, queue, name, each durable before the next step), by the
 * fewest statements there are, in a plain loop that checks nothing. It is no rival but a bound: a lane that decided for nothing would be as fast.
 */
export const make = async (url: string, platform: Platform): Promise<Contestant.Drained> => {
  const database = Database.layer({ url: Redacted.make(url), connectionsMax: 1, applicationName: "sluice bench" })
  await Effect.runPromise(Effect.provide(Migrations.run, database))
  const intake = await SluiceLanes.intake(url)
  const pool = Contestant.pool(url, 16)
  let recipients = 0
  return {
    name: "the same rows by hand",
    fill: async (count) => {
      for (let from = 0; from < count; from += Contestant.chunk) {
        await intake.accept(
          Array.from({ length: Math.min(Contestant.chunk, count - from) }, () => ({
            id: "",
            recipient: Offer.recipient(recipients++)
          }))
        )
      }
      await Contestant.settle(pool, SluiceLanes.tables)
    },
    drain: async () => {
      await Promise.all(SluiceLanes.senderIds.map((senderId) => drained(pool, platform, senderId)))
    },
    close: async () => {
      await intake.close()
      await pool.end()
    }
  }
}
