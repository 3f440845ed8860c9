import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import * as AlertBookConformance from "@sluice/engine/test-kit/AlertBookConformance"
import * as AuditLogConformance from "@sluice/engine/test-kit/AuditLogConformance"
import * as ApiKeysConformance from "@sluice/engine/test-kit/ApiKeysConformance"
import * as CalibrationsConformance from "@sluice/engine/test-kit/CalibrationsConformance"
import * as CallbackArchiveConformance from "@sluice/engine/test-kit/CallbackArchiveConformance"
import * as CallbackFilesConformance from "@sluice/engine/test-kit/CallbackFilesConformance"
import * as CallbackLogConformance from "@sluice/engine/test-kit/CallbackLogConformance"
import * as CampaignsConformance from "@sluice/engine/test-kit/CampaignsConformance"
import * as ConversationsConformance from "@sluice/engine/test-kit/ConversationsConformance"
import * as DriftConformance from "@sluice/engine/test-kit/DriftConformance"
import * as EarlyStatusesConformance from "@sluice/engine/test-kit/EarlyStatusesConformance"
import * as FeedConformance from "@sluice/engine/test-kit/FeedConformance"
import * as ErasuresConformance from "@sluice/engine/test-kit/ErasuresConformance"
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
import * as SubscriptionsConformance from "@sluice/engine/test-kit/SubscriptionsConformance"
import * as TemplatesConformance from "@sluice/engine/test-kit/TemplatesConformance"
import * as TimelineConformance from "@sluice/engine/test-kit/TimelineConformance"
import * as TokenReportsConformance from "@sluice/engine/test-kit/TokenReportsConformance"
import * as TrafficConformance from "@sluice/engine/test-kit/TrafficConformance"
import * as VitalsConformance from "@sluice/engine/test-kit/VitalsConformance"

OutboxConformance.suite("memory", MemoryStore.layer)
LanesConformance.suite("memory", MemoryStore.layer)
ErasuresConformance.suite("memory", MemoryStore.layer)
HoldsConformance.suite("memory", MemoryStore.layer)
LedgerStoreConformance.suite("memory", MemoryStore.layer)
CallbackLogConformance.suite("memory", MemoryStore.layer)
CampaignsConformance.suite("memory", MemoryStore.layer)
ConversationsConformance.suite("memory", MemoryStore.layer)
EarlyStatusesConformance.suite("memory", MemoryStore.layer)
ApiKeysConformance.suite("memory", MemoryStore.layer)
AuditLogConformance.suite("memory", MemoryStore.layer)
SessionsConformance.suite("memory", MemoryStore.layer)
TrafficConformance.suite("memory", MemoryStore.layer)
LooksConformance.suite("memory", MemoryStore.layer)
MediaFilesConformance.suite("memory", MemoryStore.layer)
CallbackFilesConformance.suite("memory", MemoryStore.layer)
OptOutsConformance.suite("memory", MemoryStore.layer)
SenderStandingsConformance.suite("memory", MemoryStore.layer)
OnboardingsConformance.suite("memory", MemoryStore.layer)
SendRecordsConformance.suite("memory", MemoryStore.layer)
ServiceWindowsConformance.suite("memory", MemoryStore.layer)
TemplatesConformance.suite("memory", MemoryStore.layer)
FeedConformance.suite("memory", MemoryStore.layer)
SubscriptionsConformance.suite("memory", MemoryStore.layer)
PlatformWordsConformance.suite("memory", MemoryStore.layer)
SecretsConformance.suite("memory", MemoryStore.layer)
TokenReportsConformance.suite("memory", MemoryStore.layer)
TimelineConformance.suite("memory", MemoryStore.layer)
DriftConformance.suite("memory", MemoryStore.layer)
CalibrationsConformance.suite("memory", MemoryStore.layer)
CallbackArchiveConformance.suite("memory", MemoryStore.layer)
AlertBookConformance.suite("memory", MemoryStore.layer)
SendStatsConformance.suite("memory", MemoryStore.layer)
VitalsConformance.suite("memory", MemoryStore.layer)
