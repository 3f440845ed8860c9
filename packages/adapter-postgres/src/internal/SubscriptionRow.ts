import type { EventType } from "@sluice/core/subscription/EventType"
import type { Standing } from "@sluice/core/subscription/Standing"
import type { Delivery, KeptSecret, Outcome, Subscription, Target } from "@sluice/engine/ports/Subscriptions"
import * as Storable from "./Storable.ts"

/** A secret as JSON: its bytes in base64. */
interface SecretJson {
  readonly keyId: string
  readonly nonce: string
  readonly ciphertext: string
  readonly madeMillis: number
  readonly untilMillis: number | null
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64")

export const secretsJson = (secrets: ReadonlyArray<KeptSecret>): string =>
  Storable.json(
    secrets.map(({ madeMillis, sealed, untilMillis }): SecretJson => ({
      keyId: sealed.keyId,
      nonce: base64(sealed.nonce),
      ciphertext: base64(sealed.ciphertext),
      madeMillis,
      untilMillis
    }))
  )

const toSecret = ({ ciphertext, keyId, madeMillis, nonce, untilMillis }: SecretJson): KeptSecret => ({
  sealed: { keyId, nonce: Buffer.from(nonce, "base64"), ciphertext: Buffer.from(ciphertext, "base64") },
  madeMillis,
  untilMillis
})

export interface SubscriptionRow {
  readonly id: string
  readonly account_id: string | null
  readonly name: string
  readonly target: Target
  readonly types: ReadonlyArray<string>
  readonly secrets: ReadonlyArray<SecretJson>
  readonly standing: Standing
  readonly created_millis: string
  readonly created_by: string
}

export const toSubscription = (row: SubscriptionRow): Subscription => ({
  id: row.id,
  accountId: row.account_id,
  name: row.name,
  target: row.target,
  types: row.types,
  secrets: row.secrets.map(toSecret),
  standing: row.standing,
  createdMillis: Number(row.created_millis),
  createdBy: row.created_by
})

export interface DeliveryRow {
  readonly event_id: string
  readonly number: string
  readonly type: EventType
  readonly account_id: string
  readonly state: Outcome["state"]
  readonly attempts: number
  readonly due_millis: string
  readonly status: number | null
  readonly detail: string | null
  readonly queued_millis: string
  readonly updated_millis: string
}

export const toDelivery = (row: DeliveryRow): Delivery => ({
  eventId: row.event_id,
  type: row.type,
  accountId: row.account_id,
  state: row.state,
  attempts: row.attempts,
  dueMillis: row.state === "pending" ? Number(row.due_millis) : null,
  status: row.status,
  detail: row.detail,
  queuedMillis: Number(row.queued_millis),
  updatedMillis: Number(row.updated_millis),
  cursor: row.number
})
