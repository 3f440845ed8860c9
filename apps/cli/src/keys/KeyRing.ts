import type { SqlClient } from "@effect/sql/SqlClient"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as PgApiKeys from "@sluice/adapter-postgres/PgApiKeys"
import * as PgAuditLog from "@sluice/adapter-postgres/PgAuditLog"
import { Keys, type NewKey } from "@sluice/engine/access/Keys"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { AuditLog } from "@sluice/engine/ports/AuditLog"
import { Effect, Layer } from "effect"
import * as Prompted from "./Prompted.ts"

/** The keys of a database and its audit, read and written there directly: the first key of an installation has no server to ask. */
export const layer: Layer.Layer<Keys | ApiKeys | AuditLog, never, SqlClient> = Keys.layer().pipe(
  Layer.provideMerge(PgApiKeys.layer),
  Layer.provide(NodeCrypto.layer),
  Layer.merge(PgAuditLog.layer)
)

/** A new key; its token can be read from the answer alone. */
export const issue = (key: NewKey) =>
  Effect.flatMap(Keys, (keys) =>
    Prompted.act("key.issue", null, keys.issue(key), (issued) => ({ on: issued.key.id, reason: null }))
  ).pipe(Effect.provide(layer))

/** A key that follows another; null where there is none to follow. */
export const rotate = (id: string, overlapMillis: number) =>
  Effect.flatMap(Keys, (keys) =>
    Prompted.act("key.rotate", id, keys.rotate(id, overlapMillis), (issued) => ({
      on: null,
      reason: issued === null ? "key-unknown" : null
    }))
  ).pipe(Effect.provide(layer))

/** Whether a key was in use, and is so no more. */
export const revoke = (id: string) =>
  Effect.flatMap(Keys, (keys) =>
    Prompted.act("key.revoke", id, keys.revoke(id), (revoked) => ({
      on: null,
      reason: revoked ? null : "key-unknown"
    }))
  ).pipe(Effect.provide(layer))
