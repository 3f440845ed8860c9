import type { Failure } from "@sluice/core/failure/Failure"
import * as MediaCache from "@sluice/core/guard/MediaCache"
import { mediaReferences } from "@sluice/core/message/MediaReference"
import type { Content } from "@sluice/core/message/OutboundMessage"
import { Effect, Option } from "effect"
import type { Sender } from "../ports/Directory.ts"
import { BlobStore } from "../ports/BlobStore.ts"
import { MediaFiles } from "../ports/MediaFiles.ts"
import * as Sweeping from "./Sweeping.ts"

/** A send that the platform has refused. */
export interface Refusal {
  readonly content: Content
  readonly failure: Pick<Failure, "reaction">
  readonly atMillis: number
}

/**
 * A message was refused since a file that it names by its id has expired (GD-01, 1306): a copy of the file that we had from a callback goes at once, as it
 * does when the platform says the same of a download. Of several files the platform does not say which one it means, so all of them go: what the
 * platform still has can be fetched from there.
 *
 * The copy's bytes are removed where a blob store is among the services. Workers have none: there the file is gone for everybody who asks, and its
 * bytes are forgotten with their age (`BlobRetention`).
 */
export const afterRefusal = Effect.fn("Evicting.afterRefusal")(function* (
  { accountId, policy }: Pick<Sender, "accountId" | "policy">,
  { atMillis, content, failure }: Refusal
) {
  if (failure.reaction !== "media-cache") return
  const files = yield* MediaFiles
  const blobs = yield* Effect.serviceOption(BlobStore)
  for (const { id } of mediaReferences(content)) {
    const file = id === null ? null : Option.getOrNull(yield* files.find({ accountId, mediaId: id }))
    if (file === null || (file.standing._tag !== "Kept" && file.standing._tag !== "Waiting")) continue
    const decision = MediaCache.decide(policy.media, file, failure, atMillis)
    if (decision._tag === "Keeps") continue
    const standing = { _tag: "Gone", reason: decision.reason } as const
    yield* Option.match(blobs, {
      onNone: () => files.settle(file, standing),
      onSome: (store) => Effect.provideService(Sweeping.drop(file, standing), BlobStore, store)
    })
  }
})
