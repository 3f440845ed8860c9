import * as CloudApiDialect from "@sluice/adapter-cloud-api/CloudApiDialect"
import * as HttpWire from "@sluice/adapter-http/HttpWire"
import * as Database from "@sluice/adapter-postgres/Database"
import * as Migrations from "@sluice/adapter-postgres/Migrations"
import * as PgStore from "@sluice/adapter-postgres/PgStore"
import * as UuidV7 from "@sluice/engine/accept/UuidV7"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as Lane from "@sluice/engine/dispatch/Lane"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import * as Speaking from "@sluice/engine/providers/Speaking"
import { Effect, Fiber, Layer, ManagedRuntime, Redacted } from "effect"
import * as Offer from "../latency/Offer.ts"
import * as Contestant from "./Contestant.ts"
import type { Platform } from "./Platform.ts"

/** Senders of one business: a lane each, as in a deployment of this size. */
const senders = Array.from({ length: 4 }, (_, index) => ({
  id: `sender-${index}`,
  phoneNumberId: String(1_000 + index),
  number: `+4915112345${index}00`,
  throughput: "upgraded"
}))

/** Their names. */
export const senderIds: ReadonlyArray<string> = senders.map(({ id }) => id)

/** What a send reads and writes. */
export const tables: ReadonlyArray<string> = ["message", "queue", "attempt", "message_event", "message_name"]

/**
 * The Cloud API's own limits, but for what the peers do not know: messages a second, and silence, which a machine that is busy otherwise would
 * make of a slow answer. Each message is its recipient's first.
 */
const policyOverrides = {
  pacing: { throughput: { upgradedPerSecond: 100_000 } },
  certainty: { answerMillisMax: 30_000 }
}

const directory = (url: string) =>
  DirectoryLayer.layer(
    {
      accounts: [
        {
          id: "account",
          provider: "cloud-api",
          policy: "cloud-api",
          policyOverrides,
          baseUrls: [url],
          version: "v25.0",
          accessToken: "token",
          appSecrets: ["secret"],
          verifyToken: "verify",
          businesses: [{ id: "business", timeZone: "UTC", senders }]
        }
      ]
    },
    () => Effect.dieMessage("every secret is inline")
  )

let ids = UuidV7.initial
let rows = 0

const row = (nowMillis: number, recipient: string): NewMessage => {
  const [id, next] = UuidV7.next(ids, nowMillis, crypto.getRandomValues(new Uint8Array(UuidV7.randomBytes)))
  ids = next
  return {
    id,
    accountId: "account",
    senderId: senders[rows++ % senders.length]?.id ?? "",
    recipient,
    content: { type: "text", text: { body: "Your order is on its way." } },
    replyTo: null,
    kind: "text",
    units: 1,
    priority: 200,
    dueMillis: nowMillis,
    acceptedMillis: nowMillis,
    idempotencyKey: null,
    requestDigest: "digest"
  }
}

const databaseOf = (url: string, connectionsMax: number) =>
  Database.layer({ url: Redacted.make(url), connectionsMax, applicationName: "sluice bench" })

/** The server's way in, where `make` has prepared the database. */
export const intake = (url: string): Promise<Contestant.Intake> => {
  const runtime = ManagedRuntime.make(Layer.provide(PgStore.layer, databaseOf(url, Contestant.intakeConnections)))
  return Promise.resolve({
    accept: async (messages) => {
      const nowMillis = Date.now()
      const rows = messages.map(({ recipient }) => row(nowMillis, recipient))
      await runtime.runPromise(Effect.flatMap(Outbox, (outbox) => outbox.enqueue(rows)))
    },
    close: () => runtime.dispose()
  })
}

/** The lanes of Sluice on its own store, through its own adapter, with attempts and history. */
export const make = async (url: string, platform: Platform): Promise<Contestant.Contestant> => {
  const database = databaseOf(url, 16)
  await Effect.runPromise(Effect.provide(Migrations.run, database))
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      PgStore.layer,
      RecipientKeys.layer.pipe(Layer.provide([PgStore.layer, NodeCrypto.layer])),
      directory(platform.url),
      Endpoints.layer().pipe(
        Layer.provideMerge(Speaking.layer([CloudApiDialect.dialect])),
        Layer.provide(HttpWire.layer)
      )
    ).pipe(Layer.provide(database))
  )
  const pool = Contestant.pool(url, 2)
  let recipients = 0
  const work = (): Promise<Contestant.Stop> => {
    const lanes = senderIds.map((id) => runtime.runFork(Lane.run(id, { ...Lane.defaults, runner: "bench" })))
    return Promise.resolve(() => Effect.runPromise(Effect.asVoid(Fiber.interruptAll(lanes))))
  }
  return {
    name: "sluice",
    fill: async (count) => {
      const nowMillis = Date.now()
      for (let from = 0; from < count; from += Contestant.chunk) {
        const rows = Array.from({ length: Math.min(Contestant.chunk, count - from) }, () =>
          row(nowMillis, Offer.recipient(recipients++))
        )
        await runtime.runPromise(Effect.flatMap(Outbox, (outbox) => outbox.enqueue(rows)))
      }
      await Contestant.settle(pool, tables)
    },
    work,
    drain: async () => {
      const stop = await work()
      await Contestant.untilEmpty(pool, "SELECT 1 FROM queue LIMIT 1")
      await stop()
    },
    close: async () => {
      await pool.end()
      await runtime.dispose()
    }
  }
}
