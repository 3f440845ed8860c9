import * as MemoryBlobStore from "@sluice/engine/memory/MemoryBlobStore"
import * as BlobStoreConformance from "@sluice/engine/test-kit/BlobStoreConformance"

BlobStoreConformance.suite("memory", MemoryBlobStore.layer)
