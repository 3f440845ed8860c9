import type { NewCallback } from "@sluice/engine/ports/CallbackLog"
import * as ArrayLiteral from "./ArrayLiteral.ts"
import * as Storable from "./Storable.ts"

const digestBytes = 32

/**
 * One statement for a group of callbacks, each digest in it once.
 *
 * The bytes of all of them are one parameter, cut up by the server: lists of bytes would have to be written as hexadecimal text, and read
 * back. Digests are added in their order, so that two groups which share some wait for each other in one direction only; what somebody
 * else is adding is waited for. Answers null where all were new, as nearly always, else the hexadecimal digests of those that were.
 */
export const text = `
  WITH given AS NOT MATERIALIZED (
    SELECT *, substring($9::bytea FROM (position::int - 1) * ${digestBytes} + 1 FOR ${digestBytes}) AS digest
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::int[], $7::int[])
      WITH ORDINALITY AS row (account_id, provider, content_type, received_millis, verdict, start, length, position)
  ), fresh AS (
    INSERT INTO callback_digest (digest, received_millis)
    SELECT digest, received_millis FROM given ORDER BY digest
    ON CONFLICT (digest) DO NOTHING
    RETURNING digest
  ), added AS (
    INSERT INTO callback (account_id, provider, content_type, received_millis, body, digest, verdict)
    SELECT account_id, provider, content_type, received_millis, substring($8::bytea FROM start FOR length), digest, verdict
    FROM (SELECT * FROM given WHERE digest IN (SELECT digest FROM fresh) ORDER BY position) ordered
  )
  SELECT CASE WHEN count(*) < $10::int THEN coalesce(array_agg(encode(digest, 'hex')), '{}') END AS added FROM fresh`

const concat = (parts: ReadonlyArray<Uint8Array>, bytes: number): Buffer => {
  const whole = Buffer.allocUnsafe(bytes)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The parameters of `text`. */
export const values = (callbacks: ReadonlyArray<NewCallback>): ReadonlyArray<unknown> => {
  const starts: Array<number> = []
  let bytes = 0
  for (const { body } of callbacks) {
    // The server counts bytes from 1.
    starts.push(bytes + 1)
    bytes += body.length
  }
  return [
    ArrayLiteral.texts(callbacks.map(({ accountId }) => Storable.text(accountId))),
    ArrayLiteral.plain(callbacks.map(({ provider }) => provider)),
    ArrayLiteral.texts(callbacks.map(({ contentType }) => Storable.textOrNull(contentType))),
    ArrayLiteral.plain(callbacks.map(({ receivedMillis }) => Storable.millis(receivedMillis))),
    ArrayLiteral.plain(callbacks.map(({ verdict }) => verdict)),
    ArrayLiteral.plain(starts),
    ArrayLiteral.plain(callbacks.map(({ body }) => body.length)),
    concat(
      callbacks.map(({ body }) => body),
      bytes
    ),
    concat(
      callbacks.map(({ digest }) => digest),
      callbacks.length * digestBytes
    ),
    callbacks.length
  ]
}

/** The callbacks without those whose digest is another's before them. */
export const distinct = (callbacks: ReadonlyArray<NewCallback>): ReadonlyArray<NewCallback> => {
  const seen = new Set<string>()
  return callbacks.filter(({ digest }) => {
    const key = hex(digest)
    return !seen.has(key) && seen.add(key)
  })
}

/** The text of a digest, as PostgreSQL writes it. */
export const hex = (digest: Uint8Array): string =>
  Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString("hex")
