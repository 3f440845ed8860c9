import * as CloudApiGraphMedia from "@sluice/adapter-cloud-api/CloudApiGraphMedia"
import * as CloudApiTemplates from "@sluice/adapter-cloud-api/CloudApiTemplates"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as NodeVault from "@sluice/adapter-node/NodeVault"
import { Keys } from "@sluice/engine/access/Keys"
import * as Channels from "@sluice/engine/alerts/Channels"
import * as ChannelsConfig from "@sluice/engine/alerts/ChannelsConfig"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import type { Role } from "@sluice/engine/ports/ApiKeys"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import { Graph } from "@sluice/engine/ports/Graph"
import { DownloadRefused, GraphMedia } from "@sluice/engine/ports/GraphMedia"
import { MediaReader, MediaUnreadable } from "@sluice/engine/ports/MediaReader"
import { HttpTarget, TopicTarget } from "@sluice/engine/ports/Targets"
import { Vault } from "@sluice/engine/ports/Vault"
import { create } from "@sluice/server/Server"
import * as UseCases from "@sluice/server/UseCases"
import { Effect, Layer, Redacted } from "effect"
import * as commandLine from "../commandLine.ts"

const accounts = (platformUrl: string) => ({
  accounts: [
    {
      id: "acme",
      provider: "cloud-api",
      policy: "guide",
      baseUrls: [platformUrl],
      version: "v25.0",
      accessToken: "token",
      appSecrets: ["secret"],
      verifyToken: "verify",
      businesses: [
        { id: "b", timeZone: "Asia/Taipei", senders: [{ id: "shop", phoneNumberId: "1001", number: "+886912345678" }] }
      ]
    }
  ]
})

const settings = {
  environment: "development",
  trustProxyHops: 0,
  publicUrl: null,
  batchRowsMax: 100,
  keyRequestsPerSecond: 1_000,
  batchBytesMax: 1_048_576
} as const

/** A platform that knows every token but dead ones. */
const inspector = Layer.succeed(TokenInspector, {
  inspect: (_, senders, token) =>
    Effect.succeed({
      word: Redacted.value(token).includes("dead")
        ? { _tag: "Refused", code: 190, subcode: 463 }
        : { _tag: "Described", isValid: true, expiresMillis: null, scopes: ["whatsapp_business_messaging"] },
      reaches: senders.map(({ id }) => ({ senderId: id, reach: "readable" }))
    })
})

const vault = Layer.succeed(Vault, NodeVault.make([{ id: "test", bytes: new Uint8Array(32).fill(7) }]))

/** A subscriber that takes what does not lead to `refused`. */
const subscriber = Layer.succeed(HttpTarget, {
  post: (url) =>
    Effect.succeed(
      url.includes("refused")
        ? { _tag: "Untaken", status: 500, detail: "it answered 500", askedMillis: null }
        : { _tag: "Taken", status: 204 }
    ),
  uncalled: () => null,
  loopback: false
})

/** No command makes the server ask the platform while it waits, or gives it a file. */
const graph = Layer.mergeAll(
  Layer.succeed(Graph, { ask: () => Effect.succeed({ _tag: "Silent", detail: "nobody" }) }),
  Layer.succeed(GraphMedia, {
    upload: () => Effect.succeed({ _tag: "Silent", detail: "nobody" }),
    remove: () => Effect.succeed({ _tag: "Silent", detail: "nobody" }),
    open: () => new DownloadRefused({ detail: "nobody" })
  }),
  Layer.succeed(MediaReader, { read: () => new MediaUnreadable({ reason: "missing", detail: "nobody" }) })
)

/**
 * A server over a memory store, closed with the scope, and command lines that talk to it with a key of its one account; with the store, so that a
 * test can put something there.
 */
export const withStore = Effect.fnUntraced(function* (role: Role, platformUrl = "http://127.0.0.1:1") {
  const store = yield* Layer.build(MemoryStore.layer)
  const directory = DirectoryLayer.layer(accounts(platformUrl), () => Effect.dieMessage("every secret is inline"))
  const layer = UseCases.over(
    Layer.mergeAll(
      Layer.succeedContext(store),
      MemoryBlobStore.layer,
      directory,
      inspector,
      graph,
      CloudApiGraphMedia.layer,
      Layer.provide(CloudApiTemplates.layer, HttpWire.layer),
      vault,
      subscriber,
      TopicTarget.none,
      Channels.layer(ChannelsConfig.unconfigured)
    ),
    settings,
    1
  )
  const app = yield* Effect.acquireRelease(
    Effect.promise(() => create(layer, settings)),
    (made) => Effect.promise(() => made.close())
  )
  yield* Effect.promise(() => app.listen(0, "127.0.0.1"))
  const url = yield* Effect.promise(() => app.getUrl())
  const { token } = yield* Effect.flatMap(Keys, (keys) =>
    keys.issue({ name: "cli", role, accountId: "acme", expiresMillis: null })
  ).pipe(
    Effect.provide(Keys.layer().pipe(Layer.provide(NodeCrypto.layer))),
    Effect.provide(Layer.succeedContext(store)),
    Effect.orDie
  )
  const connection = ["--url", url, "--key", Redacted.value(token)]

  /** Runs a command line; where the server is, and who asks, is added behind its subcommand's words. */
  const sluice = (words: ReadonlyArray<string>, ...args: ReadonlyArray<string>) =>
    commandLine.run([...words, ...connection, ...args])
  return { sluice, store, url }
})

/** The command lines alone. */
export const as = (role: Role) => Effect.map(withStore(role), ({ sluice }) => sluice)

/** The same with an operator's key. */
export const make = as("operator")
