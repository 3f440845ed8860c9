import * as SqlClient from "@effect/sql/SqlClient"
import * as Hearers from "@sluice/engine/ports/Hearers"
import { Clock, Effect, Option, Schema, Scope } from "effect"
import { Notices } from "../Notices.ts"

/** Whose messages were queued goes from process to process over this channel: a list of senders, as JSON. */
const channel = "sluice_queued"

/** The server takes less than 8,000 bytes; the rest is for what escapes make of a name. */
const senderCharactersMax = 1_000

/** Stands for more senders than one notice can name. */
const anybody = "*"

/** So long what is told waits for more, after one notice: a caller who queues single messages causes no more than so many. */
const gatherMillis = 5

const payloadOf = (senderIds: ReadonlySet<string>): string => {
  const payload = JSON.stringify([...senderIds])
  return payload.length > senderCharactersMax ? anybody : payload
}

const listOf = Schema.decodeUnknownOption(Schema.parseJson(Schema.Array(Schema.String)))

/** What no process of this version would tell may be about anybody: whoever reaches the database may notify. */
const sendersIn = (payload: string | null): ReadonlySet<string> | "anybody" =>
  Option.match(listOf(payload), { onNone: () => "anybody" as const, onSome: (senderIds) => new Set(senderIds) })

/**
 * The ringing side: tells every process whose messages were queued, by a statement of its own after the one that queues them. Where that one belongs to a
 * caller's transaction, its commit may come later than this: then a lane has looked for nothing, and finds them at its next look.
 *
 * Within the statement that queues them, a notice would keep all others that tell something waiting until it is on disk: commits with notices come one
 * after the other. This one need not survive anything, so it does not wait for the disk either. Should it be lost, a lane finds out at its next look.
 */
export const ringing: Effect.Effect<
  (senderIds: ReadonlySet<string>) => void,
  never,
  SqlClient.SqlClient | Scope.Scope
> = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const untold = new Set<string>()
  const some = yield* Effect.makeLatch(false)

  const tell = Effect.suspend(() => {
    some.unsafeClose()
    const payload = payloadOf(untold)
    untold.clear()
    return sql`SELECT set_config('synchronous_commit', 'off', true), pg_notify(${channel}, ${payload})`
  })

  yield* some.await.pipe(
    Effect.andThen(Effect.ignore(tell)),
    Effect.andThen(Effect.sleep(gatherMillis)),
    Effect.forever,
    Effect.withTracerEnabled(false),
    Effect.withClock(Clock.make()),
    Effect.forkScoped
  )
  return (senderIds) => {
    for (const senderId of senderIds) untold.add(senderId)
    if (untold.size > 0) some.unsafeOpen()
  }
})

/** The hearing side: connects when the first lane of this process listens. Where the client has no `Notices`, nobody ever hears anything. */
export const hearing: Effect.Effect<Hearers.Hearers["hear"], never, Scope.Scope> = Effect.gen(function* () {
  const scope = yield* Effect.scope
  const notices = yield* Effect.serviceOption(Notices)
  const hearers = Hearers.make()
  if (Option.isNone(notices)) return hearers.hear
  const listening = yield* Effect.cached(
    Scope.extend(
      notices.value.listen(channel, (payload) => hearers.tell(sendersIn(payload))),
      scope
    )
  )
  return (senderId, heard) => Effect.andThen(listening, hearers.hear(senderId, heard))
})
