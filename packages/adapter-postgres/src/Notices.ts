import { Clock, Context, Effect, Layer, Redacted, Schedule } from "effect"
import type { Scope } from "effect"
import Pg from "pg"

/** How a connection that listens is made. */
export interface Options {
  readonly url: Redacted.Redacted
  readonly applicationName: string
  readonly connectMillisMax: number
}

/**
 * What other processes tell by NOTIFY, heard over a connection of its own: one that is lent to statements hears nothing.
 *
 * Nothing may hang on a notice: while the connection is lost, and behind a pooler that shares connections between transactions, none comes.
 */
export class Notices extends Context.Tag("@sluice/adapter-postgres/Notices")<
  Notices,
  {
    /**
     * Hears a channel for as long as the scope, and connects again by itself.
     *
     * @param heard the payload; null each time it has connected, since what was told before that is not known.
     */
    readonly listen: (
      channel: string,
      heard: (payload: string | null) => void
    ) => Effect.Effect<void, never, Scope.Scope>
  }
>() {}

/** How long it waits before it connects again. */
const again = Schedule.spaced("1 second")

/** Ends only by failing: with the connection. */
const session = (options: Options, channel: string, heard: (payload: string | null) => void) =>
  Effect.acquireUseRelease(
    Effect.sync(
      () =>
        new Pg.Client({
          connectionString: Redacted.value(options.url),
          application_name: `${options.applicationName} (listens)`,
          connectionTimeoutMillis: options.connectMillisMax,
          keepAlive: true
        })
    ),
    (client) =>
      Effect.async<never, unknown>((resume) => {
        const broken = (cause?: unknown): void => resume(Effect.fail(cause))
        client.on("error", broken)
        client.on("end", () => broken())
        client.on("notification", ({ payload }) => heard(payload ?? null))
        void client
          .connect()
          .then(() => client.query(`LISTEN ${Pg.escapeIdentifier(channel)}`))
          .then(() => heard(null), broken)
      }),
    (client) =>
      Effect.promise(() => client.end().catch(() => undefined)).pipe(
        Effect.interruptible,
        Effect.timeoutOption("1 second")
      )
  )

/**
 * Each `listen` has a connection of its own, made again a second after it was lost. That is no error, and logged for debugging alone: nothing hangs
 * on a notice.
 *
 * @param options of the pool beside it.
 */
export const layer = (options: Options): Layer.Layer<Notices> =>
  Layer.succeed(
    Notices,
    Notices.of({
      listen: (channel, heard) =>
        session(options, channel, heard).pipe(
          Effect.tapError((cause) => Effect.logDebug("a connection that listens was lost", cause)),
          Effect.retry(again),
          // The network keeps real time, whatever clock the engine runs on.
          Effect.withClock(Clock.make()),
          Effect.forkScoped,
          Effect.asVoid
        )
    })
  )
