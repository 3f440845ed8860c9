import { Config, Effect, Exit, Option, Scope } from "effect"
import type { TestProject } from "vitest/node"
import * as EmbeddedPostgres from "../EmbeddedPostgres.ts"

/** What a run tells its tests about PostgreSQL: where it is, or why there is none. */
export type Postgres =
  | { readonly _tag: "Up"; readonly url: string }
  | { readonly _tag: "Down"; readonly reason: string }

declare module "vitest" {
  interface ProvidedContext {
    /** For the tests of a project that has a database; absent in the others. */
    readonly postgres?: Postgres
    /** The same, told to the root project, where every project that has a database finds it. */
    readonly postgresOfRun?: Postgres
  }
}

const begin = (scope: Scope.Scope): Effect.Effect<Postgres> =>
  Effect.gen(function* () {
    const url = yield* Config.option(Config.nonEmptyString("DATABASE_URL"))
    return yield* EmbeddedPostgres.make({ url: Option.getOrUndefined(url), unsafeFast: true })
  }).pipe(
    Effect.match({
      onFailure: ({ message }): Postgres => ({ _tag: "Down", reason: message }),
      onSuccess: ({ url }): Postgres => ({ _tag: "Up", url })
    }),
    Scope.extend(scope)
  )

const start = Effect.fnUntraced(function* (project: TestProject) {
  const scope = yield* Scope.make()
  const postgres = yield* begin(scope)
  project.vitest.provide("postgresOfRun", postgres)
  project.provide("postgres", postgres)
  return () => Effect.runPromise(Scope.close(scope, Exit.void))
})

/**
 * One PostgreSQL a run, for the projects that name this file in `globalSetup`: `DATABASE_URL`, or an embedded one.
 *
 * Vitest runs this only for projects with files to run, one after another, so that unit tests wait for no database. The
 * first project starts it and leaves word at the root project for the others; it ends with the run. Where there is none,
 * the run goes on: every test that asks for a database fails with the reason, and the others still tell what they know.
 */
export default (project: TestProject): Promise<() => Promise<void>> | undefined => {
  const started = project.getProvidedContext().postgresOfRun
  if (started === undefined) return Effect.runPromise(start(project))
  project.provide("postgres", started)
  return undefined
}
