import type { Place } from "@sluice/core/routing/LaneView"
import type { Hold } from "@sluice/core/throttle/Hold"
import type { Effect, Scope } from "effect"
import { Context } from "effect"
import type { Change, Message } from "./Outbox.ts"
import type { StoreUnavailable } from "./StoreUnavailable.ts"

/** A send of the recent past, from which a lane rebuilds what it keeps in memory only. */
export interface RecentSend {
  readonly messageId: string
  readonly recipient: string
  readonly units: number
  readonly startedMillis: number
  readonly answeredMillis: number | null
}

/** A recipient who was written to outside their service window: the last such send (CLOUD_API 3.4). */
export interface CountedRecipient {
  readonly recipient: string
  readonly startedMillis: number
  /** Of the answer that came last; null while one of the sends to them has none. */
  readonly answeredMillis: number | null
}

/** What a lane gets with its place. */
export interface Taken {
  /** Higher than every fence handed out before for this sender: the older lanes can no longer begin a send. */
  readonly fence: number
  /** The throttle state that the last `begin` or `finish` wrote, as JSON; null for a sender that never sent. */
  readonly ledger: unknown
  /** Sends that started after `recentSinceMillis`, oldest first, without those that `aloneSinceMillis` leaves out. */
  readonly recent: ReadonlyArray<RecentSend>
  /** Recipients of counted sends that started after `countedSinceMillis`, each once; none where that was not asked for. */
  readonly counted: ReadonlyArray<CountedRecipient>
  /** Messages that an older lane left in flight; they are uncertain now (RT-04). */
  readonly orphaned: number
}

/** One send that is about to leave. */
export interface Begin {
  readonly messageId: string
  /** Number of the attempt: the message's `attempts` plus one. */
  readonly attempt: number
  readonly endpoint: string
  /** It counts against the portfolio's unique recipients; left out, it does not. */
  readonly counted?: true
}

/** What the store says to a `begin`. Under every tag but `Begun`, nothing was begun and nothing may leave. */
export type Begun =
  /** These may leave; a message that was cancelled, moved, or opted out of meanwhile is not among them. */
  | { readonly _tag: "Begun"; readonly messageIds: ReadonlySet<string> }
  /** Another lane has the place: stop. */
  | { readonly _tag: "Lost" }
  /** A hold binds; nothing was begun (RL-07). */
  | { readonly _tag: "Held"; readonly hold: Hold }
  /** Holds were placed that the lane has not seen; nothing was begun: look at them, and decide anew (RL-07). */
  | { readonly _tag: "Unseen" }

/** The answer to one attempt, and what the rules make of it. */
export interface Finish {
  readonly messageId: string
  readonly attempt: number
  readonly answeredMillis: number
  readonly outcome: "accepted" | "refused" | "uncertain"
  readonly httpStatus: number | null
  readonly code: number | null
  readonly detail: string | null
  readonly change: Change
}

/**
 * What a lane needs of the store: one lane a sender, fenced (DESIGN.md, lane).
 *
 * `begin` checks fence and holds and writes the attempts in one statement, before any request leaves; so a lane that lost
 * its place cannot send, and no send is without its record. A repeat of a `begin` whose answer was lost answers the same.
 * It begins nothing to a recipient whose opt-out was recorded before it (`OptOuts.put`): of the two, one comes first.
 *
 * `finish` is not fenced: an answer is a fact, whoever brings it. Each attempt takes one answer, accepted or refused; `uncertain`
 * means that none came, leaves the attempt unanswered, and so gives way to the true one when that comes late. The change applies
 * only with its attempt being the message's last, and the message still sending or uncertain; that the platform has it
 * (`accepted`) also where the message was queued again, failed or given up meanwhile, so that it is not sent once more; unless a callback has
 * told by then that this attempt failed (`failedAttempt`).
 */
export class Lanes extends Context.Tag("@sluice/engine/Lanes")<
  Lanes,
  {
    readonly take: (request: {
      readonly senderId: string
      readonly runner: string
      /** By which the lane sends; kept with the sender for good (`accounts`). Left out, nothing is. */
      readonly accountId?: string
      readonly nowMillis: number
      readonly recentSinceMillis: number
      /**
       * A send that is its recipient's only one since then, and was answered before this, is of no use: most are that, and a busy lane that is taken
       * over need not be told of each. Left out, all are told.
       */
      readonly aloneSinceMillis?: number
      /** Left out where nothing is counted. */
      readonly countedSinceMillis?: number
    }) => Effect.Effect<Taken, StoreUnavailable>
    /**
     * Due messages in order of (priority, due, id), of each recipient only the earliest that is not done: an uncertain or
     * deferred message holds back the later ones of its conversation. One that is put off for longer than `orderMillisMax` does not: it would keep a
     * person waiting for the sake of an order that nobody would notice. What a limit put back comes again by itself when it is due
     * (RL-09). `nextDueMillis` is when more may come due.
     */
    readonly peek: (request: {
      readonly senderId: string
      readonly nowMillis: number
      readonly limit: number
      /** Only those behind this place in that order; left out, from the front. */
      readonly after?: Place
      /** What the lane knows to be in flight: it is not looked at. It says nothing that the store would not find out, message by message. */
      readonly flying?: ReadonlyArray<string>
      /**
       * Of `flying`, what the lane knows to be done, though the store has yet to be told: it holds nothing back any more. What comes after it must not
       * begin before the store knows.
       */
      readonly answered?: ReadonlyArray<string>
      /** Left out, an earlier message holds back the later ones whenever it is due. */
      readonly orderMillisMax?: number
    }) => Effect.Effect<
      { readonly due: ReadonlyArray<Message>; readonly nextDueMillis: number | null },
      StoreUnavailable
    >
    readonly begin: (request: {
      readonly senderId: string
      readonly fence: number
      readonly nowMillis: number
      readonly sends: ReadonlyArray<Begin>
      /** No send of this lane that has no recorded answer departed before this; left out, it is as the last call of the lane told. */
      readonly openSinceMillis?: number
      readonly holdKeys: ReadonlyArray<HoldKey>
      /** The number under which the lane has last seen the holds (`Holds.seen`); left out, it is not asked about. */
      readonly holdsVersion?: number
      /** The hold that these sends probe (RL-06): it does not bind them. */
      readonly probe?: Pick<Hold, "scope" | "key" | "level" | "number">
      readonly ledger: unknown
    }) => Effect.Effect<Begun, StoreUnavailable>
    readonly finish: (request: {
      readonly senderId: string
      readonly fence: number
      readonly finishes: ReadonlyArray<Finish>
      /** Written only while `fence` is the newest, and with `openSinceMillis`. */
      readonly ledger?: unknown
      /**
       * No send of this lane that is still without an answer departed before this; null when none is left. Left out, with the ledger, by a lane that
       * tells both with its next `begin` or `finish`: then neither waits for the other.
       */
      readonly openSinceMillis?: number | null
    }) => Effect.Effect<void, StoreUnavailable>
    /** Gives the place back: nothing more begins under this fence, which stays used. Without effect once another lane has it. */
    readonly release: (senderId: string, fence: number) => Effect.Effect<void, StoreUnavailable>
    /**
     * Senders with messages due at or before `nowMillis`, or in flight: what a dead lane left there must be seen to as well, also
     * when nothing else waits.
     */
    readonly withWork: (nowMillis: number) => Effect.Effect<ReadonlyArray<string>, StoreUnavailable>
    /**
     * Calls `heard` when messages of the sender have been queued that are due, for as long as the scope: a lane with nothing to do need not wait for its
     * next look. A hint, and no more: it may come late, twice, for nothing, or never, and what comes due by its time is not told.
     */
    readonly hear: (senderId: string, heard: () => void) => Effect.Effect<void, never, Scope.Scope>
    /**
     * The accounts that lanes of these senders have ever sent by; a sender without any is left out. Where a sender was moved from one provider to another,
     * and on, each of them may tell what became of the messages that it took.
     */
    readonly accounts: (
      senderIds: ReadonlyArray<string>
    ) => Effect.Effect<ReadonlyMap<string, ReadonlySet<string>>, StoreUnavailable>
  }
>() {}

/** A hold binds a lane when its scope and key are among the lane's: its sender, business, account, app, token. */
export interface HoldKey {
  readonly scope: Hold["scope"]
  readonly key: string
}
