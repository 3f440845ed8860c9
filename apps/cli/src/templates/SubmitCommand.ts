import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Templates from "@sluice/client/Templates"
import { Effect, Option, Schema } from "effect"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as AccountOption from "../server/AccountOption.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as TemplateFiles from "./TemplateFiles.ts"
import * as TemplateLines from "./TemplateLines.ts"

type Submitted = typeof Templates.Submitted.Type

const toJson = Schema.encodeSync(Templates.Submitted)

const acts = { create: "as a new template", revise: "as another version of the one that is there" } as const

const config = {
  server: ServerOption.server,
  format: Output.format,
  account: AccountOption.account,
  sender: Options.text("sender").pipe(
    Options.optional,
    Options.withDescription("a sender of the business account it is for; the account's first where it is not given")
  ),
  dryRun: Confirmation.dryRun,
  yes: Confirmation.yes,
  files: Args.text({ name: "file" }).pipe(
    Args.withDescription(
      "templates as they are submitted: JSON, a JSON array, or one on each line; - for standard input"
    ),
    Args.atLeast(1)
  )
}

const told = ({ act, language, name, template, warnings }: Submitted) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    yield* Output.line(
      template === null
        ? `${name} (${language}) would be handed in ${acts[act]}`
        : `${name} (${language}) was handed in ${acts[act]}\n${TemplateLines.page(template, style)}`
    )
    for (const { message, path } of warnings) yield* Output.line(`  ${style.doubt("warning")} ${path}: ${message}`)
  })

/** `sluice templates submit`: hands templates in for approval, once all of them are judged (TP-01, TP-06). */
export const command = Command.make("submit", config, ({ account, dryRun, files, format, sender, server, yes }) =>
  Effect.gen(function* () {
    const templates = yield* TemplateFiles.all(files)
    const client = yield* ServerOption.client(server)
    const { progress } = yield* Output.Output
    const submit = (template: unknown, isDry: boolean) =>
      ServerFailure.told(
        client.templates.submit({
          payload: {
            ...AccountOption.named(account),
            ...Option.match(sender, { onNone: () => ({}), onSome: (senderId) => ({ senderId }) }),
            template,
            dryRun: isDry
          }
        })
      )
    // All are judged before the first is handed in: a list with a fault in it leaves nothing half done.
    const judged = yield* Effect.forEach(templates, (template) => submit(template, true))
    if (!dryRun) {
      const names = judged.map(({ language, name }) => `${name} (${language})`).join(", ")
      yield* Confirmation.asked(`${names} would be handed in for approval`, yes)
    }
    const all = dryRun
      ? judged
      : yield* Effect.forEach(templates, (template, index) =>
          Effect.zipRight(progress(`handing in ${index + 1} of ${templates.length} …`), submit(template, false))
        )
    yield* Effect.forEach(all, (one) => (format === "json" ? Output.json(toJson(one)) : told(one)), { discard: true })
  })
).pipe(
  Command.withDescription(
    Example.described("Hand templates in for approval; what the linter refuses is not handed in", [
      "sluice templates submit order_shipped.json --dry-run",
      "sluice templates submit order_shipped.json --yes"
    ])
  )
)
