import * as Command from "@effect/cli/Command"
import * as Options from "@effect/cli/Options"
import { AuditEntry } from "@sluice/client/Audit"
import { Act } from "@sluice/core/access/Act"
import { DateTime, Effect, Option, Schema } from "effect"
import * as Bounded from "../Bounded.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"
import * as Table from "../Table.ts"

const entryJson = Schema.encodeSync(AuditEntry)

/** Entries in one request; the server's own bound. */
const pageMax = 500

const whoOf = ({ actor: { keyId, name, role } }: AuditEntry): string =>
  keyId === null ? name : `${name} (${role}, ${keyId})`

const outcomeOf = ({ outcome, reason }: AuditEntry): string => (reason === null ? outcome : `${outcome}: ${reason}`)

const table = (entries: ReadonlyArray<AuditEntry>): string =>
  entries.length === 0
    ? "nobody did anything"
    : Table.plain(
        ["at", "who", "did", "on", "outcome"],
        entries.map((entry) => [
          DateTime.formatIso(entry.at),
          whoOf(entry),
          entry.act,
          entry.on ?? "",
          outcomeOf(entry)
        ])
      )

const ls = Command.make(
  "ls",
  {
    server: ServerOption.server,
    format: Output.format,
    actor: Options.optional(
      Options.text("actor").pipe(Options.withDescription("of one key: its public part, or its name"))
    ),
    act: Options.optional(
      Options.choice("act", Act.literals).pipe(Options.withDescription("of one kind, as campaign.start"))
    ),
    since: Options.text("since").pipe(
      Options.withSchema(Schema.DateTimeUtc),
      Options.optional,
      Options.withDescription("from then on, such as 2026-07-01T00:00:00Z")
    ),
    limit: Bounded.integer("limit", 1, 1_000_000).pipe(
      Options.withDefault(50),
      Options.withDescription("how many at most; 50 where it is not given")
    )
  },
  ({ act, actor, format, limit, server, since }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const found: Array<AuditEntry> = []
      let cursor: number | null = null
      do {
        const urlParams: Parameters<typeof client.audit.list>[0]["urlParams"] = {
          ...Option.match(actor, { onNone: () => ({}), onSome: (actor) => ({ actor }) }),
          ...Option.match(act, { onNone: () => ({}), onSome: (act) => ({ act }) }),
          ...Option.match(since, { onNone: () => ({}), onSome: (since) => ({ since }) }),
          ...(cursor === null ? {} : { cursor }),
          limit: Math.min(pageMax, limit - found.length)
        }
        const page = yield* ServerFailure.told(client.audit.list({ urlParams }))
        found.push(...page.entries)
        cursor = page.next === null ? null : Number(page.next)
        if (format === "json") yield* Effect.forEach(page.entries, (one) => Output.json(entryJson(one)))
      } while (cursor !== null && found.length < limit)
      if (format === "human") yield* Output.line(table(found))
    })
).pipe(
  Command.withDescription(
    Example.described("List acts, newest first; for admins", [
      "sluice audit ls",
      "sluice audit ls --act campaign.start --since 2026-07-01T00:00:00Z --json"
    ])
  )
)

/** `sluice audit`: who did what, on what, when, and how it ended. */
export const command = Command.make("audit").pipe(
  Command.withDescription(Example.described("Who did what", ["sluice audit ls --actor ops"])),
  Command.withSubcommands([ls])
)
