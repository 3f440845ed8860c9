import { Effect } from "effect"
import { PostgresUnavailable, type Step } from "../PostgresUnavailable.ts"

/** The words of a failure, whatever was thrown. */
export const detailOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** A promise of the platform, its rejection told as the step that it stopped. */
export const attempt = <A>(step: Step, run: () => Promise<A>): Effect.Effect<A, PostgresUnavailable> =>
  Effect.tryPromise({ try: run, catch: (cause) => new PostgresUnavailable({ step, detail: detailOf(cause) }) })
