import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import * as Templates from "@sluice/client/Templates"
import * as Approval from "@sluice/core/template/Approval"
import { Effect, Option, Schema } from "effect"
import * as Example from "../Example.ts"
import { CommandFailed, FindingsFound } from "../ExitCode.ts"
import * as Output from "../Output.ts"
import * as AccountOption from "../server/AccountOption.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as TemplateLines from "./TemplateLines.ts"

const shared = { server: ServerOption.server, format: Output.format, account: AccountOption.account }

const toJson = Schema.encodeSync(Templates.TemplateView)

/** Templates in one request; the server's own bound. */
const pageMax = 500

/** `sluice templates sync`: takes over what the provider has. */
export const sync = Command.make("sync", shared, ({ account, format, server }) =>
  Effect.gen(function* () {
    const { note, progress } = yield* Output.Output
    const client = yield* ServerOption.client(server)
    yield* progress("asking the provider for its templates …")
    const synced = yield* ServerFailure.told(client.templates.sync({ payload: AccountOption.named(account) }))
    const { added, changed, gone, unchanged, unreadable } = synced
    yield* format === "json"
      ? Output.json(synced)
      : Output.line(
          `${added} added, ${changed} changed, ${unchanged} as before, ${gone} gone; messages are fitted to them from now on`
        )
    if (format === "human") {
      for (const { findings, language, name } of unreadable) {
        yield* note(
          `${name} (${language}) cannot be read: ${findings.map(({ message, path }) => `${path} ${message}`).join("; ")}`
        )
      }
    }
    if (unreadable.length > 0) return yield* new FindingsFound({ errors: unreadable.length })
  })
).pipe(
  Command.withDescription(
    Example.described("Fetch an account's templates from the provider, with where their approval stands", [
      "sluice templates sync",
      "sluice templates sync --account acme --json"
    ])
  )
)

const statuses = Options.choice("status", Approval.Status.literals).pipe(
  Options.repeated,
  Options.withDescription("only those of this status; may be given several times")
)

/** `sluice templates ls`: the templates that messages are fitted to. */
export const ls = Command.make("ls", { ...shared, statuses }, ({ account, format, server, statuses }) =>
  Effect.gen(function* () {
    const { style } = yield* Output.Output
    const client = yield* ServerOption.client(server)
    const found: Array<Templates.TemplateView> = []
    let cursor: string | null = null
    do {
      const urlParams: Parameters<typeof client.templates.list>[0]["urlParams"] = {
        ...AccountOption.named(account),
        limit: pageMax,
        ...(cursor === null ? {} : { cursor })
      }
      const page = yield* ServerFailure.told(client.templates.list({ urlParams }))
      found.push(...page.templates.filter(({ status }) => statuses.length === 0 || statuses.includes(status)))
      cursor = page.next
    } while (cursor !== null)
    yield* format === "json"
      ? Effect.forEach(found, (template) => Output.json(toJson(template)), { discard: true })
      : Output.line(TemplateLines.table(found, style))
  })
).pipe(
  Command.withDescription(
    Example.described("List the templates that messages are fitted to, and where their approval stands", [
      "sluice templates ls",
      "sluice templates ls --status rejected --status paused --json"
    ])
  )
)

const name = Args.text({ name: "name" }).pipe(Args.withDescription("name of the template"))
const language = Options.text("language").pipe(
  Options.optional,
  Options.withDescription("one language alone, as en_US")
)
const cached = Options.boolean("cached").pipe(
  Options.withDescription("what is registered, without asking the provider first")
)

/** `sluice templates status`: asks the provider about one name, and shows what stands then. */
export const status = Command.make(
  "status",
  { ...shared, name, language, cached },
  ({ account, cached, format, language, name, server }) =>
    Effect.gen(function* () {
      const { style } = yield* Output.Output
      const client = yield* ServerOption.client(server)
      const of = AccountOption.named(account)
      if (!cached) yield* ServerFailure.told(client.templates.sync({ payload: { ...of, name } }))
      const { templates } = yield* ServerFailure.told(
        client.templates.list({ urlParams: { ...of, name, limit: pageMax } })
      )
      const shown = templates.filter(
        (template) => Option.getOrElse(language, () => template.language) === template.language
      )
      if (shown.length === 0) {
        const which = Option.match(language, { onNone: () => name, onSome: (code) => `${name} in ${code}` })
        return yield* new CommandFailed({
          message: `no template ${which}; \`sluice templates ls\` shows those that are known`
        })
      }
      yield* format === "json"
        ? Effect.forEach(shown, (template) => Output.json(toJson(template)), { discard: true })
        : Output.line(shown.map((template) => TemplateLines.page(template, style)).join("\n\n"))
    })
).pipe(
  Command.withDescription(
    Example.described("Ask the provider where a template's approval stands, and why", [
      "sluice templates status order_update",
      "sluice templates status order_update --language en_US --cached --json"
    ])
  )
)
