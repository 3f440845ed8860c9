import type { Act, ActOutcome } from "@sluice/core/access/Act"
import type { Effect } from "effect"
import { Context } from "effect"
import type { Role } from "./ApiKeys.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** Who acts. Kept as it was then: keys are renamed, revoked and forgotten. */
export interface Actor {
  /** Public part of the API key; null for who works on the database itself, at the prompt. */
  readonly keyId: string | null
  readonly name: string
  readonly role: Role
  /** The one account that the actor may use; null for all. */
  readonly accountId: string | null
}

/** How an act ended, told once. */
export interface Ending {
  readonly outcome: Exclude<ActOutcome, "begun">
  /** What was acted on, where it had no name before: the id of what was made. Null keeps what was known. */
  readonly on: string | null
  /** Why it was refused or failed, as the kind of its problem; null otherwise. Never words of a caller. */
  readonly reason: string | null
  readonly endedMillis: number
}

/** An act that begins. */
export interface Begun {
  readonly actor: Actor
  readonly act: Act
  /** Id of what it acts on; null where it has none yet. Never a secret, a phone number, or anything out of a message. */
  readonly on: string | null
  readonly atMillis: number
}

/** One act as it is kept. */
export interface AuditRecord extends Begun {
  /** Greater than that of every record before it. */
  readonly id: number
  readonly outcome: ActOutcome
  readonly reason: string | null
  readonly endedMillis: number | null
}

/** Which records, newest first. */
export interface AuditPage {
  /** Of actors of this account alone. */
  readonly actorAccountId?: string
  /** Public part of a key, or a name. */
  readonly actor?: string
  readonly act?: Act
  /** From then on, inclusive. */
  readonly sinceMillis?: number
  /** Older than this record. */
  readonly beforeId?: number
  readonly limit: number
}

/**
 * Who did what, on what, when, and how it ended.
 *
 * An act is written down before it takes place, and once more when it has: an act without a record cannot be, whatever dies in between. Nothing here
 * changes or forgets a record that has ended.
 */
export class AuditLog extends Context.Tag("@sluice/engine/AuditLog")<
  AuditLog,
  {
    /** Answers the id of the new record. Joins the transaction of whoever acts in the same store. */
    readonly begin: (begun: Begun) => Effect.Effect<number, StoreUnavailable>
    /** False where there is no such record, or it has ended before: the first ending stands. */
    readonly end: (id: number, ending: Ending) => Effect.Effect<boolean, StoreUnavailable>
    readonly list: (page: AuditPage) => Effect.Effect<ReadonlyArray<AuditRecord>, StoreUnavailable>
  }
>() {}
