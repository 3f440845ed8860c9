import { it } from "@effect/vitest"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as ChannelsConfig from "@sluice/engine/alerts/ChannelsConfig"
import { SecretMissing } from "@sluice/engine/directory/SecretReference"
import { AlertChannels } from "@sluice/engine/ports/AlertChannels"
import { Effect, Redacted } from "effect"
import { describe, expect } from "vitest"

const read = (...channels: ReadonlyArray<unknown>) =>
  ChannelsConfig.read({ channels }, (place) =>
    "env" in place && place.env === "THERE"
      ? Effect.succeed(Redacted.make("a secret"))
      : Effect.fail(new SecretMissing({ place, detail: "is not set" }))
  )

const issues = (...channels: ReadonlyArray<unknown>) =>
  Effect.map(Effect.flip(read(...channels)), (error) => error.issues.map(({ path }) => path))

const mail = {
  name: "mail",
  kind: "email",
  server: { host: "smtp.example.com", port: 587, user: "u", password: { env: "THERE" } },
  from: "Sluice <alerts@example.com>",
  to: ["ops@example.com"]
}

describe("the file on alert channels", () => {
  it.effect("every kind is read, with its secrets from where they lie", () =>
    Effect.gen(function* () {
      const found = yield* read(
        { name: "log", kind: "log", least: "info" },
        { name: "ops", kind: "webhook", url: "https://hooks.example.com/x", secret: { env: "THERE" } },
        { name: "chat", kind: "slack", url: { env: "THERE" }, rules: ["token-dead"], accounts: ["acme"] },
        mail
      )
      expect(found.map(({ kind, least, name }) => [name, kind, least])).toEqual([
        ["log", "log", "info"],
        ["ops", "webhook", "warning"],
        ["chat", "slack", "warning"],
        ["mail", "email", "warning"]
      ])
      expect(found[3]).toMatchObject({ server: { security: "starttls", login: { user: "u" } } })
      const channels = yield* Effect.provide(AlertChannels, Channels.layer(found))
      expect(channels[2]).toMatchObject({ ruleIds: new Set(["token-dead"]), accountIds: new Set(["acme"]) })
      expect(JSON.stringify(found)).not.toContain("a secret")
    })
  )

  it.effect("every fault is told with its place, and no secret", () =>
    Effect.gen(function* () {
      expect(yield* issues({ ...mail, to: [] })).toEqual(["channels[0].to[0]"])
      expect(yield* issues({ ...mail, from: "a@example.com\nBcc: b@example.com" })).toEqual(["channels[0].from"])
      expect(yield* issues({ ...mail, server: { ...mail.server, security: "none" } })).toEqual([
        "channels[0].server.security"
      ])
      expect(yield* issues({ ...mail, server: { host: "localhost", port: 25, user: "u" } })).toEqual([
        "channels[0].server"
      ])
      expect(yield* issues(mail, { ...mail })).toEqual(["channels[1].name"])
      expect(yield* issues({ name: "x", kind: "log", rules: ["token-ded"] })).toEqual(["channels[0].rules[0]"])
      expect(yield* issues({ name: "X", kind: "log" })).toEqual(["channels[0].name"])
      const missing = { name: "chat", kind: "slack", url: { env: "AWAY" } }
      expect(yield* issues(missing, { ...missing, name: "other" })).toEqual(["channels[0].url", "channels[1].url"])
      expect(yield* issues({ name: "log", kind: "log", colour: "red" })).toEqual(["channels[0].colour"])
    })
  )
})
