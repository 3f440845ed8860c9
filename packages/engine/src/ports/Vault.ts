import { Context, Data } from "effect"
import type { Effect, Redacted } from "effect"

/** What a secret is: whose, and which. It is part of what is sealed, so a secret that was moved to another owner does not open. */
export type Label = AccountLabel | SubscriptionLabel

/** A secret of an account. */
export interface AccountLabel {
  readonly accountId: string
  /** `access-token`: what is presented with requests. */
  readonly field: "access-token"
}

/** What a subscriber's events are signed with. */
export interface SubscriptionLabel {
  readonly subscriptionId: string
  readonly field: "signing-secret"
}

/** Whose the secret is. */
export const ownerOf = (label: Label): string =>
  label.field === "access-token" ? label.accountId : label.subscriptionId

/** A sealed secret (AES-256-GCM). */
export interface Sealed {
  /** Which key sealed it: several may be in use while one is replaced. */
  readonly keyId: string
  /** 12 bytes, never the same twice under one key. */
  readonly nonce: Uint8Array
  /** The tag of 16 bytes stands at its end. */
  readonly ciphertext: Uint8Array
}

/** There is no key to seal with. */
export class VaultClosed extends Data.TaggedError("VaultClosed")<{ readonly remedy: string }> {
  override get message(): string {
    return `there is no key to seal secrets with: ${this.remedy}`
  }
}

/** A sealed secret cannot be opened: its key is not here, or it was sealed with another one, or altered. */
export class SecretUnreadable extends Data.TaggedError("SecretUnreadable")<{
  readonly label: Label
  readonly keyId: string
  readonly reason: "key-unknown" | "not-authentic"
  readonly remedy: string
}> {
  override get message(): string {
    const { field } = this.label
    const kind = field === "access-token" ? "account" : "subscription"
    const whose = `the ${field} of ${kind} ${JSON.stringify(ownerOf(this.label))} in the database`
    const why =
      this.reason === "key-unknown"
        ? `is sealed with key ${JSON.stringify(this.keyId)}, which is not here`
        : `does not open with key ${JSON.stringify(this.keyId)}: that is another key of the same id, or the row was altered`
    return `${whose} ${why} (${this.remedy})`
  }
}

/** Seals secrets for a store that must not be able to read them (ADR 12). */
export class Vault extends Context.Tag("@sluice/engine/Vault")<
  Vault,
  {
    readonly seal: (label: Label, secret: Redacted.Redacted) => Effect.Effect<Sealed, VaultClosed>
    readonly open: (label: Label, sealed: Sealed) => Effect.Effect<Redacted.Redacted, SecretUnreadable>
  }
>() {}
