import type { Policy } from "@sluice/core/policy/Policy"
import type * as Throttle from "@sluice/core/throttle/Throttle"
import * as Lane from "@sluice/engine/dispatch/Lane"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { AccountUnknown, Directory, SenderUnknown } from "@sluice/engine/ports/Directory"
import type { Account, Sender } from "@sluice/engine/ports/Directory"
import { Outbox } from "@sluice/engine/ports/Outbox"
import type { NewMessage } from "@sluice/engine/ports/Outbox"
import * as Provider from "@sluice/engine/ports/Provider"
import type { StoreUnavailable } from "@sluice/engine/ports/StoreUnavailable"
import { Effect, Layer, Redacted } from "effect"

/**
 * The engine's own lanes over their store in memory, with a way to send of the caller's: for hours that pass in moments (`VirtualTime`).
 *
 * Messages are named by their places in a list.
 */
export interface VirtualEngine {
  readonly senders: ReadonlyArray<SenderOf>
  readonly messages: Iterable<Queued>
  readonly startMillis: number
  readonly send: (sender: string, place: number) => Effect.Effect<Provider.SendOutcome>
}

/** A sender, all of one business. */
export interface SenderOf extends Throttle.Standing {
  readonly id: string
  readonly timeZone: string
  readonly policy: Policy
}

/** A message that has been accepted, for its sender. */
export interface Queued extends Pick<NewMessage, "recipient" | "kind" | "units" | "dueMillis" | "senderId"> {
  readonly place: number
}

const account: Account = {
  id: "account",
  provider: "cloud-api",
  baseUrls: ["http://platform.test"],
  version: "v25.0",
  accessToken: Redacted.make("token"),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
}

const directory = (senders: ReadonlyArray<SenderOf>): Layer.Layer<Directory> => {
  const known = senders.map((sender): Sender => ({
    ...sender,
    accountId: account.id,
    businessId: "business",
    phoneNumberId: sender.id,
    number: "+15550100001"
  }))
  const find = (senderId: string) => {
    const found = known.find(({ id }) => id === senderId)
    return found === undefined ? Effect.fail(new SenderUnknown({ senderId })) : Effect.succeed(found)
  }
  return Layer.succeed(Directory, {
    sender: find,
    senderByPhoneNumberId: find,
    senders: Effect.succeed(known),
    account: (accountId) =>
      accountId === account.id ? Effect.succeed(account) : Effect.fail(new AccountUnknown({ accountId })),
    accounts: Effect.succeed([account])
  })
}

/** Ids sort by place, as those of real messages sort by time. */
const idOf = (place: number): string => `01900000-0000-7000-8000-${String(place).padStart(12, "0")}`
const placeOf = (id: string): number => Number(id.slice(-12))

const newMessage = ({ place, ...message }: Queued, acceptedMillis: number): NewMessage => ({
  ...message,
  id: idOf(place),
  accountId: account.id,
  content: { type: "text", text: { body: `message ${place}` } },
  replyTo: null,
  priority: 200,
  acceptedMillis,
  idempotencyKey: null,
  requestDigest: `digest ${place}`
})

/** Runs a lane for each sender, until it is interrupted. */
export const run = ({
  messages,
  send,
  senders,
  startMillis
}: VirtualEngine): Effect.Effect<void, AccountUnknown | SenderUnknown | StoreUnavailable> =>
  Effect.gen(function* () {
    const outbox = yield* Outbox
    yield* outbox.enqueue(Array.from(messages, (message) => newMessage(message, startMillis)))
    // Answers are taken over as they come: that they are gathered saves the processor, and takes as little of a forecast's time as the network does.
    const options: Lane.Options = { ...Lane.defaults, gatherMillis: 0, patienceMillis: 0, runner: "virtual" }
    yield* Effect.forEach(senders, ({ id }) => Lane.run(id, options), { concurrency: "unbounded", discard: true })
  }).pipe(
    Effect.provide(
      Layer.mergeAll(
        MemoryStore.layer,
        // Recipients are made up here, and nothing outlives the run.
        Layer.succeed(RecipientKeys, { keyOf: Effect.succeed((recipient: string) => recipient) }),
        directory(senders),
        Endpoints.layer().pipe(
          Layer.provideMerge(
            Layer.succeed(Provider.Provider, {
              send: Provider.each(({ messageId, sender }) => send(sender.id, placeOf(messageId)))
            })
          )
        )
      )
    )
  )
