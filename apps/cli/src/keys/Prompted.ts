import { userInfo } from "node:os"
import type { Act } from "@sluice/core/access/Act"
import { type Actor, AuditLog, type Ending } from "@sluice/engine/ports/AuditLog"
import { Clock, Effect } from "effect"

/** Who works on the database itself: whoever has its address may do everything, so what is known is the name on this machine. */
const actor: Effect.Effect<Actor> = Effect.try(() => userInfo().username).pipe(
  Effect.orElseSucceed(() => "somebody"),
  Effect.map((user) => ({ keyId: null, name: `${user} at the prompt`, role: "admin", accountId: null }))
)

/**
 * Does something on the database itself as an act of the audit: written down before, and ended after it, as the server does.
 *
 * @param on id of what it acts on; null where `made` tells it
 * @param made id of what came of it, and whether it took place
 */
export const act = <A, E, R>(
  act: Act,
  on: string | null,
  work: Effect.Effect<A, E, R>,
  made: (value: A) => { readonly on: string | null; readonly reason: string | null }
) =>
  Effect.gen(function* () {
    const audit = yield* AuditLog
    const id = yield* audit.begin({ actor: yield* actor, act, on, atMillis: yield* Clock.currentTimeMillis })
    const ended = (ending: Pick<Ending, "on" | "outcome" | "reason">) =>
      Effect.flatMap(Clock.currentTimeMillis, (endedMillis) => audit.end(id, { ...ending, endedMillis }))
    const value = yield* Effect.tapErrorCause(work, () =>
      Effect.ignore(ended({ outcome: "failed", on: null, reason: "internal" }))
    )
    const told = made(value)
    yield* ended({ ...told, outcome: told.reason === null ? "done" : "refused" })
    return value
  })
