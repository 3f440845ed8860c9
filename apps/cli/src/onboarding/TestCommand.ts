import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { OnboardingView } from "@sluice/client/Onboarding"
import { Effect, Either, Option, Schema } from "effect"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import { UsageError } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as Content from "../send/Content.ts"
import * as ContentOptions from "../send/ContentOptions.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as OnboardingLines from "./OnboardingLines.ts"

const viewJson = Schema.encodeSync(OnboardingView)

/** `sluice onboarding test`: a message to each test number, whose delivery is followed (ON-02). */
export const command = Command.make(
  "test",
  {
    server: ServerOption.server,
    format: Output.format,
    account: Args.text({ name: "account" }).pipe(Args.withDescription("its id in the accounts file")),
    sender: Options.text("sender").pipe(Options.withDescription("which of its senders sends")),
    to: Options.text("to").pipe(
      Options.atLeast(1),
      Options.withDescription("a test number in E.164, of somebody who agreed; once for each of the 5 to 10")
    ),
    ...ContentOptions.options,
    yes: Confirmation.yes
  },
  ({ account, format, sender, server, to, yes, ...given }) =>
    Effect.gen(function* () {
      const read = Content.read({ ...given, content: Option.none() })
      const content = yield* Either.mapLeft(read, ({ message }) => new UsageError({ message }))
      const client = yield* ServerOption.client(server)
      yield* Confirmation.asked(
        `a test message would go to ${to.length === 1 ? "1 number" : `${to.length} numbers`}`,
        yes
      )
      const messageIds = yield* Effect.forEach(to, (recipient) =>
        Effect.map(
          ServerFailure.told(client.messages.send({ headers: {}, payload: { senderId: sender, recipient, content } })),
          ({ id }) => id
        )
      )
      const tested = client.onboarding.test({ path: { id: account }, payload: { messageIds } })
      const one = yield* ServerFailure.told(tested)
      yield* format === "json" ? Output.json(viewJson(one)) : Output.line(OnboardingLines.page(one))
    })
).pipe(
  Command.withDescription(
    Example.described("Send a test message to each test number; `sluice onboarding show` tells what became of them", [
      'sluice onboarding test acme --sender shop --to +886912345678 --text "A test of our new number" --yes'
    ])
  )
)
