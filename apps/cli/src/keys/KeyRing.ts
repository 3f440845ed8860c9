import type { SqlClient } from "@effect/sql/SqlClient"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as PgApiKeys from "@sluice/adapter-postgres/PgApiKeys"
import { Keys, type NewKey } from "@sluice/engine/access/Keys"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import { Effect, Layer } from "effect"

/** The keys of a database, read and written there directly: the first key of an installation has no server to ask. */
export const layer: Layer.Layer<Keys | ApiKeys, never, SqlClient> = Keys.layer().pipe(
  Layer.provideMerge(PgApiKeys.layer),
  Layer.provide(NodeCrypto.layer)
)

/** A new key; its token can be read from the answer alone. */
export const issue = (key: NewKey) => Effect.flatMap(Keys, (keys) => keys.issue(key)).pipe(Effect.provide(layer))
