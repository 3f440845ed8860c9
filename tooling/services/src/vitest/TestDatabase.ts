import { Effect } from "effect"
import { inject } from "vitest"
import * as Databases from "../Databases.ts"
import { PostgresUnavailable } from "../PostgresUnavailable.ts"
import type {} from "./globalSetup.ts"

/**
 * Databases for tests (`*.store.test.ts`, `*.process.test.ts`), on the one server of the run.
 *
 * Without a server they fail, with the reason; a store that was not tried is never reported as good.
 */
export interface Preparation<E, R> {
  /** Names what `prepare` makes of an empty database, see `Databases.template`. */
  readonly key: string
  readonly prepare: (url: string) => Effect.Effect<void, E, R>
}

/** Address of the server's maintenance database. */
export const server: Effect.Effect<string, PostgresUnavailable> = Effect.suspend(() => {
  const postgres = inject("postgres")
  if (postgres?._tag === "Up") return Effect.succeed(postgres.url)
  return new PostgresUnavailable({
    step: "connect",
    detail: postgres?.reason ?? "this test project starts none: name the file *.store.test.ts or *.process.test.ts"
  })
})

/**
 * Address of a database of the test's own, dropped with the scope: empty, or a copy of one that was prepared once in the
 * whole run.
 */
export const fresh = Effect.fn("TestDatabase.fresh")(function* <E = never, R = never>(preparation?: Preparation<E, R>) {
  const url = yield* server
  if (preparation === undefined) return yield* Databases.fresh(url)
  const template = yield* Databases.template(url, preparation.key, preparation.prepare)
  return yield* Databases.fresh(url, { template })
})
