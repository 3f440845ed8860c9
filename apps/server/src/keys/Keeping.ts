import * as Keys from "@sluice/client/Keys"
import { KeyDesk } from "@sluice/engine/access/KeyDesk"
import type { IssuedKey } from "@sluice/engine/access/Keys"
import type { ApiKey } from "@sluice/engine/ports/ApiKeys"
import { DateTime, Effect, Redacted } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

const view = (key: ApiKey): (typeof Keys.ApiKeyView)["Encoded"] => ({
  id: key.id,
  name: key.name,
  role: key.role,
  accountId: key.accountId,
  createdAt: iso(key.createdMillis),
  expiresAt: isoOrNull(key.expiresMillis),
  revokedAt: isoOrNull(key.revokedMillis),
  lastUsedAt: isoOrNull(key.lastUsedMillis),
  replacedBy: key.replacedBy
})

/** The one answer that has the text of a key. */
const handedOut = ({ key, token }: IssuedKey): (typeof Keys.IssuedKey)["Encoded"] => ({
  ...view(key),
  key: Redacted.value(token)
})

const hourMillis = 3_600_000

/** The keys that the caller may manage. */
export const list = Effect.fn("Keeping.list")(function* () {
  const caller = yield* CurrentCaller
  const desk = yield* KeyDesk
  return { keys: (yield* desk.list(caller)).map(view) }
})

/** Makes one. */
export const issue = Effect.fn("Keeping.issue")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* KeyDesk
  const { accountId = null, expiresAt = null, name, role } = yield* Input.body(Keys.NewKey, request)
  const expiresMillis = expiresAt === null ? null : DateTime.toEpochMillis(expiresAt)
  return handedOut(yield* desk.issue(caller, { name, role, accountId, expiresMillis }))
})

/** Makes one that follows another. */
export const rotate = Effect.fn("Keeping.rotate")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* KeyDesk
  const { id } = yield* Input.path(Keys.KeyPath, request)
  const { overlapHours } = yield* Input.body(Keys.Rotation, request)
  return handedOut(yield* desk.rotate(caller, id, overlapHours * hourMillis))
})

/** Revokes one. */
export const revoke = Effect.fn("Keeping.revoke")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const desk = yield* KeyDesk
  const { id } = yield* Input.path(Keys.KeyPath, request)
  yield* desk.revoke(caller, id)
  return { id, revoked: true as const }
})
