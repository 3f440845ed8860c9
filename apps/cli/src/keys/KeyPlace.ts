import * as Options from "@effect/cli/Options"
import type { ApiKeyView } from "@sluice/client/Keys"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import type { Client } from "@sluice/client/Client"
import type { NewKey } from "@sluice/engine/access/Keys"
import { type ApiKey, ApiKeys } from "@sluice/engine/ports/ApiKeys"
import { DateTime, Effect, Option, Redacted } from "effect"
import * as DatabaseOption from "../database/DatabaseOption.ts"
import * as ExitCode from "../ExitCode.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as KeyRing from "./KeyRing.ts"

/** A key as it is shown: never its secret, nor a digest of it. */
export interface ShownKey {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly account: string | null
  readonly created: string | null
  readonly expires: string | null
  readonly revoked: string | null
  readonly lastUsed: string | null
  readonly replacedBy: string | null
}

/** A new key, with its text. */
export interface HandedOut {
  readonly key: ShownKey
  readonly token: Redacted.Redacted
}

/** Where keys are kept, as far as a command line says so. */
export interface Given {
  readonly databaseUrl: Option.Option<Redacted.Redacted>
  readonly server: ServerOption.Server
}

/** `--database-url`, or `--url` and `--key`. */
export const place: Options.Options<Given> = Options.all({
  databaseUrl: DatabaseOption.named,
  server: ServerOption.server
})

const stamp = (millis: number | null): string | null =>
  millis === null ? null : DateTime.formatIso(DateTime.unsafeMake(millis))

const iso = (time: DateTime.Utc | null): string | null => (time === null ? null : DateTime.formatIso(time))

const ofDatabase = (key: ApiKey): ShownKey => ({
  id: key.id,
  name: key.name,
  role: key.role,
  account: key.accountId,
  created: stamp(key.createdMillis),
  expires: stamp(key.expiresMillis),
  revoked: stamp(key.revokedMillis),
  lastUsed: stamp(key.lastUsedMillis),
  replacedBy: key.replacedBy
})

const ofServer = (key: ApiKeyView): ShownKey => ({
  id: key.id,
  name: key.name,
  role: key.role,
  account: key.accountId,
  created: iso(key.createdAt),
  expires: iso(key.expiresAt),
  revoked: iso(key.revokedAt),
  lastUsed: iso(key.lastUsedAt),
  replacedBy: key.replacedBy
})

const hourMillis = 3_600_000

/** A key that the server does not know is no more than that: the command says what to do. */
const orUnknown = <A, R>(call: Effect.Effect<A, ServerFailure.Failure, R>) =>
  Effect.catchIf(
    Effect.map(call, (value): A | null => value),
    (failure) => failure._tag === "Problem" && failure.kind === "api-key-unknown",
    () => Effect.succeed(null)
  ).pipe(ServerFailure.told)

/** Keys by a server, as the caller's own key allows: with an admin's key of one account, those of that account. */
const byServer = (client: Client) => ({
  list: ServerFailure.told(client.keys.list()).pipe(Effect.map(({ keys }) => keys.map(ofServer))),
  issue: ({ accountId, expiresMillis, name, role }: NewKey) =>
    ServerFailure.told(
      client.keys.issue({
        payload: {
          name,
          role,
          accountId,
          expiresAt: expiresMillis === null ? null : DateTime.unsafeMake(expiresMillis)
        }
      })
    ).pipe(Effect.map(({ key, ...view }): HandedOut => ({ key: ofServer(view), token: key }))),
  rotate: (id: string, overlapMillis: number) =>
    orUnknown(client.keys.rotate({ path: { id }, payload: { overlapHours: overlapMillis / hourMillis } })).pipe(
      Effect.map((issued): HandedOut | null => {
        if (issued === null) return null
        const { key, ...view } = issued
        return { key: ofServer(view), token: key }
      })
    ),
  revoke: (id: string) => Effect.map(orUnknown(client.keys.revoke({ path: { id } })), (revoked) => revoked !== null)
})

/** Keys in the database itself: the first one of an installation has no server to ask. */
const byDatabase = (url: Redacted.Redacted) => {
  const database = Effect.provide(DatabaseOption.layer(url))
  return {
    list: Effect.flatMap(ApiKeys, ({ list }) => list).pipe(
      Effect.map((keys) => keys.map(ofDatabase)),
      Effect.provide(KeyRing.layer),
      database
    ),
    issue: (key: NewKey) =>
      KeyRing.issue(key).pipe(
        Effect.map((issued): HandedOut => ({ key: ofDatabase(issued.key), token: issued.token })),
        database
      ),
    rotate: (id: string, overlapMillis: number) =>
      KeyRing.rotate(id, overlapMillis).pipe(
        Effect.map((issued): HandedOut | null =>
          issued === null ? null : { key: ofDatabase(issued.key), token: issued.token }
        ),
        database
      ),
    revoke: (id: string) => database(KeyRing.revoke(id))
  }
}

const configured = deployment.databaseUrl.config.pipe(
  Effect.mapError(
    () =>
      new ExitCode.UsageError({
        message:
          "no place for keys is given: name a server with --url and an admin's --key, or the database with --database-url (SLUICE_DATABASE_URL, DATABASE_URL)"
      })
  )
)

/**
 * Where keys are managed. `--database-url` means the database; else a server that is named, by option or variable, is asked: it checks what the key may do,
 * and knows who acts. The database of the environment comes last, since whoever has its address may do everything.
 */
export const of = Effect.fn("KeyPlace.of")(function* ({ databaseUrl, server }: Given) {
  if (Option.isSome(databaseUrl)) return byDatabase(databaseUrl.value)
  if (Option.isSome(server.url) || Option.isSome(server.key)) return byServer(yield* ServerOption.client(server))
  return byDatabase(yield* configured)
})
