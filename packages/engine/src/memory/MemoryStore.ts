import { Context, Effect, Layer } from "effect"
import { AlertBook } from "../ports/AlertBook.ts"
import { ApiKeys } from "../ports/ApiKeys.ts"
import { AuditLog } from "../ports/AuditLog.ts"
import { Calibrations } from "../ports/Calibrations.ts"
import { CallbackArchive } from "../ports/CallbackArchive.ts"
import { CallbackFiles } from "../ports/CallbackFiles.ts"
import { CallbackLog } from "../ports/CallbackLog.ts"
import { Campaigns } from "../ports/Campaigns.ts"
import { Conversations } from "../ports/Conversations.ts"
import { Drift } from "../ports/Drift.ts"
import { EarlyStatuses } from "../ports/EarlyStatuses.ts"
import { Erasures } from "../ports/Erasures.ts"
import { Feed } from "../ports/Feed.ts"
import { Holds } from "../ports/Holds.ts"
import { Lanes } from "../ports/Lanes.ts"
import { LedgerStore } from "../ports/LedgerStore.ts"
import { Looks } from "../ports/Looks.ts"
import { MediaFiles } from "../ports/MediaFiles.ts"
import { Onboardings } from "../ports/Onboardings.ts"
import { OptOuts } from "../ports/OptOuts.ts"
import { Outbox } from "../ports/Outbox.ts"
import { PlatformWords } from "../ports/PlatformWords.ts"
import { Secrets } from "../ports/Secrets.ts"
import { SenderStandings } from "../ports/SenderStandings.ts"
import { SendRecords } from "../ports/SendRecords.ts"
import { SendStats } from "../ports/SendStats.ts"
import { ServiceWindows } from "../ports/ServiceWindows.ts"
import { Sessions } from "../ports/Sessions.ts"
import { Subscriptions } from "../ports/Subscriptions.ts"
import { Templates } from "../ports/Templates.ts"
import { Timeline } from "../ports/Timeline.ts"
import { TokenReports } from "../ports/TokenReports.ts"
import { Vitals } from "../ports/Vitals.ts"
import * as MemoryAlertBook from "./MemoryAlertBook.ts"
import { Traffic } from "../ports/Traffic.ts"
import * as MemoryApiKeys from "./MemoryApiKeys.ts"
import * as MemoryAuditLog from "./MemoryAuditLog.ts"
import * as MemoryCalibrations from "./MemoryCalibrations.ts"
import * as MemoryCallbackArchive from "./MemoryCallbackArchive.ts"
import * as MemoryCallbackFiles from "./MemoryCallbackFiles.ts"
import * as MemoryCallbackLog from "./MemoryCallbackLog.ts"
import * as MemoryCampaigns from "./MemoryCampaigns.ts"
import * as MemoryConversations from "./MemoryConversations.ts"
import * as MemoryDrift from "./MemoryDrift.ts"
import * as MemoryEarlyStatuses from "./MemoryEarlyStatuses.ts"
import * as MemoryErasures from "./MemoryErasures.ts"
import * as MemoryFeed from "./MemoryFeed.ts"
import * as MemoryHolds from "./MemoryHolds.ts"
import * as MemoryLanes from "./MemoryLanes.ts"
import * as MemoryLedgerStore from "./MemoryLedgerStore.ts"
import * as MemoryLooks from "./MemoryLooks.ts"
import * as MemoryMediaFiles from "./MemoryMediaFiles.ts"
import * as MemoryOnboardings from "./MemoryOnboardings.ts"
import * as MemoryOptOuts from "./MemoryOptOuts.ts"
import * as MemoryOutbox from "./MemoryOutbox.ts"
import * as MemoryPlatformWords from "./MemoryPlatformWords.ts"
import * as MemorySecrets from "./MemorySecrets.ts"
import * as MemorySenderStandings from "./MemorySenderStandings.ts"
import * as MemorySendRecords from "./MemorySendRecords.ts"
import * as MemorySendStats from "./MemorySendStats.ts"
import * as MemoryServiceWindows from "./MemoryServiceWindows.ts"
import * as MemorySessions from "./MemorySessions.ts"
import * as MemorySubscriptions from "./MemorySubscriptions.ts"
import * as MemoryTemplates from "./MemoryTemplates.ts"
import * as MemoryTimeline from "./MemoryTimeline.ts"
import * as MemoryTokenReports from "./MemoryTokenReports.ts"
import * as MemoryVitals from "./MemoryVitals.ts"
import * as MemoryTraffic from "./MemoryTraffic.ts"
import * as State from "./internal/State.ts"

/**
 * Every store port over one state in memory: for tests, for forecasts in virtual time, and for programs that embed the engine and
 * need nothing to outlive them.
 *
 * It keeps the promises of the ports but one: nothing is durable. Each time the layer is built it is a new, empty store.
 */
export const layer: Layer.Layer<
  | AlertBook
  | ApiKeys
  | AuditLog
  | Calibrations
  | CallbackArchive
  | CallbackFiles
  | CallbackLog
  | Campaigns
  | Conversations
  | Drift
  | EarlyStatuses
  | Erasures
  | Feed
  | Holds
  | Lanes
  | LedgerStore
  | Looks
  | MediaFiles
  | Onboardings
  | OptOuts
  | Outbox
  | PlatformWords
  | Secrets
  | SenderStandings
  | SendRecords
  | SendStats
  | ServiceWindows
  | Sessions
  | Subscriptions
  | Templates
  | Timeline
  | TokenReports
  | Vitals
  | Traffic
> = Layer.effectContext(
  Effect.sync(() => {
    const state = State.make()
    const received = Context.make(CallbackArchive, MemoryCallbackArchive.make(state)).pipe(
      Context.add(Calibrations, MemoryCalibrations.make(state)),
      Context.add(CallbackFiles, MemoryCallbackFiles.make(state)),
      Context.add(Drift, MemoryDrift.make(state)),
      Context.add(Erasures, MemoryErasures.make(state)),
      Context.add(MediaFiles, MemoryMediaFiles.make(state)),
      Context.add(Sessions, MemorySessions.make(state)),
      Context.add(Timeline, MemoryTimeline.make(state)),
      Context.add(Traffic, MemoryTraffic.make(state))
    )
    const watched = Context.make(AlertBook, MemoryAlertBook.make(state)).pipe(
      Context.add(AuditLog, MemoryAuditLog.make(state)),
      Context.add(Onboardings, MemoryOnboardings.make(state)),
      Context.add(SenderStandings, MemorySenderStandings.make(state)),
      Context.add(SendStats, MemorySendStats.make(state)),
      Context.add(Vitals, MemoryVitals.make(state))
    )
    return Context.make(Outbox, MemoryOutbox.make(state)).pipe(
      Context.merge(received),
      Context.merge(watched),
      Context.add(Lanes, MemoryLanes.make(state)),
      Context.add(Holds, MemoryHolds.make(state)),
      Context.add(LedgerStore, MemoryLedgerStore.make(state)),
      Context.add(CallbackLog, MemoryCallbackLog.make(state)),
      Context.add(Conversations, MemoryConversations.make(state)),
      Context.add(Campaigns, MemoryCampaigns.make(state)),
      Context.add(EarlyStatuses, MemoryEarlyStatuses.make(state)),
      Context.add(ApiKeys, MemoryApiKeys.make(state)),
      Context.add(Looks, MemoryLooks.make(state)),
      Context.add(OptOuts, MemoryOptOuts.make(state)),
      Context.add(SendRecords, MemorySendRecords.make(state)),
      Context.add(ServiceWindows, MemoryServiceWindows.make(state)),
      Context.add(Feed, MemoryFeed.make(state)),
      Context.add(Subscriptions, MemorySubscriptions.make(state)),
      Context.add(Templates, MemoryTemplates.make(state)),
      Context.add(PlatformWords, MemoryPlatformWords.make(state)),
      Context.add(Secrets, MemorySecrets.make(state)),
      Context.add(TokenReports, MemoryTokenReports.make(state))
    )
  })
)
