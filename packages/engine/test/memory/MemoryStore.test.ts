import * as MemoryStore from "@sluice/engine/memory/MemoryStore"
import * as ApiKeysConformance from "@sluice/engine/test-kit/ApiKeysConformance"
import * as CallbackLogConformance from "@sluice/engine/test-kit/CallbackLogConformance"
import * as EarlyStatusesConformance from "@sluice/engine/test-kit/EarlyStatusesConformance"
import * as HoldsConformance from "@sluice/engine/test-kit/HoldsConformance"
import * as LanesConformance from "@sluice/engine/test-kit/LanesConformance"
import * as LedgerStoreConformance from "@sluice/engine/test-kit/LedgerStoreConformance"
import * as OutboxConformance from "@sluice/engine/test-kit/OutboxConformance"

OutboxConformance.suite("memory", MemoryStore.layer)
LanesConformance.suite("memory", MemoryStore.layer)
HoldsConformance.suite("memory", MemoryStore.layer)
LedgerStoreConformance.suite("memory", MemoryStore.layer)
CallbackLogConformance.suite("memory", MemoryStore.layer)
EarlyStatusesConformance.suite("memory", MemoryStore.layer)
ApiKeysConformance.suite("memory", MemoryStore.layer)
