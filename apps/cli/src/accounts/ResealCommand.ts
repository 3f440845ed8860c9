import * as Command from "@effect/cli/Command"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import * as PgAuditLog from "@sluice/adapter-postgres/PgAuditLog"
import * as PgSecrets from "@sluice/adapter-postgres/PgSecrets"
import * as PgSubscriptions from "@sluice/adapter-postgres/PgSubscriptions"
import * as Vault from "@sluice/engine/ports/Vault"
import * as Resealing from "@sluice/engine/tokens/Resealing"
import { Config, Effect, Layer } from "effect"
import * as Confirmation from "../Confirmation.ts"
import * as DatabaseOption from "../database/DatabaseOption.ts"
import * as Example from "../Example.ts"
import * as ExitCode from "../ExitCode.ts"
import * as Prompted from "../keys/Prompted.ts"
import * as Output from "../Output.ts"
import * as Table from "../Table.ts"

/** The keys come from where servers and workers have them, and nowhere else: a command line can be read by others of the machine. */
const vault = Layer.unwrapEffect(
  Effect.map(
    Config.all({ keys: deployment.secretKeys.config, path: deployment.secretKeysPath.config }),
    NodeVault.layer
  )
)

const stores = Layer.mergeAll(PgSecrets.layer, PgSubscriptions.layer, PgAuditLog.layer)

const nameOf = ({ label }: Resealing.Outcome): string =>
  `${label.field === "access-token" ? "account" : "subscription"} ${Vault.ownerOf(label)}`

const told = (outcome: Resealing.Outcome): string => {
  switch (outcome._tag) {
    case "Current":
      return "is sealed with it"
    case "Due":
      return `would be sealed with ${outcome.toKeyId}`
    case "Resealed":
      return `is sealed with ${outcome.toKeyId} now`
    case "Replaced":
      return "was replaced meanwhile, and stands"
    case "Unreadable":
      return outcome.detail
  }
}

const json = (outcome: Resealing.Outcome) => ({
  of: outcome.label.field,
  owner: Vault.ownerOf(outcome.label),
  key: outcome.keyId,
  outcome: outcome._tag.toLowerCase(),
  ...("toKeyId" in outcome ? { to: outcome.toKeyId } : {}),
  ...("detail" in outcome ? { detail: outcome.detail } : {})
})

const table = (outcomes: ReadonlyArray<Resealing.Outcome>): string =>
  outcomes.length === 0
    ? "no secret lies in the database"
    : Table.render(
        ["secret of", "key", "outcome"],
        outcomes.map((outcome) => [nameOf(outcome), outcome.keyId, told(outcome)])
      )

const count = (outcomes: ReadonlyArray<Resealing.Outcome>, tag: Resealing.Outcome["_tag"]): number =>
  outcomes.filter(({ _tag }) => _tag === tag).length

/** `sluice accounts reseal`: every secret of the database under the first key, so that the ones before it can go (ADR 12). */
export const command = Command.make(
  "reseal",
  {
    databaseUrl: DatabaseOption.databaseUrl,
    format: Output.format,
    dryRun: Confirmation.dryRun,
    yes: Confirmation.yes
  },
  ({ databaseUrl, dryRun, format, yes }) =>
    Effect.gen(function* () {
      const print = (outcomes: ReadonlyArray<Resealing.Outcome>) =>
        format === "json"
          ? Effect.forEach(outcomes, (outcome) => Output.json(json(outcome)), { discard: true })
          : Output.line(table(outcomes))
      const found = yield* Resealing.run({ dryRun: true })
      const due = count(found, "Due")
      if (due > 0 && !dryRun) {
        yield* Confirmation.asked(`${due} secret${due === 1 ? "" : "s"} would be sealed with another key`, yes)
      }
      const outcomes =
        due === 0 || dryRun
          ? found
          : yield* Prompted.act("token.reseal", null, Resealing.run({ dryRun: false }), () => ({
              on: null,
              reason: null
            }))
      yield* print(outcomes)
      const unreadable = count(outcomes, "Unreadable")
      if (unreadable > 0) return yield* new ExitCode.FindingsFound({ errors: unreadable })
    }).pipe(Effect.provide(Layer.merge(vault, stores)), Effect.provide(DatabaseOption.layer(databaseUrl)))
).pipe(
  Command.withDescription(
    Example.described(
      "Seal the tokens and secrets of the database with the first of SLUICE_SECRET_KEYS, so that the others can be taken away (ADR 12)",
      ["sluice accounts reseal --dry-run", "sluice accounts reseal --yes"]
    )
  )
)
