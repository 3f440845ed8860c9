import * as NodeContext from "@effect/platform-node/NodeContext"
import * as DirectoryBlobStore from "@sluice/adapter-node/DirectoryBlobStore"
import * as S3BlobStore from "@sluice/adapter-s3/S3BlobStore"
import type { BlobStore } from "@sluice/engine/ports/BlobStore"
import { Layer } from "effect"
import type * as BlobsConfig from "./BlobsConfig.ts"

/** The blob store that the configuration chose. */
export const over = (
  choice: BlobsConfig.Choice
): Layer.Layer<BlobStore, DirectoryBlobStore.BlobDirectoryUnusable | S3BlobStore.BucketUnusable> => {
  switch (choice._tag) {
    case "Directory":
      return Layer.provide(DirectoryBlobStore.layer(choice.path), NodeContext.layer)
    case "Bucket":
      return Layer.provide(S3BlobStore.layer(choice.bucket), NodeContext.layer)
  }
}
