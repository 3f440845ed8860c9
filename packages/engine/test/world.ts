import * as Policy from "@sluice/core/policy/Policy"
import * as SenderNames from "@sluice/engine/directory/SenderNames"
import { Endpoints } from "@sluice/engine/endpoints/Endpoints"
import { RecipientKeys } from "@sluice/engine/holds/RecipientKeys"
import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import { Directory, SenderUnknown, AccountUnknown } from "@sluice/engine/ports/Directory"
import type { Account, Sender } from "@sluice/engine/ports/Directory"
import type { Message, NewMessage } from "@sluice/engine/ports/Outbox"
import * as ProviderPort from "@sluice/engine/ports/Provider"
import type { SendOutcome, SendRequest } from "@sluice/engine/ports/Provider"
import { Clock, Effect, Layer, Redacted } from "effect"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"

/** A small world for the engine's tests: one account, one sender, a provider that answers by a script. */

const account: Account = {
  id: "account",
  provider: "cloud-api",
  baseUrls: ["http://primary.test", "http://backup.test"],
  version: "v25.0",
  accessToken: Redacted.make("token"),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
}

export const sender = (policy: "guide" | "cloud-api", changes: Partial<Sender> = {}): Sender => ({
  id: "sender",
  accountId: "account",
  businessId: "business",
  phoneNumberId: "100000000000001",
  number: "+15550100001",
  tier: "initial",
  throughput: "standard",
  timeZone: "Asia/Taipei",
  policy: Policy.shipped[policy],
  ...changes
})

export const directory = (...senders: ReadonlyArray<Sender>): Layer.Layer<Directory> =>
  Layer.succeed(Directory, {
    sender: (senderId) => {
      const found = senders.find(({ id }) => id === senderId)
      return found === undefined ? Effect.fail(new SenderUnknown({ senderId })) : Effect.succeed(found)
    },
    senderByPhoneNumberId: (senderId) => {
      const found = SenderNames.index(senders).get(senderId)
      return found === undefined ? Effect.fail(new SenderUnknown({ senderId })) : Effect.succeed(found)
    },
    senders: Effect.succeed(senders),
    account: (accountId) =>
      accountId === account.id || senders.some((sender) => sender.accountId === accountId)
        ? Effect.succeed({ ...account, id: accountId })
        : Effect.fail(new AccountUnknown({ accountId })),
    accounts: Effect.succeed([account])
  })

/** One request that reached the provider. */
export interface Sent {
  readonly messageId: string
  readonly recipient: string
  readonly endpoint: string
  readonly atMillis: number
}

/** A way to send, and what is seen of its endpoints: looked at rarely, since hours of the test's clock pass in a test. */
export const sending = (provider: Layer.Layer<ProviderPort.Provider>): Layer.Layer<Endpoints | ProviderPort.Provider> =>
  Endpoints.layer({ lookMillis: 60_000 }).pipe(Layer.provideMerge(provider))

/** A provider that answers each request by `script`, after `latencyMillis` of the test's clock. */
export const scripted = (
  script: (request: SendRequest, index: number) => SendOutcome,
  latencyMillis = 100
): { readonly layer: Layer.Layer<Endpoints | ProviderPort.Provider>; readonly sent: Array<Sent> } => {
  const sent: Array<Sent> = []
  const layer = Layer.succeed(ProviderPort.Provider, {
    send: ProviderPort.each((request) =>
      Effect.gen(function* () {
        const index = sent.length
        const { endpoint, messageId, recipient } = request
        sent.push({ messageId, recipient, endpoint, atMillis: yield* Clock.currentTimeMillis })
        yield* Effect.sleep(latencyMillis)
        return script(request, index)
      })
    )
  })
  return { layer: sending(layer), sent }
}

export const accepted = (request: { readonly messageId: string }): SendOutcome => ({
  _tag: "Accepted",
  wamid: `wamid.${request.messageId}`,
  httpStatus: 200,
  heldByPlatform: false
})

/** The `n`th message of a test; ids ascend with `n` as those of acceptance do. */
export const message = (n: number, changes: Partial<NewMessage> = {}): NewMessage => ({
  id: `01900000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  accountId: "account",
  senderId: "sender",
  recipient: `+1555020${String(n % 10_000).padStart(4, "0")}`,
  content: { type: "text", text: { body: `message ${n}` } },
  replyTo: null,
  kind: "text",
  units: 1,
  priority: 100,
  dueMillis: 0,
  acceptedMillis: 0,
  idempotencyKey: null,
  requestDigest: `digest ${n}`,
  ...changes
})

/** The `n`th message as a store holds it: queued and never sent, unless told otherwise. */
export const stored = (n: number, changes: Partial<Message> = {}): Message => ({
  ...message(n),
  state: "queued",
  delivery: null,
  attempts: 0,
  firstAttemptMillis: null,
  attemptsBeforePlan: 0,
  unsent: 0,
  tries: {},
  heldMillis: 0,
  failedAttempt: 0,
  wamid: null,
  failure: null,
  updatedMillis: 0,
  ...changes
})

/** Every store in memory, and what names recipients in it. */
export const store = RecipientKeys.layer.pipe(
  Layer.provideMerge(TestCrypto.layer),
  Layer.provideMerge(MemoryStore.layer)
)
