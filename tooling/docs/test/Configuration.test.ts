import * as ConfigurationPage from "../src/ConfigurationPage.ts"
import * as SchemaKeys from "../src/SchemaKeys.ts"
import { root } from "../src/Workspace.ts"
import { AccountConfig } from "@sluice/engine/directory/AccountSchema"
import * as ChannelsConfig from "@sluice/engine/alerts/ChannelsConfig"
import * as SecretKeys from "@sluice/adapter-node/SecretKeys"
import * as Cli from "@sluice/cli/CliSettings"
import * as Server from "@sluice/server/ServerConfig"
import * as Worker from "@sluice/worker/WorkerConfig"
import { ConfigProvider, Effect, Either, Redacted, Schema } from "effect"
import { globSync, readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"

const read = ({ config, example, name }: (typeof ConfigurationPage.all)[number]) =>
  Effect.runSync(
    Effect.either(config).pipe(Effect.withConfigProvider(ConfigProvider.fromMap(new Map([[name, example]]))))
  )

describe("the reference of the configuration", () => {
  it("has every variable that a program knows, once", () => {
    const names = ConfigurationPage.all.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.toSorted()).toEqual(Server.known.map(({ name }) => name).toSorted())
  })

  it("says of every variable which program reads it", () => {
    const readByOne = [...Server.settings, ...Worker.settings, ...Cli.settings].map(({ name }) => name)
    expect(ConfigurationPage.all.filter(({ name }) => !readByOne.includes(name))).toEqual([])
  })

  it.each(ConfigurationPage.all)("$name takes its example, and its example is not its default", (setting) => {
    expect(Either.isRight(read(setting))).toBe(true)
    expect(setting.unset).not.toEqual({ _tag: "Default", text: setting.example })
    expect(setting.meaning).not.toMatch(/\.$/)
  })

  it("gives keys for secrets as an example that opens and seals", () => {
    const example = ConfigurationPage.all.find(({ name }) => name === "SLUICE_SECRET_KEYS")?.example ?? ""
    expect(Either.getOrThrow(SecretKeys.parse("the example", example))).toHaveLength(1)
  })

  it("deployment files, documents and READMEs name no variable that nobody reads", () => {
    const known = Server.known.map(({ name }) => name)
    const pages = globSync(
      [
        "*.md",
        "deploy/**/*.{yaml,yml,json}",
        "deploy/Dockerfile",
        "docs/**/*.{md,ts,sh,json}",
        "{apps,packages,tooling,samples}/{,*/}*.md"
      ],
      { cwd: root, exclude: (path) => path.includes("node_modules") || path.endsWith("CHANGELOG.md") }
    )
    expect(pages).toContain("deploy/Dockerfile")
    // What Kubernetes adds for a service is told of on the page, and is no variable of ours.
    const links = /_SERVICE_HOST$/
    const strange = pages.flatMap((page) =>
      [...readFileSync(`${root}${page}`, "utf8").matchAll(/\bSLUICE_[A-Z0-9_]*[A-Z0-9]\b(?![_*])/g)]
        .map(([name]) => name)
        .filter((name) => !known.includes(name) && !links.test(name))
        .map((name) => `${page}: ${name}`)
    )
    expect(strange).toEqual([])
  })

  it("says of every key of the accounts file and of the alerts file what it takes and what it is", () => {
    const keys = [
      ...SchemaKeys.variants(AccountConfig, "provider"),
      ...SchemaKeys.variants(ChannelsConfig.Channel, "kind")
    ].flatMap((variant) => variant.keys)
    expect(keys.length).toBeGreaterThan(80)
    expect(keys.filter(({ meaning, type }) => meaning === "" || type === "")).toEqual([])
  })
})

describe("the keys of a schema", () => {
  const secret = Schema.Union(Schema.Redacted(Schema.String), Schema.Struct({ env: Schema.String })).annotations({
    title: "a secret"
  })

  it("are those that are written, with what holds without them", () => {
    const schema = Schema.Struct({
      id: Schema.NonEmptyString.annotations({ documentation: "who" }),
      kind: Schema.optionalWith(Schema.Literal("one", "two"), { default: () => "one" as const }),
      note: Schema.optional(Schema.String.annotations({ documentation: "a note" })),
      list: Schema.NonEmptyArray(Schema.Struct({ port: Schema.Int })),
      named: Schema.Record({ key: Schema.String, value: Schema.Boolean }),
      key: secret.annotations({ documentation: "hidden" })
    })
    const key = (path: string, type: string, isNeeded = true, byDefault: string | null = null, meaning = "") => ({
      path,
      type,
      isNeeded,
      byDefault,
      meaning
    })
    expect(SchemaKeys.of(schema)).toEqual([
      key("id", "a text", true, null, "who"),
      key("kind", "`one` or `two`", false, '"one"'),
      key("note", "a text", false, null, "a note"),
      key("list", "a list, not empty"),
      key("list[].port", "a number"),
      key("named", "an object"),
      key("named.<name>", "`true` or `false`", false),
      key("key", "a secret", true, null, "hidden")
    ])
    expect(Redacted.isRedacted(Schema.decodeUnknownSync(secret)("x"))).toBe(true)
  })

  it("of several forms are told apart into what all have and what each has", () => {
    const shared = { id: Schema.String }
    const schema = Schema.Union(
      Schema.Struct({ ...shared, kind: Schema.Literal("a"), x: Schema.String }),
      Schema.Struct({ ...shared, kind: Schema.Literal("b"), x: Schema.Number })
    )
    const { common, own } = SchemaKeys.apart(SchemaKeys.variants(schema, "kind"))
    expect(common.map(({ path }) => path)).toEqual(["id"])
    expect(own.map(({ keys, word }) => [word, keys.map(({ type }) => type)])).toEqual([
      ["`a`", ["a text"]],
      ["`b`", ["a number"]]
    ])
  })
})
