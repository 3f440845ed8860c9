import * as AlertBookConformance from "@sluice/engine/test-kit/AlertBookConformance"
import * as ApiKeysConformance from "@sluice/engine/test-kit/ApiKeysConformance"
import * as AuditLogConformance from "@sluice/engine/test-kit/AuditLogConformance"
import * as CalibrationsConformance from "@sluice/engine/test-kit/CalibrationsConformance"
import * as CallbackArchiveConformance from "@sluice/engine/test-kit/CallbackArchiveConformance"
import * as CallbackFilesConformance from "@sluice/engine/test-kit/CallbackFilesConformance"
import * as CallbackLogConformance from "@sluice/engine/test-kit/CallbackLogConformance"
import * as CampaignsConformance from "@sluice/engine/test-kit/CampaignsConformance"
import * as ConversationsConformance from "@sluice/engine/test-kit/ConversationsConformance"
import * as DriftConformance from "@sluice/engine/test-kit/DriftConformance"
import * as EarlyStatusesConformance from "@sluice/engine/test-kit/EarlyStatusesConformance"
import * as HoldsConformance from "@sluice/engine/test-kit/HoldsConformance"
import * as LanesConformance from "@sluice/engine/test-kit/LanesConformance"
import * as LedgerStoreConformance from "@sluice/engine/test-kit/LedgerStoreConformance"
import * as LooksConformance from "@sluice/engine/test-kit/LooksConformance"
import * as MediaFilesConformance from "@sluice/engine/test-kit/MediaFilesConformance"
import * as OnboardingsConformance from "@sluice/engine/test-kit/OnboardingsConformance"
import * as OptOutsConformance from "@sluice/engine/test-kit/OptOutsConformance"
import * as OutboxConformance from "@sluice/engine/test-kit/OutboxConformance"
import * as PlatformWordsConformance from "@sluice/engine/test-kit/PlatformWordsConformance"
import * as SecretsConformance from "@sluice/engine/test-kit/SecretsConformance"
import * as SenderStandingsConformance from "@sluice/engine/test-kit/SenderStandingsConformance"
import * as SendRecordsConformance from "@sluice/engine/test-kit/SendRecordsConformance"
import * as SendStatsConformance from "@sluice/engine/test-kit/SendStatsConformance"
import * as ServiceWindowsConformance from "@sluice/engine/test-kit/ServiceWindowsConformance"
import * as SessionsConformance from "@sluice/engine/test-kit/SessionsConformance"
import * as TemplatesConformance from "@sluice/engine/test-kit/TemplatesConformance"
import * as TimelineConformance from "@sluice/engine/test-kit/TimelineConformance"
import * as TokenReportsConformance from "@sluice/engine/test-kit/TokenReportsConformance"
import * as TrafficConformance from "@sluice/engine/test-kit/TrafficConformance"
import * as VitalsConformance from "@sluice/engine/test-kit/VitalsConformance"
import * as Stores from "./Stores.ts"

const { layer } = Stores.ofFile()

OutboxConformance.suite("PostgreSQL", layer)
LanesConformance.suite("PostgreSQL", layer)
HoldsConformance.suite("PostgreSQL", layer)
LedgerStoreConformance.suite("PostgreSQL", layer)
CallbackLogConformance.suite("PostgreSQL", layer)
CampaignsConformance.suite("PostgreSQL", layer)
ConversationsConformance.suite("PostgreSQL", layer)
EarlyStatusesConformance.suite("PostgreSQL", layer)
ApiKeysConformance.suite("PostgreSQL", layer)
AuditLogConformance.suite("PostgreSQL", layer)
SessionsConformance.suite("PostgreSQL", layer)
TrafficConformance.suite("PostgreSQL", layer)
LooksConformance.suite("PostgreSQL", layer)
MediaFilesConformance.suite("PostgreSQL", layer)
CallbackFilesConformance.suite("PostgreSQL", layer)
OptOutsConformance.suite("PostgreSQL", layer)
SenderStandingsConformance.suite("PostgreSQL", layer)
OnboardingsConformance.suite("PostgreSQL", layer)
SendRecordsConformance.suite("PostgreSQL", layer)
ServiceWindowsConformance.suite("PostgreSQL", layer)
TemplatesConformance.suite("PostgreSQL", layer)
PlatformWordsConformance.suite("PostgreSQL", layer)
SecretsConformance.suite("PostgreSQL", layer)
TokenReportsConformance.suite("PostgreSQL", layer)
TimelineConformance.suite("PostgreSQL", layer)
DriftConformance.suite("PostgreSQL", layer)
CalibrationsConformance.suite("PostgreSQL", layer)
CallbackArchiveConformance.suite("PostgreSQL", layer)
AlertBookConformance.suite("PostgreSQL", layer)
SendStatsConformance.suite("PostgreSQL", layer)
VitalsConformance.suite("PostgreSQL", layer)
