import { Args, Command, Options } from "@effect/cli"
import * as Approval from "@sluice/core/template/Approval"
import { Array, Effect, Option } from "effect"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as AccountOption from "../server/AccountOption.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as TemplateFiles from "./TemplateFiles.ts"

/** Templates in one request; the server's own bound. */
const putMax = 1_000

/** `sluice templates import`: into the registry that messages are fitted to (TP-07). */
export const command = Command.make(
  "import",
  {
    server: ServerOption.server,
    format: Output.format,
    account: AccountOption.account,
    files: Args.text({ name: "file" }).pipe(
      Args.withDescription(
        "templates as the platform lists them: JSON, a JSON array, or one on each line; - for standard input"
      ),
      Args.atLeast(1)
    ),
    status: Options.choice("status", Approval.Status.literals).pipe(
      Options.optional,
      Options.withDescription("of templates that come without one")
    )
  },
  ({ account, files, format, server, status }) =>
    Effect.gen(function* () {
      const templates = yield* TemplateFiles.all(files)
      const client = yield* ServerOption.client(server)
      const counts = yield* Effect.forEach(Array.chunksOf(templates, putMax), (chunk) =>
        ServerFailure.told(
          client.templates.put({
            payload: {
              ...AccountOption.named(account),
              ...Option.match(status, { onNone: () => ({}), onSome: (one) => ({ status: one }) }),
              templates: chunk
            }
          })
        )
      )
      const added = counts.reduce((sum, count) => sum + count.added, 0)
      const replaced = counts.reduce((sum, count) => sum + count.replaced, 0)
      yield* format === "json"
        ? Output.json({ added, replaced })
        : Output.line(`${added} added, ${replaced} replaced; messages are fitted to them from now on`)
    })
).pipe(
  Command.withDescription(
    Example.described("Import an account's templates, so that messages are fitted to them before they are queued", [
      "sluice templates import templates.json",
      "sluice templates import --status approved order_update.json"
    ])
  )
)
