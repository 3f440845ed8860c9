import { Effect } from "effect"
import { ApiKeys } from "../ports/ApiKeys.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"

/**
 * Why a process could not work now, in a few words; null where it could.
 *
 * It can while the database answers, which one look-up of a key that cannot exist asks, and while the callback log does: where it is Kafka's, its positions
 * are asked for, since without brokers no callback becomes durable, and none is processed.
 */
export const fault: Effect.Effect<string | null, never, ApiKeys | CallbackLog> = Effect.gen(function* () {
  const keys = yield* ApiKeys
  const log = yield* CallbackLog
  yield* Effect.mapError(keys.find("readiness"), () => "the database does not answer")
  yield* Effect.mapError(log.oldestPendingMillis, () => "the callback log does not answer")
  return null
}).pipe(Effect.merge, Effect.withSpan("Ready.fault"))
