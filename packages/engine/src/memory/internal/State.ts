import type { Alert, Kept } from "@sluice/core/alert/Alert"
import type { Letter } from "@sluice/core/alert/Letter"
import type { State as Course } from "@sluice/core/onboarding/Course"
import type { State as SenderStanding } from "@sluice/core/standing/SenderStanding"
import { Order } from "effect"
import type { ApiKey } from "../../ports/ApiKeys.ts"
import type { AuditRecord } from "../../ports/AuditLog.ts"
import type { CalibrationReport } from "../../ports/Calibrations.ts"
import type { Processed, StoredCallback } from "../../ports/CallbackLog.ts"
import type { Campaign, CampaignRow, Stretch } from "../../ports/Campaigns.ts"
import type { Drifted } from "../../ports/Drift.ts"
import type { EarlyStatus } from "../../ports/EarlyStatuses.ts"
import type { Erasure, NewErasure, Place } from "../../ports/Erasures.ts"
import type { BlobId } from "../../blobs/BlobId.ts"
import type { PlannedLook } from "../../ports/Looks.ts"
import type { CallbackFile } from "../../ports/CallbackFiles.ts"
import type { MediaFile } from "../../ports/MediaFiles.ts"
import type { OptOut } from "../../ports/OptOuts.ts"
import type { StoredSecret } from "../../ports/Secrets.ts"
import type { Session } from "../../ports/Sessions.ts"
import type { Delivery, Subscription } from "../../ports/Subscriptions.ts"
import type { Known } from "../../ports/PlatformWords.ts"
import type { RegisteredTemplate } from "../../ports/Templates.ts"
import type { TokenReport } from "../../ports/TokenReports.ts"
import * as Hearers from "../../ports/Hearers.ts"
import type { PlacedHold } from "../../ports/Holds.ts"
import type { Report } from "../../ports/Vitals.ts"
import type * as KeptStates from "./KeptStates.ts"
import * as FeedRows from "./FeedRows.ts"
import * as Journal from "./Journal.ts"
import * as Messages from "./Messages.ts"
import * as Sorted from "./Sorted.ts"
import * as Table from "./Table.ts"

export interface Lane {
  readonly fence: number
  /** Null when the place was given back. */
  readonly runner: string | null
  readonly accounts: ReadonlyArray<string>
}

/** A callback with what was made of it; `report` is null while it is pending. */
export interface LoggedCallback {
  readonly callback: StoredCallback
  readonly verdict: StoredCallback["verdict"] | Processed["verdict"]
  readonly report: Processed["report"] | null
  /** When that was; null while it is pending. */
  readonly processedMillis: number | null
}

/** Where a message of a campaign stands in its list. */
export interface ListPlace {
  readonly campaignId: string
  readonly number: number
}

/** A stretch with when it is counted next; null for never. */
export interface CountedStretch extends Stretch {
  readonly index: number
  readonly dueMillis: number | null
}

/** An event in a subscriber's queue; `number` is its place there. */
export interface QueuedEvent {
  readonly subscriptionId: string
  readonly number: number
  readonly body: string
  readonly delivery: Delivery
}

/** An erasure with what is forgotten of it: whom it is about, once it has ended. */
export interface KeptErasure {
  readonly erasure: Erasure
  readonly about: Pick<NewErasure, "pseudonym" | "recipient" | "recipientKey"> | null
  readonly place: Place
  readonly blobs: ReadonlyArray<BlobId>
  readonly untilMillis: number
}

/** Numbers that are never handed out twice, not even when what they were for is undone. */
const counter = () => {
  let last = 0
  return (): number => ++last
}

/** Everything that one memory store holds; the ports are views of it. Times and order are the same as in any other store. */
export const make = () => {
  const journal = Journal.make()
  const pending = Sorted.make<number>(Order.number)
  const feed = FeedRows.make(journal)
  return {
    journal,
    messages: Messages.make(journal, feed.stepped),
    feed,
    hearers: Hearers.make(),
    /** Each with its place in the feed. */
    subscriptions: Table.make<string, { readonly subscription: Subscription; readonly position: string }>(journal),
    queuedEvents: Table.make<string, QueuedEvent>(journal),
    nextQueued: counter(),
    lanes: Table.make<string, Lane>(journal),
    /** JSON text by scope and key: what a reader gets is a copy, as from any other store. */
    ledger: Table.make<string, string>(journal),
    holds: Table.make<number, PlacedHold>(journal),
    nextHold: counter(),
    /** Numbers that grow with what they are named for, such as `hold`. */
    versions: Table.make<string, number>(journal),
    callbacks: Table.make<number, LoggedCallback>(journal, {
      add: ({ callback, verdict }) => {
        if (verdict === "pending") pending.insert(callback.id)
      },
      drop: ({ callback, verdict }) => {
        if (verdict === "pending") pending.remove(callback.id)
      }
    }),
    pending,
    /** When a callback came, by the hexadecimal text of its digest. */
    digests: Table.make<string, number>(journal),
    nextCallback: counter(),
    early: Table.make<number, EarlyStatus>(journal),
    drift: Table.make<string, Drifted>(journal),
    calibrations: Table.make<number, CalibrationReport>(journal),
    nextCalibration: counter(),
    /** By sender and second. */
    timeline: Table.make<string, { readonly given: number; readonly toldDay: number }>(journal),
    nextEarly: counter(),
    keys: Table.make<string, ApiKey>(journal),
    audit: Table.make<number, AuditRecord>(journal),
    nextAudit: counter(),
    erasures: Table.make<string, KeptErasure>(journal),
    /** By the hexadecimal text of their hash. */
    sessions: Table.make<string, Session>(journal),
    looks: Table.make<string, PlannedLook>(journal),
    mediaFiles: Table.make<string, MediaFile>(journal),
    callbackFiles: Table.make<string, CallbackFile>(journal),
    optOuts: Table.make<string, OptOut>(journal),
    /** When each conversation was last heard, and since when each sender is. */
    windows: Table.make<string, number>(journal),
    hearing: Table.make<string, number>(journal),
    templates: Table.make<string, RegisteredTemplate>(journal),
    /** Each with how often one of its label was put. */
    secrets: Table.make<string, { readonly secret: StoredSecret; readonly puts: number }>(journal),
    /** Each with how often it changed. */
    platformWords: Table.make<string, { readonly known: Known; readonly puts: number }>(journal),
    standings: Table.make<string, KeptStates.Kept<SenderStanding>>(journal),
    onboardings: Table.make<string, KeptStates.Kept<Course>>(journal),
    tokenReports: Table.make<string, TokenReport>(journal),
    campaigns: Table.make<string, Campaign>(journal),
    /** Rows by campaign and number; what was taken back, likewise; all places, and those that are open, by the id of their message. */
    campaignRows: Table.make<string, CampaignRow>(journal),
    campaignReturned: Table.make<string, { readonly campaignId: string; readonly number: number }>(journal),
    campaignPlaces: Table.make<string, ListPlace>(journal),
    campaignOpen: Table.make<string, ListPlace>(journal),
    campaignStretches: Table.make<string, CountedStretch>(journal),
    /** By key, by id, and by id. */
    alertKept: Table.make<string, Kept>(journal),
    alerts: Table.make<number, Alert>(journal),
    alertLetters: Table.make<number, Letter>(journal),
    /** Who looks, until when, and the last id that was given. */
    alertDesk: Table.make<
      "desk",
      { readonly holder: string | null; readonly untilMillis: number; readonly lastId: number }
    >(journal),
    /** By source. */
    vitals: Table.make<string, Report>(journal)
  }
}

export type State = ReturnType<typeof make>
