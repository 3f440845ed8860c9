import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type { Client } from "@sluice/client/Client"
import { Accepted } from "@sluice/client/Message"
import { DateTime, Duration, Effect, Either, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Ending from "../messages/Ending.ts"
import * as MessageLines from "../messages/MessageLines.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as Shown from "../Shown.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Content from "./Content.ts"
import * as ContentOptions from "./ContentOptions.ts"

const options = {
  server: ServerOption.server,
  format: Output.format,
  sender: Options.text("sender").pipe(
    Options.optional,
    Options.withDescription("which of the server's senders sends it; without it a pool's senders take turns")
  ),
  pool: Options.text("pool").pipe(
    Options.optional,
    Options.withDescription(
      "the pool whose senders take turns; the default one of the key's account where it is not given"
    )
  ),
  to: Options.text("to").pipe(Options.withDescription("the recipient in E.164, as in +886912345678")),
  ...ContentOptions.options,
  content: Options.text("content").pipe(
    Options.optional,
    Options.withDescription("any content as JSON, in the Cloud API's own shape")
  ),
  replyTo: Options.text("reply-to").pipe(
    Options.optional,
    Options.withDescription("the platform's id of the message that this one answers")
  ),
  idempotencyKey: Options.text("idempotency-key").pipe(
    Options.optional,
    Options.withDescription("the same key never sends twice")
  ),
  waitSeconds: Bounded.integer("wait", 0, 86_400).pipe(
    Options.withDefault(0),
    Options.withDescription(
      "seconds to wait until it is delivered; 1 is the exit code where it fails or is not in time"
    )
  )
}

/** Between two looks at a message that is waited for. */
const lookMillis = 250

/** Looks at the message until it has come to its end. */
const end = Effect.fn("SendCommand.end")(function* (client: Client, id: string) {
  for (;;) {
    const message = yield* client.messages.get({ path: { id } })
    if (Ending.isOver(message)) return message
    yield* Effect.sleep(Duration.millis(lookMillis))
  }
})

const accepted = Schema.encodeSync(Accepted)

/** `sluice send`: one message into the server's queue. */
export const command = Command.make("send", options, (given) =>
  Effect.gen(function* () {
    const { format } = given
    if (Option.isSome(given.sender) && Option.isSome(given.pool))
      return yield* new ExitCode.UsageError({ message: "give --sender or --pool, not both" })
    const content = yield* Either.mapLeft(Content.read(given), ({ message }) => new ExitCode.UsageError({ message }))
    const client = yield* ServerOption.client(given.server)
    const answer = yield* ServerFailure.told(
      client.messages.send({
        headers: {},
        payload: {
          ...Option.match(given.sender, { onNone: () => ({}), onSome: (senderId) => ({ senderId }) }),
          ...Option.match(given.pool, { onNone: () => ({}), onSome: (pool) => ({ pool }) }),
          recipient: given.to,
          content,
          ...Option.match(given.replyTo, { onNone: () => ({}), onSome: (replyTo) => ({ replyTo }) }),
          ...Option.match(given.idempotencyKey, {
            onNone: () => ({}),
            onSome: (idempotencyKey) => ({ idempotencyKey })
          })
        }
      })
    )
    yield* format === "json" ? Output.json(accepted(answer)) : Output.line(words(answer))
    if (given.waitSeconds === 0) return
    const message = yield* ServerFailure.told(end(client, answer.id)).pipe(
      Effect.timeoutFail({
        duration: Duration.seconds(given.waitSeconds),
        onTimeout: () =>
          new ExitCode.CommandFailed({
            message: `not delivered within ${given.waitSeconds} s; \`sluice messages why ${answer.id}\` tells where it is`
          })
      })
    )
    yield* format === "json"
      ? Output.json(MessageLines.json(message))
      : Output.line(`${MessageLines.standing(message)}: ${Shown.whole(message.why.text)}`)
    if (!Ending.isReached(message)) return yield* new ExitCode.FindingsFound({ errors: 1 })
  })
).pipe(
  Command.withDescription(
    Example.described("Send one message", [
      'sluice send --sender shop --to +886912345678 --text "Your order is ready" --wait 30',
      "sluice send --pool orders --to +886912345678 --template order_update --param Mei --param A-1042"
    ])
  )
)

const words = ({ id, outcome, predictedAt, warnings }: Accepted): string =>
  [
    outcome === "repeated"
      ? `${id}: this request was taken before; nothing new is sent`
      : `${id}: queued${leaves(predictedAt)}`,
    ...warnings.map(({ message }) => `  warning: ${message}`)
  ].join("\n")

const leaves = (at: DateTime.Utc | null): string => (at === null ? "" : `, leaves about ${DateTime.formatIso(at)}`)
