import * as CloudApiInspection from "@sluice/adapter-cloud-api/CloudApiInspection"
import * as CloudApiInspector from "@sluice/adapter-cloud-api/CloudApiInspector"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import * as Database from "@sluice/adapter-postgres/Database"
import * as PgSecrets from "@sluice/adapter-postgres/PgSecrets"
import * as PgTemplates from "@sluice/adapter-postgres/PgTemplates"
import { shipped } from "@sluice/core/policy/Policy"
import * as LiveDirectory from "@sluice/engine/directory/LiveDirectory"
import * as DatabaseJudgement from "@sluice/engine/doctor/DatabaseJudgement"
import * as DeploymentJudgement from "@sluice/engine/doctor/DeploymentJudgement"
import * as Finding from "@sluice/engine/doctor/Finding"
import * as TemplatesJudgement from "@sluice/engine/doctor/TemplatesJudgement"
import { type Account, Directory } from "@sluice/engine/ports/Directory"
import { Templates } from "@sluice/engine/ports/Templates"
import { Clock, Context, Effect, Either, Layer, Option, type Redacted } from "effect"
import * as Probe from "../callbacks/verify/Probe.ts"
import * as AccountChecks from "./AccountChecks.ts"
import * as BlobCheck from "./BlobCheck.ts"
import * as CallbackCheck from "./CallbackCheck.ts"
import * as DatabaseFacts from "./DatabaseFacts.ts"
import * as KafkaCheck from "./KafkaCheck.ts"
import * as ServerCheck from "./ServerCheck.ts"
import * as Surroundings from "./Surroundings.ts"

/** What is checked beside what the environment says. */
export interface Options {
  /** As providers call the server; null takes `SLUICE_PUBLIC_URL`, then the one that runs here. */
  readonly callbackUrl: string | null
  /** The server that `sluice up` runs here. */
  readonly localUrl: string | null
  /** One account alone; null for all. */
  readonly account: string | null
}

/** Longer than a send waits, so that a slow endpoint is told from one that is away. */
const answerMillisMax = 5_000

/** Templates of one account that are looked at. */
const templatesMax = 1_000

const noPools: DatabaseJudgement.Pools = { server: 8, worker: 8 }

/** The database, open for the length of the scope, and what was found of it. */
const database = Effect.fnUntraced(function* (url: Redacted.Redacted | null, pools: DatabaseJudgement.Pools) {
  if (url === null) {
    const missing = Finding.skipped("database", "", "nobody says where it is", "set SLUICE_DATABASE_URL")
    return { findings: [missing], client: null, isCurrent: false }
  }
  const address = DatabaseFacts.addressOf(url)
  const layer = Database.layer({
    url,
    connectionsMax: 2,
    applicationName: "sluice-doctor",
    connectMillisMax: answerMillisMax
  })
  const opened = yield* Effect.either(Layer.build(layer))
  if (Either.isLeft(opened)) {
    const finding = DatabaseJudgement.unreachable(address, opened.left.message)
    return { findings: [finding], client: null, isCurrent: false }
  }
  const facts = yield* Effect.either(DatabaseFacts.collect(address).pipe(Effect.provide(opened.right)))
  return Either.match(facts, {
    onLeft: (error) => ({
      findings: [DatabaseJudgement.unreachable(address, error.message)],
      client: null,
      isCurrent: false
    }),
    onRight: (known) => ({
      findings: DatabaseJudgement.of(known, pools),
      client: opened.right,
      isCurrent: known.pending.length === 0
    })
  })
})

/** Who may send: as the processes know it where the store can be asked, else as the accounts file has it. */
const directory = (path: string, store: Context.Context<PgClientContext> | null, secretKeys: NodeVault.Source) => {
  const file = AccountsFile.layer(path)
  if (store === null) return Layer.map(file, Context.add(LiveDirectory.LiveTokens, noReplacements))
  return LiveDirectory.layer().pipe(
    Layer.provide([file, NodeVault.layer(secretKeys), Layer.provide(PgSecrets.layer, Layer.succeedContext(store))])
  )
}

type PgClientContext = Layer.Layer.Success<ReturnType<typeof Database.layer>>

const noReplacements: Context.Tag.Service<LiveDirectory.LiveTokens> = {
  replacement: () => null,
  refresh: Effect.void
}

const hasTemplates = ({ provider }: Account): boolean => provider === "cloud-api" || provider === "360dialog"

const templates = Effect.fnUntraced(function* (account: Account) {
  const registry = yield* Templates
  const known = yield* Effect.either(registry.list({ accountId: account.id, limit: templatesMax }))
  if (Either.isLeft(known)) return [Finding.skipped("templates", account.id, known.left.message)]
  const facts = { accountId: account.id, hasTemplates: hasTemplates(account), templates: known.right }
  return TemplatesJudgement.of(facts, shipped.guide.templates, yield* Clock.currentTimeMillis)
})

const plain = (accounts: ReadonlyArray<Account>): ReadonlyArray<string> =>
  accounts.flatMap(({ baseUrls }) => baseUrls).filter((url) => url.startsWith("http:"))

/** Everything, each check beside the others; nothing of it changes anything, but for callbacks that tell nothing and a file that is removed again. */
export const run = Effect.fn("Doctor.run")(function* (options: Options) {
  const found = yield* Surroundings.read
  const { server, worker } = found
  const environment = server?.environment ?? worker?.environment ?? "development"
  const pools =
    server === null || worker === null
      ? noPools
      : { server: server.databaseConnections, worker: worker.databaseConnections }
  const probe = yield* Probe.make({ answerMillisMax, authorities: null })
  const baseUrl = options.callbackUrl ?? server?.publicUrl ?? options.localUrl
  const store = yield* database(found.databaseUrl, pools)

  const keys = server?.secretKeys ?? worker?.secretKeys ?? { keys: Option.none(), path: Option.none() }
  const known =
    found.accountsPath === null
      ? null
      : yield* Effect.either(Layer.build(directory(found.accountsPath, store.isCurrent ? store.client : null, keys)))

  const ofAccounts = Effect.fnUntraced(function* () {
    if (known === null) {
      const remedy = "set SLUICE_ACCOUNTS to the accounts file, or run where `sluice up` runs"
      return { accounts: [], findings: [Finding.skipped("accounts", "", "nobody says where they are", remedy)] }
    }
    if (Either.isLeft(known)) {
      const findings = known.left.message
        .split("\n")
        .map((line) =>
          Finding.fail("accounts", "", line, "correct it in the accounts file or its secrets; nothing starts before")
        )
      return { accounts: [], findings }
    }
    const all = yield* Context.get(known.right, Directory).accounts
    const accounts = all.filter(({ id }) => options.account === null || id === options.account)
    const senders = yield* Context.get(known.right, Directory).senders
    const live = Context.get(known.right, LiveDirectory.LiveTokens)
    const checked = yield* Effect.forEach(
      accounts,
      (account) =>
        Effect.all(
          [
            AccountChecks.run(probe, {
              account,
              senders: senders.filter(({ accountId }) => accountId === account.id),
              source: live.replacement(account.id) === null ? "file" : "database"
            }),
            CallbackCheck.run(probe, { account, baseUrl, environment }),
            store.client === null || !store.isCurrent
              ? Effect.succeed([Finding.skipped("templates", account.id, "they are in the database")])
              : templates(account).pipe(Effect.provide(PgTemplates.layer), Effect.provide(store.client))
          ],
          { concurrency: "unbounded" }
        ),
      { concurrency: 4 }
    ).pipe(
      Effect.provide(Layer.provide(Layer.merge(CloudApiInspector.layer, CloudApiInspection.layer), HttpWire.layer))
    )
    const names = accounts.map(({ id }) => id).join(", ")
    const told =
      accounts.length === 0
        ? Finding.fail("accounts", options.account ?? "", "there is no such account", "`sluice accounts ls` shows them")
        : Finding.ok("accounts", "", names)
    return { accounts, findings: [told, ...checked.flat(2)] }
  })

  const [{ accounts, findings: accountFindings }, serverFinding, kafka, blobs] = yield* Effect.all(
    [
      ofAccounts(),
      ServerCheck.run(probe, baseUrl),
      server === null ? Effect.succeed([]) : KafkaCheck.run(server.callbackLog),
      server === null ? Effect.succeed([]) : Effect.map(BlobCheck.run(server.blobs), (finding) => [finding])
    ],
    { concurrency: "unbounded" }
  )
  const production =
    server === null
      ? []
      : DeploymentJudgement.of({
          environment,
          publicUrl: server.publicUrl,
          hasSecretKeys: Option.isSome(keys.keys) || Option.isSome(keys.path),
          databaseTls: DatabaseFacts.isEncrypted(server.databaseUrl),
          plainEndpoints: plain(accounts),
          blobs: server.blobs._tag === "Directory" ? "directory" : "s3",
          logLevel: server.logLevel.label
        })
  return Finding.ordered([
    ...found.findings,
    ...production,
    ...accountFindings,
    ...store.findings,
    ...kafka,
    ...blobs,
    serverFinding
  ])
}, Effect.scoped)
