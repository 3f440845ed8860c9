import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import type { Client } from "@sluice/client/Client"
import { VerificationView } from "@sluice/client/Verification"
import * as BusinessDays from "@sluice/core/onboarding/BusinessDays"
import { Kind } from "@sluice/core/verification/BusinessDocuments"
import { Effect, Option, Schema } from "effect"
import * as Choice from "../Choice.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import type { Failure } from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as VerificationLines from "./VerificationLines.ts"

const shared = { server: ServerOption.server, format: Output.format }

const sender = Args.text({ name: "sender" }).pipe(Args.withDescription("which number, by the sender's id"))

const viewJson = Schema.encodeSync(VerificationView)

const print = (format: Output.Format, one: VerificationView) =>
  format === "json" ? Output.json(viewJson(one)) : Output.line(VerificationLines.page(one))

interface Shared {
  readonly sender: string
  readonly server: ServerOption.Server
  readonly format: Output.Format
}

/** What was done is told to the server, and how the number stands then is shown. */
const acted = Effect.fnUntraced(function* (
  { format, sender, server }: Shared,
  does: (act: Client["verification"]["act"], path: { readonly id: string }) => Effect.Effect<VerificationView, Failure>
) {
  const client = yield* ServerOption.client(server)
  yield* print(format, yield* ServerFailure.told(does(client.verification.act, { id: sender })))
})

const ls = Command.make("ls", shared, ({ format, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    const { numbers } = yield* ServerFailure.told(client.verification.list())
    yield* format === "json"
      ? Effect.forEach(numbers, (one) => Output.json(viewJson(one)), { discard: true })
      : Output.line(VerificationLines.table(numbers))
  })
).pipe(
  Command.withDescription(
    Example.described("List the numbers that send, and what proves each", ["sluice verification ls"])
  )
)

const show = Command.make("show", { ...shared, sender }, ({ format, sender, server }) =>
  Effect.gen(function* () {
    const client = yield* ServerOption.client(server)
    yield* print(format, yield* ServerFailure.told(client.verification.show({ path: { id: sender } })))
  })
).pipe(
  Command.withDescription(
    Example.described("Show what proves a number: the verification by SMS, and its papers", [
      "sluice verification show shop"
    ])
  )
)

const begin = Command.make("begin", { ...shared, sender }, (given) =>
  acted(given, (act, path) => act({ path, payload: { act: "begin" } }))
).pipe(
  Command.withDescription(
    Example.described("Write down that the provider was asked to send a code to the number", [
      "sluice verification begin shop"
    ])
  )
)

const answer = Command.make(
  "answer",
  {
    ...shared,
    sender,
    attempt: Args.integer({ name: "attempt" }).pipe(Args.withDescription("its number, as `begin` and `show` tell it")),
    answer: Choice.arg("answer", ["passed", "wrong-code", "undelivered"]).pipe(Args.withDescription("how it ended"))
  },
  ({ answer, attempt, ...given }) =>
    acted(given, (act, path) => act({ path, payload: { act: "answer", attempt, answer } }))
).pipe(
  Command.withDescription(
    Example.described("Write down how an attempt ended; three failures in a row block the number for eight hours", [
      "sluice verification answer shop 1 passed"
    ])
  )
)

const document = Choice.arg("document", Kind.literals).pipe(Args.withDescription("which paper"))

const handIn = Command.make(
  "hand-in",
  {
    ...shared,
    sender,
    document,
    reference: Args.text({ name: "reference" }).pipe(
      Args.withDescription("where the paper is kept: an address or a file number, and nothing personal")
    )
  },
  ({ document, reference, ...given }) =>
    acted(given, (act, path) => act({ path, payload: { act: "hand-in", document, reference } }))
).pipe(
  Command.withDescription(
    Example.described("Hand in a paper of the number, for the first time or instead of the one before", [
      "sluice verification hand-in shop registration-certificate archive/2026/117"
    ])
  )
)

const submission = Options.integer("submission").pipe(
  Options.withDescription("its number, as `show` tells it: a review is of this one, and of none that came since")
)

const validUntil = Options.text("valid-until").pipe(
  Options.filterMap(
    (text) => Option.fromNullable(BusinessDays.fromIso(text)),
    "--valid-until takes a date such as 2027-12-31"
  ),
  Options.optional,
  Options.withDescription("the first day on which the paper is not valid any more; none where it names no end")
)

const accept = Command.make(
  "accept",
  { ...shared, sender, document, submission, validUntil },
  ({ document, submission, validUntil, ...given }) =>
    acted(given, (act, path) => {
      const until = Option.match(validUntil, { onNone: () => ({}), onSome: (day) => ({ validUntil: day }) })
      return act({ path, payload: { act: "accept", document, submission, ...until } })
    })
).pipe(
  Command.withDescription(
    Example.described("Accept a paper that was handed in", [
      "sluice verification accept shop registration-certificate --submission 1 --valid-until 2027-12-31"
    ])
  )
)

const refuse = Command.make(
  "refuse",
  {
    ...shared,
    sender,
    document,
    submission,
    reason: Options.text("reason").pipe(Options.withDescription("what is wrong with it"))
  },
  ({ document, reason, submission, ...given }) =>
    acted(given, (act, path) => act({ path, payload: { act: "refuse", document, submission, reason } }))
).pipe(
  Command.withDescription(
    Example.described("Refuse a paper that was handed in", [
      'sluice verification refuse shop proof-of-ownership --submission 1 --reason "the number is not on it"'
    ])
  )
)

/** `sluice verification`: what proves the numbers that send (NV-01, NV-02). */
export const command = Command.make("verification").pipe(
  Command.withDescription(
    Example.described("What proves the numbers that send: SMS for virtual lines, papers of the business", [
      "sluice verification ls",
      "sluice verification show shop"
    ])
  ),
  Command.withSubcommands([ls, show, begin, answer, handIn, accept, refuse])
)
