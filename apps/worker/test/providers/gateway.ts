import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import { Consent } from "@sluice/engine/accept/consent/Consent"
import { TemplateRegistry } from "@sluice/engine/accept/registry/TemplateRegistry"
import * as Processing from "@sluice/engine/callbacks/Processing"
import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import type { Delivery } from "@sluice/engine/intake/Delivery"
import { Intake } from "@sluice/engine/intake/Intake"
import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import type { Account } from "@sluice/engine/ports/Directory"
import type { OptOuts } from "@sluice/engine/ports/OptOuts"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import type { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import * as Providers from "@sluice/worker/Providers"
import { type Context, Effect, Layer, Option, Redacted, Schedule } from "effect"
import { accountOf } from "./world.ts"

/** The one sender of these tests. */
export const sender = { id: "acme-1", number: "+12025550101" }

/** How long is waited for what takes a few seconds, on a machine that does much else. Whoever waits must be allowed to take so long. */
export const patience = { schedule: Schedule.spaced("50 millis").pipe(Schedule.upTo("100 seconds")) }

const given = Layer.mergeAll(MemoryStore.layer, MemoryBlobStore.layer, NodeCrypto.layer, Providers.layer)

/** An account as the accounts file writes it. */
const written = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return Redacted.value(value)
  if (Array.isArray(value)) return value.map(written)
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, written(inner)]))
    : value
}

/** The accounts file with the one sender at a provider. @param more beside what the account needs. */
export const accounts = (
  provider: Account["provider"],
  platformUrl: string,
  callbackUrl: string,
  more: object = {}
) => {
  const phoneNumberId = provider === "twilio" ? {} : { phoneNumberId: "100200300400500" }
  const account = {
    ...Object.assign({}, written(accountOf(provider, platformUrl, callbackUrl))),
    policy: "cloud-api",
    ...more,
    businesses: [{ id: "acme", timeZone: "UTC", senders: [{ ...sender, ...phoneNumberId }] }]
  }
  return { accounts: [account] }
}

/** What outlives the processes: the store, the files, and the way out. */
export const store = Layer.build(given)

/** A worker's lane and a server's intake under one accounts file, for as long as `whilst` takes. */
export const under = <A, E>(
  kept: Context.Context<Layer.Layer.Success<typeof given>>,
  accounts: unknown,
  whilst: Effect.Effect<A, E, Outbox | Intake | OptOuts | ServiceWindows>
) => {
  const directory = DirectoryLayer.layer(accounts, () => Effect.dieMessage("every secret is inline"))
  const engine = Layer.mergeAll(
    Endpoints.layer(),
    RecipientKeys.layer,
    Consent.layer,
    TemplateRegistry.layer,
    Intake.layer()
  ).pipe(Layer.provideMerge(directory), Layer.provideMerge(Layer.succeedContext(kept)))
  return Effect.gen(function* () {
    yield* Effect.forkScoped(Lane.run(sender.id, { ...Lane.defaults, runner: "here", pollMillis: 10 }))
    yield* Effect.forkScoped(Processing.run({ pollMillis: 10, batchMax: 50, unparkMillis: 100 }))
    return yield* whilst
  }).pipe(Effect.scoped, Effect.provide(engine))
}

/** Takes in what has come to an address, each once; what is answered to those that are not believed is told. */
export const takeIn = (arrived: Array<Delivery>, accountId: string) =>
  Effect.gen(function* () {
    const intake = yield* Intake
    const outcomes = yield* Effect.forEach(arrived.splice(0), (delivery) => intake.take({ ...delivery, accountId }))
    return outcomes.filter(({ _tag }) => _tag !== "Stored" && _tag !== "Duplicate")
  })

export const messages = (accountId: string, count: number): ReadonlyArray<NewMessage> =>
  Array.from({ length: count }, (_, n) => ({
    id: `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`,
    accountId,
    senderId: sender.id,
    recipient: `+1202557${String(n).padStart(4, "0")}`,
    content: { type: "text", text: { body: `message ${n}` } },
    replyTo: null,
    kind: "text",
    units: 1,
    priority: 100,
    dueMillis: 0,
    acceptedMillis: 0,
    idempotencyKey: null,
    requestDigest: `digest ${n}`
  }))

/** How each message stands: its state, and what is known of its delivery. */
export const states = (all: ReadonlyArray<NewMessage>) =>
  Effect.flatMap(Outbox, (outbox) =>
    Effect.forEach(all, ({ id }) =>
      Effect.map(outbox.find(id), (found) =>
        Option.match(found, {
          onNone: () => ["lost", null] as const,
          onSome: ({ delivery, state }) => [state, delivery] as const
        })
      )
    )
  )

/** Whether a message has come as far as it comes. */
export const isThere = ([state, delivery]: readonly [string, string | null]): boolean =>
  state === "accepted" && (delivery === "delivered" || delivery === "read")
