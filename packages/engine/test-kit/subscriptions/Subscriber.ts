import { Effect } from "effect"
import { Feed } from "../../src/ports/Feed.ts"
import type { KeptSecret, Outcome, Subscription } from "../../src/ports/Subscriptions.ts"
import { Subscriptions } from "../../src/ports/Subscriptions.ts"
import { startMillis } from "../Samples.ts"

/** Subscriptions, events for them, and the steps of whoever hands them over. */

export const subscriptionId = (n: number): string => `01900000-0000-7000-9000-${n.toString(16).padStart(12, "0")}`

export const secret = (byte: number, untilMillis: number | null = null): KeptSecret => ({
  sealed: { keyId: "k1", nonce: new Uint8Array(12).fill(byte), ciphertext: new Uint8Array(50).fill(255 - byte) },
  madeMillis: startMillis,
  untilMillis
})

export const sample = (n: number, change: Partial<Subscription> = {}): Subscription => ({
  id: subscriptionId(n),
  accountId: "acme",
  name: `subscription ${n}`,
  target: { kind: "http", url: `https://hooks.example.com/${n}` },
  types: ["message.*"],
  secrets: [secret(n)],
  standing: { _tag: "Enabled", failingSinceMillis: null },
  createdMillis: startMillis + n,
  createdBy: "key k",
  ...change
})

export const plain = ({ secrets, ...rest }: Subscription) => ({
  ...rest,
  secrets: secrets.map(({ sealed, ...of }) => ({
    ...of,
    keyId: sealed.keyId,
    nonce: [...sealed.nonce],
    ciphertext: [...sealed.ciphertext]
  }))
})

export const disabled = { _tag: "Disabled", sinceMillis: startMillis, because: "failing" } as const

export const tell = (...numbers: ReadonlyArray<number>) =>
  Effect.flatMap(Feed, (feed) =>
    feed.append(
      numbers.map((n) => ({
        type: "message.received",
        accountId: n < 100 ? "acme" : "zenith",
        atMillis: startMillis + n,
        data: { number: n }
      }))
    )
  )

export const fill = (n: number, change: { readonly readMax?: number; readonly waitingMax?: number } = {}) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.fill({
      subscriptionId: subscriptionId(n),
      nowMillis: startMillis + 1_000,
      readMax: 100,
      waitingMax: 100,
      bodyOf: ({ accountId }, event) => (accountId === event.accountId ? JSON.stringify(event.data["number"]) : null),
      ...change
    })
  )

export const claim = (n: number, atMillis = 1_000, limit = 10) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.claim({
      subscriptionId: subscriptionId(n),
      nowMillis: startMillis + atMillis,
      leaseMillis: 500,
      limit
    })
  )

export const bodies = (handovers: ReadonlyArray<{ readonly body: string }>) => handovers.map(({ body }) => body)

export const outcome = (
  { attempt, eventId }: { readonly attempt: number; readonly eventId: string },
  change: Partial<Outcome> = {}
): Outcome => ({
  eventId,
  attempt,
  state: "delivered",
  dueMillis: startMillis,
  status: 200,
  detail: null,
  atMillis: startMillis + 1_100,
  ...change
})

export const list = (n: number, beforeCursor: string | null = null, limit = 10) =>
  Effect.flatMap(Subscriptions, (subscriptions) =>
    subscriptions.deliveries({
      subscriptionId: subscriptionId(n),
      states: ["pending", "delivered", "abandoned"],
      beforeCursor,
      limit
    })
  )
