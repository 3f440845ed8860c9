import type { Effect, Scope, Stream } from "effect"
import { Context, Data } from "effect"
import type { CloudApiAccount } from "./Directory.ts"
import type { Reply } from "./Graph.ts"

/** A file on its way to the platform. It lies on this machine, so that it is never in memory as a whole. */
export interface Upload {
  readonly account: CloudApiAccount
  readonly phoneNumberId: string
  readonly path: string
  /** Of its bytes, not of its name. */
  readonly mimeType: string
  readonly filename: string
}

/** A file of the platform as it is read, once. */
export interface Download {
  readonly status: number
  readonly mimeType: string | null
  readonly bytes: number | null
  readonly content: Stream.Stream<Uint8Array, DownloadBroken>
}

/** Reading broke off. */
export class DownloadBroken extends Data.TaggedError("DownloadBroken")<{ readonly detail: string }> {}

/** The address is on no host of the platform, and the token is for those alone: nothing was asked. Or nothing answered. */
export class DownloadRefused extends Data.TaggedError("DownloadRefused")<{ readonly detail: string }> {}

/** Files of an account at the platform, for whoever waits: given to it, and taken from it, as they come (CLOUD_API 3.5). It stores nothing. */
export class GraphMedia extends Context.Tag("@sluice/engine/GraphMedia")<
  GraphMedia,
  {
    readonly upload: (file: Upload) => Effect.Effect<Reply>
    readonly remove: (file: {
      readonly account: CloudApiAccount
      readonly mediaId: string
      readonly query: Readonly<Record<string, string>>
    }) => Effect.Effect<Reply>
    /** Opens an address that the platform gave for a file; the connection is let go with the scope. */
    readonly open: (file: {
      readonly account: CloudApiAccount
      readonly url: string
    }) => Effect.Effect<Download, DownloadRefused, Scope.Scope>
  }
>() {}
