import * as Args from "@effect/cli/Args"
import * as Command from "@effect/cli/Command"
import { Erasure, ErasureCounts } from "@sluice/client/Erasures"
import { E164 } from "@sluice/core/phone/E164"
import { Effect, Schema } from "effect"
import * as Confirmation from "../Confirmation.ts"
import * as Example from "../Example.ts"
import * as Output from "../Output.ts"
import * as AccountOption from "../server/AccountOption.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as ServerOption from "../server/ServerOption.ts"

const shared = { server: ServerOption.server, format: Output.format }

const number = Args.text({ name: "number" }).pipe(
  Args.withSchema(E164),
  Args.withDescription("a number in E.164, as in +886912345678; `sluice numbers check` corrects others")
)

const erasureJson = Schema.encodeSync(Erasure)
const countsJson = Schema.encodeSync(ErasureCounts)

/** The kinds of things that are erased, in the order in which they are told. */
const kinds = [
  ["messages", "messages"],
  ["cancelled", "of them queued, which will not be sent"],
  ["campaignRows", "rows of campaigns"],
  ["callbacks", "stored callbacks"],
  ["events", "events"],
  ["deliveries", "events on their way to subscribers"],
  ["earlyStatuses", "parked statuses"],
  ["windows", "service windows"],
  ["files", "files that they sent"],
  ["notes", "notes of reviewers"],
  ["optOuts", "opt-outs, which stand on without the number"]
] as const satisfies ReadonlyArray<readonly [keyof ErasureCounts, string]>

/** What there is of each kind, one a line; kinds with nothing are left out. */
const listed = (counts: ErasureCounts): string => {
  const found = kinds.flatMap(([kind, words]) => (counts[kind] === 0 ? [] : [`  ${counts[kind]} ${words}`]))
  return found.length === 0 ? "  nothing" : found.join("\n")
}

const story = ({ counts, endedAt, id }: Erasure): string =>
  endedAt === null
    ? `erasure ${id} is under way; so far:\n${listed(counts)}\n\`sluice recipients erasure ${id}\` tells how far it has come`
    : `erasure ${id} has ended:\n${listed(counts)}`

const tell = (format: Output.Format, erasure: Erasure) =>
  format === "json" ? Output.json(erasureJson(erasure)) : Output.line(story(erasure))

const erase = Command.make(
  "erase",
  {
    ...shared,
    number,
    account: AccountOption.account,
    dryRun: Confirmation.dryRun,
    yes: Confirmation.yes
  },
  ({ account, dryRun, format, number, server, yes }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      const payload = { ...AccountOption.named(account), recipient: number }
      if (dryRun) {
        const { counts } = yield* ServerFailure.told(client.erasures.preview({ payload }))
        return yield* format === "json"
          ? Output.json({ dryRun: true, counts: countsJson(counts) })
          : Output.line(`would be erased, with whatever stored callbacks and events hold:\n${listed(counts)}`)
      }
      yield* Confirmation.asked(`what is known of ${number} would be erased for good; --dry-run counts it`, yes)
      yield* tell(format, yield* ServerFailure.told(client.erasures.open({ payload })))
    })
).pipe(
  Command.withDescription(
    Example.described("Erase what is known of a recipient: numbers, names, texts and files; it cannot be undone", [
      "sluice recipients erase +6591234567 --dry-run",
      "sluice recipients erase +6591234567 --yes"
    ])
  )
)

const erasure = Command.make(
  "erasure",
  {
    ...shared,
    id: Args.text({ name: "id" }).pipe(Args.withDescription("the id of the erasure, as `recipients erase` told it"))
  },
  ({ format, id, server }) =>
    Effect.gen(function* () {
      const client = yield* ServerOption.client(server)
      yield* tell(format, yield* ServerFailure.told(client.erasures.get({ path: { id } })))
    })
).pipe(
  Command.withDescription(
    Example.described("Show how far an erasure has come", [
      "sluice recipients erasure 0199c3a0-7c1e-7000-8000-5d2f00c0ffee"
    ])
  )
)

/** `sluice recipients`: what is known of people, and getting rid of it (docs/people.md). */
export const command = Command.make("recipients").pipe(
  Command.withDescription(
    Example.described("Erase what is known of a recipient", ["sluice recipients erase +6591234567 --dry-run"])
  ),
  Command.withSubcommands([erase, erasure])
)
