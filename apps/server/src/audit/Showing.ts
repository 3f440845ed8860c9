import * as Audit from "@sluice/client/Audit"
import { AuditLog, type AuditRecord } from "@sluice/engine/ports/AuditLog"
import { DateTime, Effect } from "effect"
import type { FastifyRequest } from "fastify"
import { CurrentCaller } from "../http/Answer.ts"
import * as Input from "../http/Input.ts"
import { iso, isoOrNull } from "../messages/Views.ts"

const view = ({ act, actor, atMillis, endedMillis, id, on, outcome, reason }: AuditRecord) =>
  ({
    id,
    at: iso(atMillis),
    actor: { keyId: actor.keyId, name: actor.name, role: actor.role, accountId: actor.accountId },
    act,
    on,
    outcome,
    reason,
    endedAt: isoOrNull(endedMillis)
  }) satisfies (typeof Audit.AuditEntry)["Encoded"]

/** A page of the audit; of the caller's account, where the key is of one. */
export const page = Effect.fn("Showing.page")(function* (request: FastifyRequest) {
  const caller = yield* CurrentCaller
  const audit = yield* AuditLog
  const { act, actor, cursor, limit, since } = yield* Input.query(Audit.ListQuery, request)
  const found = yield* audit.list({
    limit: limit + 1,
    ...(caller.accountId === null ? {} : { actorAccountId: caller.accountId }),
    ...(actor === undefined ? {} : { actor }),
    ...(act === undefined ? {} : { act }),
    ...(since === undefined ? {} : { sinceMillis: DateTime.toEpochMillis(since) }),
    ...(cursor === undefined ? {} : { beforeId: cursor })
  })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    entries: shown.map(view),
    next: found.length > limit && last !== undefined ? String(last.id) : null
  }
})
