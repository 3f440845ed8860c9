import type { Effect, Option } from "effect"
import { Context } from "effect"
import type { BlobId } from "../blobs/BlobId.ts"
import type { Person } from "../erasure/Person.ts"
import type { Redacted } from "../erasure/Redaction.ts"
import type { Entry } from "./CallbackArchive.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** What was erased, or would be. */
export interface Counts {
  /** Messages that are nobody's now: they stay, and count, and say nothing. */
  readonly messages: number
  /** Of those, how many were queued and will not be sent. */
  readonly cancelled: number
  readonly campaignRows: number
  /** Stored callbacks of which something was taken out. */
  readonly callbacks: number
  /** Opt-outs that stand on, under a keyed digest. */
  readonly optOuts: number
  readonly windows: number
  readonly earlyStatuses: number
  /** Events of the feed, and what waited for subscribers. */
  readonly events: number
  readonly deliveries: number
  readonly files: number
  /** Notes of reviewers that named the number, and one for an onboarding that had it among its test numbers. */
  readonly notes: number
}

/** What an erasure that was just opened has erased. */
export const nothing: Counts = {
  messages: 0,
  cancelled: 0,
  campaignRows: 0,
  callbacks: 0,
  optOuts: 0,
  windows: 0,
  earlyStatuses: 0,
  events: 0,
  deliveries: 0,
  files: 0,
  notes: 0
}

/** Counts of one act, with those of another round added; what the round leaves out is none. */
export const sum = (one: Counts, other: Partial<Counts>): Counts => ({
  messages: one.messages + (other.messages ?? 0),
  cancelled: one.cancelled + (other.cancelled ?? 0),
  campaignRows: one.campaignRows + (other.campaignRows ?? 0),
  callbacks: one.callbacks + (other.callbacks ?? 0),
  optOuts: one.optOuts + (other.optOuts ?? 0),
  windows: one.windows + (other.windows ?? 0),
  earlyStatuses: one.earlyStatuses + (other.earlyStatuses ?? 0),
  events: one.events + (other.events ?? 0),
  deliveries: one.deliveries + (other.deliveries ?? 0),
  files: one.files + (other.files ?? 0),
  notes: one.notes + (other.notes ?? 0)
})

/** A row of a campaign's list. */
export interface RowPlace {
  readonly campaignId: string
  readonly number: number
}

/** How far an erasure has come; its own JSON. */
export interface Place {
  /** Callbacks before this one have been looked at. */
  readonly callbackId: number
  /** Rows up to this one have been looked at; null before the first. */
  readonly row: RowPlace | null
  /** All rows have been. */
  readonly rowsDone: boolean
  /** The same of the feed. */
  readonly feed: string | null
}

/** Where an erasure that was just opened begins. */
export const start: Place = { callbackId: 0, row: null, rowsDone: false, feed: null }

/** An erasure as it is known for good: it names nobody. */
export interface Erasure {
  /** uuid v7. */
  readonly id: string
  readonly accountId: string
  readonly openedMillis: number
  /** Null while it is under way. */
  readonly endedMillis: number | null
  readonly counts: Counts
}

/** One that is to be opened. */
export interface NewErasure {
  readonly id: string
  readonly accountId: string
  /** E.164; kept for as long as it is under way, and not for longer. */
  readonly recipient: string
  /** Keyed digest of the number (`RecipientKeys`); kept no longer than the number. */
  readonly recipientKey: string
  readonly pseudonym: string
  readonly openedMillis: number
}

/** One that is under way. */
export interface OpenErasure extends Erasure, Omit<NewErasure, "id" | "accountId" | "openedMillis"> {
  readonly place: Place
}

/** What came of a look at a stretch of something. */
export interface Stretch<A> {
  readonly erased: number
  /** Where to go on; null at the end. */
  readonly next: A | null
}

/** What a look at stored callbacks may take out of one. The digest is that of what is left. */
export type Redact = (
  callback: Pick<Entry, "accountId" | "contentType" | "id" | "provider" | "receivedMillis" | "verdict"> & {
    readonly body: Uint8Array
  }
) => (Redacted & { readonly digest: Uint8Array }) | null

/**
 * Erasing what is known of a person (docs/people.md): the acts themselves, and each of their steps.
 *
 * An act is opened, led on by whoever claims it, and ended. Every step finds what there is to erase by itself, changes a bounded number of rows in one
 * transaction, and does nothing where it has been done: so an act goes on after a crash, and twice does no harm.
 */
export class Erasures extends Context.Tag("@sluice/engine/Erasures")<
  Erasures,
  {
    /** Of one person of one account a single one is under way: that is answered where there is one. */
    readonly open: (erasure: NewErasure) => Effect.Effect<Erasure, StoreUnavailable>
    readonly find: (id: string) => Effect.Effect<Option.Option<Erasure>, StoreUnavailable>
    /** One that nobody has, the oldest first, and nobody else's until `untilMillis`. */
    readonly claim: (lease: {
      readonly nowMillis: number
      readonly untilMillis: number
    }) => Effect.Effect<Option.Option<OpenErasure>, StoreUnavailable>
    /** Writes down how far one has come; it may be claimed again from `untilMillis` on. */
    readonly advance: (
      id: string,
      reached: {
        readonly counts: Counts
        readonly place: Place
        readonly blobs: ReadonlyArray<BlobId>
        readonly untilMillis: number
      }
    ) => Effect.Effect<void, StoreUnavailable>
    /** From now on it names nobody. */
    readonly end: (id: string, nowMillis: number) => Effect.Effect<void, StoreUnavailable>
    /** Files that erasures took out of callbacks: every process that has files of its own removes them. */
    readonly blobs: Effect.Effect<ReadonlyArray<BlobId>, StoreUnavailable>
    /** Drops the names of files of those that ended before then, and answers of how many: every process has seen them. */
    readonly forget: (beforeMillis: number) => Effect.Effect<number, StoreUnavailable>
    /** What there is now, as far as it can be counted without reading the logs. */
    readonly preview: (
      person: Pick<Person, "accountId" | "spellings">,
      senderIds: ReadonlyArray<string>
    ) => Effect.Effect<Counts, StoreUnavailable>

    /**
     * Messages that were accepted by then, are over, and have never begun or not changed since `quietSinceMillis`, with their attempts, history and
     * names. `left` counts those that are not.
     */
    readonly messages: (
      person: Person,
      of: { readonly acceptedUntilMillis: number; readonly quietSinceMillis: number; readonly limit: number }
    ) => Effect.Effect<{ readonly erased: number; readonly left: number }, StoreUnavailable>
    /** Rows of the account's lists, behind `after`. */
    readonly rows: (
      person: Person,
      part: { readonly after: RowPlace | null; readonly limit: number }
    ) => Effect.Effect<Stretch<RowPlace>, StoreUnavailable>
    /**
     * Stored callbacks of the account from `fromId` on, `span` numbers of them. One that is pending is not touched: it is looked at again once it is
     * processed, and `next` does not go beyond it. Files that `redact` takes out are the account's no longer, in the same step (`CallbackFiles`).
     */
    readonly callbacks: (
      person: Person,
      part: { readonly fromId: number; readonly span: number },
      redact: Redact
    ) => Effect.Effect<{ readonly erased: number; readonly next: number; readonly caughtUp: boolean }, StoreUnavailable>
    /** Events of the feed behind `after`. */
    readonly events: (
      person: Person,
      part: { readonly after: string | null; readonly limit: number }
    ) => Effect.Effect<Stretch<string>, StoreUnavailable>
    /** What waits for subscribers and names the person: what `left` leaves of it goes on waiting, else it is given up. */
    readonly deliveries: (
      person: Person,
      part: { readonly limit: number; readonly nowMillis: number },
      left: (body: string) => string | null
    ) => Effect.Effect<number, StoreUnavailable>
    /** Opt-outs go on under `optOutKey`; service windows of these senders, parked statuses and notes of reviewers go. */
    readonly around: (
      person: Person,
      of: { readonly optOutKey: string; readonly senderIds: ReadonlyArray<string> }
    ) => Effect.Effect<Pick<Counts, "earlyStatuses" | "notes" | "optOuts" | "windows">, StoreUnavailable>
    /** Files that the person sent: forgotten, and answered where no other has the same copy. */
    readonly files: (
      accountId: string,
      mediaIds: ReadonlyArray<string>
    ) => Effect.Effect<{ readonly erased: number; readonly blobs: ReadonlyArray<BlobId> }, StoreUnavailable>
  }
>() {}
