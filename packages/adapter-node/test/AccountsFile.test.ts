import { FileSystem } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { it } from "@effect/vitest"
import * as AccountsFile from "@sluice/adapter-node/AccountsFile"
import { Directory } from "@sluice/engine/ports/Directory"
import { ConfigProvider, Effect, Either, Layer, Redacted } from "effect"
import { describe, expect } from "vitest"

const accounts = (secrets: Readonly<Record<string, unknown>> = {}) => ({
  accounts: [
    {
      id: "shop",
      provider: "cloud-api",
      policy: "guide",
      baseUrls: ["https://platform.test"],
      version: "v25.0",
      accessToken: "inline-token",
      appSecrets: ["inline-secret"],
      verifyToken: "inline-verify",
      ...secrets,
      businesses: [
        {
          id: "shop-asia",
          timeZone: "Asia/Taipei",
          senders: [{ id: "orders", phoneNumberId: "100000000000001", number: "+886912345678" }]
        }
      ]
    }
  ]
})

/** Writes the file and reads the directory out of it, with `env` as the environment. */
const read = (text: string, env: ReadonlyMap<string, string> = new Map()) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* files.makeTempFileScoped()
    yield* files.writeFileString(path, text)
    return yield* Effect.flatMap(Directory, (directory) => directory.account("shop")).pipe(
      Effect.provide(
        AccountsFile.layer(path).pipe(Layer.provide(Layer.setConfigProvider(ConfigProvider.fromMap(new Map(env)))))
      ),
      Effect.either
    )
  }).pipe(Effect.provide(NodeContext.layer))

const told = (result: Either.Either<unknown, { readonly message: string }>): string =>
  Either.isLeft(result) ? result.left.message : "no error"

describe("The accounts file", () => {
  it.scoped("SF-04: secrets come from where the file says, without the line break at a file's end", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const secret = yield* files.makeTempFileScoped()
      yield* files.writeFileString(secret, "from-a-file\n")
      const text = JSON.stringify(accounts({ accessToken: { env: "SHOP_TOKEN" }, appSecrets: [{ file: secret }] }))
      const account = Either.getOrThrow(yield* read(text, new Map([["SHOP_TOKEN", "from-the-environment"]])))
      expect(account).toMatchObject({
        accessToken: Redacted.make("from-the-environment"),
        appSecrets: [Redacted.make("from-a-file")]
      })
      expect(JSON.stringify(account)).not.toContain("from-")
    }).pipe(Effect.provide(NodeContext.layer))
  )

  it.scoped("every secret that is missing is named with its place, and none that is there is told", () =>
    Effect.gen(function* () {
      const text = JSON.stringify(
        accounts({
          accessToken: { env: "SHOP_TOKEN" },
          verifyToken: { file: "/nowhere/verify" },
          appSecrets: ["keep-me"]
        })
      )
      const message = told(yield* read(text))
      expect(message).toContain("SHOP_TOKEN is not set")
      expect(message).toContain("/nowhere/verify cannot be read")
      expect(message).not.toContain("keep-me")
    })
  )

  it.scoped("a file that is not JSON is told without its text, which may hold secrets", () =>
    Effect.gen(function* () {
      const message = told(yield* read('{"accessToken": "keep-me"'))
      expect(message).toContain("is not valid JSON")
      expect(message).not.toContain("keep-me")
    })
  )

  it.effect("a file that is not there says so", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Layer.build(AccountsFile.layer("/nowhere/accounts.json")))
      expect(error.message).toBe(
        "the accounts file /nowhere/accounts.json cannot be read: NotFound; SLUICE_ACCOUNTS names it"
      )
    }).pipe(Effect.scoped, Effect.provide(NodeContext.layer))
  )
})
