import * as KafkaConfig from "@sluice/adapter-kafka/KafkaConfig"
import { blobs } from "@sluice/adapter-node/settings/BlobSettings"
import { commandLine } from "@sluice/adapter-node/settings/CommandLineSettings"
import { deployment } from "@sluice/adapter-node/settings/DeploymentSettings"
import { server } from "@sluice/adapter-node/settings/ServerSettings"
import { tracing } from "@sluice/adapter-node/settings/TracingSettings"
import { worker } from "@sluice/adapter-node/settings/WorkerSettings"
import { AccountConfig } from "@sluice/engine/directory/AccountSchema"
import * as ChannelsConfig from "@sluice/engine/alerts/ChannelsConfig"
import type { Setting } from "@sluice/engine/settings/Setting"
import * as Cli from "@sluice/cli/CliSettings"
import * as Server from "@sluice/server/ServerConfig"
import * as Worker from "@sluice/worker/WorkerConfig"
import * as Markdown from "./Markdown.ts"
import * as SchemaKeys from "./SchemaKeys.ts"

/** `docs/configuration.md`: every variable and every key of a file, from the declarations that read them. */
export const path = "docs/configuration.md"

const introduction = `# What can be configured?

Programs read variables of their environment, and two files that are named there. Nothing else is configured before the start; what changes while everything runs
(templates, keys, tokens, holds, subscriptions) is kept in the database.

- **One environment for all.** Server, worker and \`sluice\` may be given the same variables: each takes what it reads, and leaves what another reads.
- **A start with a mistake does not happen.** What is missing or wrong, and every variable that begins with \`SLUICE_\` and is not on this page, is told in one message,
  a line each, with the name that was probably meant; the process ends with 1. Values are never printed. Secrets that an accounts or alerts file names by
  \`{ "env": "NAME" }\` therefore have names of another beginning.
- **An older version does not know the variables of a newer one**: change the environment together with the version.
- **\`sluice doctor\`** reads the environment as server and worker do, and says whether they would start ([more](doctor.md)).
- **Limits, waits and retries** are values of a policy, which an account overrides in the accounts file ([rules](rules.md)).
- **What Kubernetes adds** for a service whose name begins with \`sluice-\` (\`SLUICE_SERVER_SERVICE_HOST\` and its like) is not taken for a mistake.

In the tables *without it* says what holds where a variable is not set; **needed** means that the program does not start. An empty value counts as none where a text is read.`

interface Area {
  readonly title: string
  readonly about: string
  readonly settings: Readonly<Record<string, Setting<unknown>>>
}

const areas: ReadonlyArray<Area> = [
  { title: "Every process", about: "What servers and workers of a deployment read alike.", settings: deployment },
  { title: "Server", about: "How it is called, and what it takes.", settings: server },
  { title: "Media", about: "Where the server keeps files ([more](media.md)).", settings: blobs },
  {
    title: "Kafka",
    about:
      "Where callbacks go over Kafka ([more](kafka.md)). All but the first count with `SLUICE_CALLBACK_LOG=kafka` alone.",
    settings: KafkaConfig.settings
  },
  { title: "Worker", about: "How the others reach it, and a candidate decoder.", settings: worker },
  {
    title: "Traces",
    about: "Variables of OpenTelemetry's own, read by servers and workers alike ([more](tracing.md)).",
    settings: tracing
  },
  { title: "Command line", about: "Options go before variables ([more](cli.md)).", settings: commandLine }
]

const programs: ReadonlyArray<{ readonly name: string; readonly settings: ReadonlyArray<Setting<unknown>> }> = [
  { name: "server", settings: Server.settings },
  { name: "worker", settings: Worker.settings },
  { name: "`sluice`", settings: Cli.settings }
]

const readers = (setting: Setting<unknown>): string =>
  programs
    .filter(({ settings }) => settings.some(({ name }) => name === setting.name))
    .map(({ name }) => name)
    .join(", ")

const unset = ({ unset: without }: Setting<unknown>): string => {
  switch (without._tag) {
    case "Needed":
      return "**needed**"
    case "Default":
      return Markdown.code(without.text)
    case "Without":
      return without.meaning
  }
}

const variables = ({ about, settings, title }: Area): ReadonlyArray<string> => [
  `## ${title}`,
  about,
  Markdown.table(
    ["variable", "takes", "unit", "without it", "example", "what it is", "read by"],
    Object.values(settings).map((setting) => [
      Markdown.code(setting.name),
      `${setting.type}${setting.isSecret && setting.type !== "a secret" ? " (secret)" : ""}`,
      setting.unit ?? "",
      unset(setting),
      Markdown.code(setting.example),
      setting.meaning,
      readers(setting)
    ])
  )
]

const keys = (all: ReadonlyArray<SchemaKeys.Key>): string =>
  all.length === 0
    ? ""
    : Markdown.table(
        ["key", "takes", "without it", "what it is"],
        all.map(({ byDefault, isNeeded, meaning, path: key, type }) => [
          Markdown.code(key),
          type,
          isNeeded ? "**needed**" : byDefault === null ? "" : Markdown.code(byDefault),
          meaning
        ])
      )

const secrets = `A secret is the text itself, \`{ "env": "NAME" }\` for a variable, or \`{ "file": "/run/secrets/name" }\` for a file, whose last line break does not
count.`

const accounts = (): ReadonlyArray<string> => {
  const { common, own } = SchemaKeys.apart(SchemaKeys.variants(AccountConfig, "provider"))
  return [
    "## The accounts file",
    `\`SLUICE_ACCOUNTS\` names it: a JSON object whose list \`accounts\` says who may send, through what, and at which pace. An account at a provider holds businesses, a
business holds senders. [How do I connect a real WhatsApp number?](connect-a-number.md) has a whole one. Everything that is wrong in it is told at once, with
its place and a remedy; a key that is not below is wrong.`,
    secrets,
    "### Every account",
    keys([
      {
        path: "provider",
        type: `${own.map(({ word }) => word).join(", ")}`,
        isNeeded: true,
        byDefault: null,
        meaning: "through whom it sends ([providers](providers.md)); it decides which of the tables below counts"
      },
      ...common
    ]),
    ...own.flatMap((variant) => [`### ${variant.word}`, keys(variant.keys)])
  ]
}

const alerts = (): ReadonlyArray<string> => {
  const { common, own } = SchemaKeys.apart(SchemaKeys.variants(ChannelsConfig.Channel, "kind"))
  return [
    "## The alerts file",
    `\`SLUICE_ALERTS\` names it: a JSON object whose list \`channels\` of at most 20 says who is told of alerts ([more](alerts.md)). Secrets are given as in the accounts file.`,
    "### Every channel",
    keys([
      {
        path: "kind",
        type: own.map(({ word }) => word).join(", "),
        isNeeded: true,
        byDefault: null,
        meaning: "how it is told; it decides which of the tables below counts"
      },
      ...common
    ]),
    ...own
      .filter((variant) => variant.keys.length > 0)
      .flatMap((variant) => [`### ${variant.word}`, keys(variant.keys)])
  ]
}

/** The page. */
export const render = (): string =>
  Markdown.page([
    Markdown.generated("npx -y pnpm@12.21.0 pages"),
    introduction,
    ...areas.flatMap(variables),
    ...accounts(),
    ...alerts()
  ])

/** Every variable of the page. */
export const all: ReadonlyArray<Setting<unknown>> = areas.flatMap(({ settings }) => Object.values(settings))
