import * as SqlClient from "@effect/sql/SqlClient"
import type { BlobId } from "@sluice/engine/blobs/BlobId"
import { CallbackFiles } from "@sluice/engine/ports/CallbackFiles"
import type { CallbackFile } from "@sluice/engine/ports/CallbackFiles"
import { Effect, Layer, Option } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface FileRow {
  readonly blob: BlobId
  readonly account_id: string
  readonly mime_type: string | null
  readonly filename: string | null
  readonly came_millis: string
}

const toFile = (row: FileRow): CallbackFile => ({
  accountId: row.account_id,
  blob: row.blob,
  mimeType: row.mime_type,
  filename: row.filename,
  cameMillis: Number(row.came_millis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const note = Effect.fn("CallbackFiles.note")(function* (files: ReadonlyArray<CallbackFile>) {
    if (files.length === 0) return
    yield* sql`
      INSERT INTO callback_file (blob, account_id, mime_type, filename, came_millis)
      SELECT blob, account_id, (array_agg(mime_type ORDER BY position))[1], (array_agg(filename ORDER BY position))[1], max(came_millis)
      FROM unnest(
        ${files.map(({ blob }) => blob)}::text[],
        ${files.map(({ accountId }) => Storable.text(accountId))}::text[],
        ${files.map(({ mimeType }) => Storable.textOrNull(mimeType))}::text[],
        ${files.map(({ filename }) => Storable.textOrNull(filename))}::text[],
        ${files.map(({ cameMillis }) => Storable.millis(cameMillis))}::bigint[]
      ) WITH ORDINALITY AS row (blob, account_id, mime_type, filename, came_millis, position)
      GROUP BY blob, account_id
      -- In the order of their keys, so that two who note the same files do not wait for one another.
      ORDER BY blob COLLATE "C", account_id COLLATE "C"
      ON CONFLICT (blob, account_id) DO UPDATE SET came_millis = excluded.came_millis
      WHERE callback_file.came_millis < excluded.came_millis`
  }, Transaction.operation("CallbackFiles.note"))

  const find = Effect.fn("CallbackFiles.find")(function* (of: {
    readonly accountId: string | null
    readonly blob: BlobId
  }) {
    const account = Storable.textOrNull(of.accountId)
    const [row] = yield* sql<FileRow>`
      SELECT blob, account_id, mime_type, filename, came_millis FROM callback_file
      WHERE blob = ${of.blob} AND (${account}::text IS NULL OR account_id = ${account})
      ORDER BY came_millis DESC, account_id LIMIT 1`
    return Option.map(Option.fromNullable(row), toFile)
  }, Transaction.operation("CallbackFiles.find"))

  const known = Effect.fn("CallbackFiles.known")(function* (blobs: ReadonlyArray<BlobId>) {
    if (blobs.length === 0) return new Set<BlobId>()
    const rows = yield* sql<{ readonly blob: BlobId }>`
      SELECT DISTINCT blob FROM callback_file WHERE blob = ANY (${[...blobs]}::text[])`
    return new Set(rows.map(({ blob }) => blob))
  }, Transaction.operation("CallbackFiles.known"))

  const forget = Effect.fn("CallbackFiles.forget")(function* ({ beforeMillis }: { readonly beforeMillis: number }) {
    const rows = yield* sql`
      DELETE FROM callback_file WHERE came_millis < ${Storable.millis(beforeMillis)} RETURNING 1`
    return rows.length
  }, Transaction.operation("CallbackFiles.forget"))

  return CallbackFiles.of({ note, find, known, forget })
})

/** Files that callbacks carried, in PostgreSQL. */
export const layer: Layer.Layer<CallbackFiles, never, SqlClient.SqlClient> = Layer.effect(CallbackFiles, make)
