import * as SqlClient from "@effect/sql/SqlClient"
import type { BlobId } from "@sluice/engine/blobs/BlobId"
import { MediaFiles } from "@sluice/engine/ports/MediaFiles"
import type { AnnouncedFile, LeavingRequest, MediaFile, MediaKey, Standing } from "@sluice/engine/ports/MediaFiles"
import { Effect, Layer, Option } from "effect"
import * as Storable from "./internal/Storable.ts"
import * as Transaction from "./internal/Transaction.ts"

interface FileRow {
  readonly media_id: string
  readonly account_id: string
  readonly sender_id: string
  readonly kind: MediaFile["kind"]
  readonly mime_type: string | null
  readonly sha256: string | null
  readonly filename: string | null
  readonly announced_millis: string
  readonly until_millis: string
  readonly standing: Standing
}

const toFile = (row: FileRow): MediaFile => ({
  accountId: row.account_id,
  mediaId: row.media_id,
  senderId: row.sender_id,
  kind: row.kind,
  mimeType: row.mime_type,
  sha256: row.sha256,
  filename: row.filename,
  announcedMillis: Number(row.announced_millis),
  untilMillis: Number(row.until_millis),
  standing: row.standing
})

const firstStanding = ({ announcedMillis }: AnnouncedFile): Standing => ({
  _tag: "Waiting",
  tries: 0,
  dueMillis: Storable.millis(announcedMillis)
})

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const columns = sql.literal(
    "f.media_id, f.account_id, f.sender_id, f.kind, f.mime_type, f.sha256, f.filename, f.announced_millis, f.until_millis, f.standing"
  )

  const announce = Effect.fn("MediaFiles.announce")(function* (files: ReadonlyArray<AnnouncedFile>) {
    if (files.length === 0) return
    yield* sql`
      INSERT INTO media_file
        (media_id, account_id, sender_id, kind, mime_type, sha256, filename, announced_millis, until_millis, standing)
      SELECT media_id, account_id, sender_id, kind, mime_type, sha256, filename, announced_millis, until_millis, standing
      FROM unnest(
        ${files.map(({ mediaId }) => Storable.text(mediaId))}::text[],
        ${files.map(({ accountId }) => Storable.text(accountId))}::text[],
        ${files.map(({ senderId }) => Storable.text(senderId))}::text[],
        ${files.map(({ kind }) => kind)}::text[],
        ${files.map(({ mimeType }) => Storable.textOrNull(mimeType))}::text[],
        ${files.map(({ sha256 }) => Storable.textOrNull(sha256))}::text[],
        ${files.map(({ filename }) => Storable.textOrNull(filename))}::text[],
        ${files.map(({ announcedMillis }) => Storable.millis(announcedMillis))}::bigint[],
        ${files.map(({ untilMillis }) => Storable.millis(untilMillis))}::bigint[],
        ${files.map((file) => Storable.json(firstStanding(file)))}::jsonb[]
      ) WITH ORDINALITY AS row
        (media_id, account_id, sender_id, kind, mime_type, sha256, filename, announced_millis, until_millis, standing, position)
      -- In the order of their keys, so that two who announce the same files do not wait for one another.
      ORDER BY media_id COLLATE "C", account_id COLLATE "C", position
      ON CONFLICT DO NOTHING`
  }, Transaction.operation("MediaFiles.announce"))

  const find = Effect.fn("MediaFiles.find")(function* ({
    accountId,
    mediaId
  }: {
    readonly accountId: string | null
    readonly mediaId: string
  }) {
    const [row] = yield* sql<FileRow>`
      SELECT ${columns} FROM media_file f
      WHERE f.media_id = ${Storable.text(mediaId)} AND (${Storable.textOrNull(accountId)}::text IS NULL OR f.account_id = ${Storable.textOrNull(accountId)})
      ORDER BY f.account_id LIMIT 1`
    return Option.map(Option.fromNullable(row), toFile)
  }, Transaction.operation("MediaFiles.find"))

  const claim = Effect.fn("MediaFiles.claim")(function* (request: {
    readonly nowMillis: number
    readonly untilMillis: number
    readonly limit: number
  }) {
    const rows = yield* sql<FileRow>`
      WITH due AS MATERIALIZED (
        SELECT media_id, account_id, due_millis FROM media_file WHERE due_millis <= ${Math.floor(request.nowMillis)}
        ORDER BY due_millis, media_id, account_id LIMIT ${request.limit} FOR UPDATE SKIP LOCKED
      ), claimed AS (
        UPDATE media_file f
        SET standing = jsonb_set(f.standing, '{dueMillis}', to_jsonb(${Storable.millis(request.untilMillis)}::bigint))
        FROM due WHERE f.media_id = due.media_id AND f.account_id = due.account_id
        RETURNING ${columns}, due.due_millis AS was_due
      )
      SELECT ${columns} FROM claimed f ORDER BY f.was_due, f.media_id, f.account_id`
    return rows.map(toFile)
  }, Transaction.operation("MediaFiles.claim"))

  const settle = Effect.fn("MediaFiles.settle")(function* ({ accountId, mediaId }: MediaKey, standing: Standing) {
    const whole =
      standing._tag === "Waiting" ? { ...standing, dueMillis: Storable.millis(standing.dueMillis) } : standing
    yield* sql`
      UPDATE media_file SET standing = ${Storable.json(whole)}::jsonb
      WHERE media_id = ${Storable.text(mediaId)} AND account_id = ${Storable.text(accountId)}`
  }, Transaction.operation("MediaFiles.settle"))

  const leaving = Effect.fn("MediaFiles.leaving")(function* ({ bytesMax, limit, nowMillis }: LeavingRequest) {
    const rows = yield* sql<FileRow>`
      SELECT ${columns} FROM (
        SELECT *, sum(kept_bytes) OVER (ORDER BY announced_millis DESC, media_id DESC, account_id DESC) AS bytes_to_here
        FROM media_file WHERE blob IS NOT NULL
      ) f
      WHERE f.until_millis <= ${Math.floor(nowMillis)} OR f.bytes_to_here > ${bytesMax}
      ORDER BY f.announced_millis, f.media_id, f.account_id LIMIT ${limit}`
    return rows.map(toFile)
  }, Transaction.operation("MediaFiles.leaving"))

  const sharing = Effect.fn("MediaFiles.sharing")(function* (blob: BlobId) {
    const [row] = yield* sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM media_file WHERE blob = ${blob}`
    return row?.count ?? 0
  }, Transaction.operation("MediaFiles.sharing"))

  const forget = Effect.fn("MediaFiles.forget")(function* ({ beforeMillis }: { readonly beforeMillis: number }) {
    const rows = yield* sql`
      DELETE FROM media_file WHERE blob IS NULL AND announced_millis < ${Storable.millis(beforeMillis)} RETURNING 1`
    return rows.length
  }, Transaction.operation("MediaFiles.forget"))

  return MediaFiles.of({ announce, find, claim, settle, leaving, sharing, forget })
})

/** Files of received messages in PostgreSQL. */
export const layer: Layer.Layer<MediaFiles, never, SqlClient.SqlClient> = Layer.effect(MediaFiles, make)
