import { Layer } from "effect"
import * as PgAlertBook from "./PgAlertBook.ts"
import * as PgApiKeys from "./PgApiKeys.ts"
import * as PgAuditLog from "./PgAuditLog.ts"
import * as PgCalibrations from "./PgCalibrations.ts"
import * as PgCallbackArchive from "./PgCallbackArchive.ts"
import * as PgCallbackFiles from "./PgCallbackFiles.ts"
import * as PgCallbackLog from "./PgCallbackLog.ts"
import * as PgCampaigns from "./PgCampaigns.ts"
import * as PgConversations from "./PgConversations.ts"
import * as PgDrift from "./PgDrift.ts"
import * as PgEarlyStatuses from "./PgEarlyStatuses.ts"
import * as PgErasures from "./PgErasures.ts"
import * as PgFeed from "./PgFeed.ts"
import * as PgHolds from "./PgHolds.ts"
import * as PgLanes from "./PgLanes.ts"
import * as PgLedgerStore from "./PgLedgerStore.ts"
import * as PgLooks from "./PgLooks.ts"
import * as PgMediaFiles from "./PgMediaFiles.ts"
import * as PgOnboardings from "./PgOnboardings.ts"
import * as PgOptOuts from "./PgOptOuts.ts"
import * as PgOutbox from "./PgOutbox.ts"
import * as PgPlatformWords from "./PgPlatformWords.ts"
import * as PgSecrets from "./PgSecrets.ts"
import * as PgSenderStandings from "./PgSenderStandings.ts"
import * as PgSendRecords from "./PgSendRecords.ts"
import * as PgSendStats from "./PgSendStats.ts"
import * as PgSessions from "./PgSessions.ts"
import * as PgServiceWindows from "./PgServiceWindows.ts"
import * as PgSubscriptions from "./PgSubscriptions.ts"
import * as PgTemplates from "./PgTemplates.ts"
import * as PgTimeline from "./PgTimeline.ts"
import * as PgTokenReports from "./PgTokenReports.ts"
import * as PgVitals from "./PgVitals.ts"
import * as PgTraffic from "./PgTraffic.ts"

/**
 * Every store port over one client: what one of them does within another's transaction (`consume`) belongs to it.
 *
 * @example
 * ```ts
 * const store = PgStore.layer.pipe(Layer.provide(Database.layer({ url, connectionsMax: 8, applicationName: "worker" })))
 * ```
 */
export const layer = Layer.mergeAll(
  PgOutbox.layer,
  PgAlertBook.layer,
  PgSendStats.layer,
  PgVitals.layer,
  PgLanes.layer,
  PgHolds.layer,
  PgLedgerStore.layer,
  PgCallbackLog.layer,
  PgCallbackArchive.layer,
  PgCallbackFiles.layer,
  PgCalibrations.layer,
  PgDrift.layer,
  PgCampaigns.layer,
  PgConversations.layer,
  PgEarlyStatuses.layer,
  PgErasures.layer,
  PgApiKeys.layer,
  PgAuditLog.layer,
  PgSessions.layer,
  PgTraffic.layer,
  PgLooks.layer,
  PgMediaFiles.layer,
  PgOptOuts.layer,
  PgSenderStandings.layer,
  PgOnboardings.layer,
  PgSendRecords.layer,
  PgServiceWindows.layer,
  PgTemplates.layer,
  PgTimeline.layer,
  PgFeed.layer,
  PgSubscriptions.layer,
  PgPlatformWords.layer,
  PgSecrets.layer,
  PgTokenReports.layer
)
