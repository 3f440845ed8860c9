import * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Option } from "effect"
import * as SqlState from "./SqlState.ts"

/** A transaction that loses every race this often is failed, not tried for ever. */
const retriesMax = 9

/**
 * Runs statements as one operation of a port.
 *
 * - A deadlock or serialization failure is tried again at once: PostgreSQL took its time before it chose the victim. Within
 *   a transaction of the caller it is not, since that one is lost as a whole; whoever opened it tries again.
 * - A store that is away is `StoreUnavailable`; a wrong statement or value is a defect (see `SqlState`).
 * - `@effect/sql` lets a COMMIT or ROLLBACK on a broken connection die; here that is a store that is away like any other.
 */
export const operation =
  (name: string) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>) => {
    const named = brokenEnds(effect).pipe(
      Effect.catchIf(isSqlError, (error) =>
        SqlState.isMisuse(error) ? Effect.die(error) : new StoreUnavailable({ operation: name, cause: error })
      )
    )
    return Effect.flatMap(Effect.serviceOption(SqlClient.TransactionConnection), (outer) =>
      Option.isSome(outer) ? named : Effect.retry(named, { times: retriesMax, while: isVictim })
    )
  }

/**
 * Runs the statements of `effect` in one transaction: the caller's where there is one, without a savepoint of its own.
 *
 * A savepoint would cost a round trip each time and buy nothing: no port goes on after a part of it has failed.
 */
export const joined =
  (sql: SqlClient.SqlClient) =>
  <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
    Effect.flatMap(Effect.serviceOption(SqlClient.TransactionConnection), (outer) =>
      Option.isSome(outer) ? effect : sql.withTransaction(effect)
    )

/** Whether no transaction of a caller is open, to which a statement would have to belong. */
export const isAlone: Effect.Effect<boolean> = Effect.map(
  Effect.serviceOption(SqlClient.TransactionConnection),
  Option.isNone
)

const isSqlError = (error: unknown): error is SqlError => error instanceof SqlError

const isVictim = (error: unknown): boolean =>
  error instanceof StoreUnavailable && isSqlError(error.cause) && SqlState.isVictim(error.cause)

const brokenEnds = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E | SqlError, R> =>
  Effect.catchSomeDefect(effect, (defect) => (isSqlError(defect) ? Option.some(Effect.fail(defect)) : Option.none()))
