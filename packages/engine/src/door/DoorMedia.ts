import * as MediaFinding from "@sluice/core/media/Finding"
import type { Claims } from "@sluice/core/media/MediaFacts"
import * as MediaCheck from "@sluice/core/media/MediaCheck"
import { Context, Effect, Layer, Option, type Scope, Stream } from "effect"
import type { Finding } from "../accept/Finding.ts"
import * as Caller from "../access/Caller.ts"
import * as Reference from "../intake/media/Reference.ts"
import * as MediaServing from "../media/Serving.ts"
import { BlobStore } from "../ports/BlobStore.ts"
import { CallbackFiles } from "../ports/CallbackFiles.ts"
import type { CloudApiAccount } from "../ports/Directory.ts"
import { Directory, type SenderUnknown } from "../ports/Directory.ts"
import type { Graph, Reply } from "../ports/Graph.ts"
import { type Download, DownloadBroken, GraphMedia } from "../ports/GraphMedia.ts"
import * as Source from "../ports/MediaReader.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Asking from "./Asking.ts"
import * as OwnNumber from "./OwnNumber.ts"
import type { FeatureUnsupported } from "./Refusals.ts"
import { BodyRefused, ObjectUnknown, PlatformRefused, PlatformSilent } from "./Refusals.ts"

/** A file that a caller has sent in full; it lies on this machine for as long as it is looked at. */
export interface Draft {
  readonly path: string
  readonly claims: Claims
}

/** The platform's code of a file that it does not take; it has no path, since the form has no other field that could be wrong. */
const unusable = (code: string, message: string, suggestion: string | null = null): Finding => ({
  path: "file",
  code,
  rule: "CLOUD_API 131053",
  message,
  suggestion
})

const jsonOf = (reply: Reply): Effect.Effect<unknown, PlatformRefused | PlatformSilent> => {
  if (reply._tag === "Silent") return new PlatformSilent({ detail: reply.detail })
  return reply.status >= 400 || reply.json === null
    ? new PlatformRefused({ status: reply.status, json: reply.json })
    : Effect.succeed(reply.json)
}

const urlIn = (described: unknown): string | null =>
  typeof described === "object" && described !== null && "url" in described && typeof described.url === "string"
    ? described.url
    : null

/** An account that may have a file, and how it is asked. */
interface Holder {
  readonly account: CloudApiAccount
  readonly query: Readonly<Record<string, string>>
}

const make = Effect.gen(function* () {
  const ask = yield* Asking.make
  const own = yield* OwnNumber.make
  const directory = yield* Directory
  const media = yield* GraphMedia
  const reader = yield* Source.MediaReader
  const stored = yield* Effect.context<BlobStore | CallbackFiles>()

  const senderOf = Effect.fnUntraced(function* (caller: Caller.Caller, phoneNumberId: string) {
    const sender = yield* own(caller, phoneNumberId)
    const found = yield* Effect.orDie(directory.account(sender.accountId))
    return { sender, account: yield* Asking.atPlatform(found, "media") }
  })

  /** Looked at by its bytes before it leaves: what the platform would refuse does not (MD-01, MD-02). */
  const upload = Effect.fn("DoorMedia.upload")(function* (
    caller: Caller.Caller,
    phoneNumberId: string,
    { claims, path }: Draft
  ) {
    const { account, sender } = yield* senderOf(caller, phoneNumberId)
    const facts = yield* reader
      .read(Source.File({ path }), claims)
      .pipe(Effect.mapError(({ message }) => new BodyRefused({ findings: [unusable("unreadable", message)] })))
    const decision = MediaCheck.decide(sender.policy.media, facts)
    if (decision._tag !== "Sendable") {
      const findings = decision.findings
        .filter(({ severity }) => severity === "error")
        .map(({ code, message, remedy }: MediaFinding.Finding) => unusable(code, message, remedy))
      return yield* new BodyRefused({ findings })
    }
    const mimeType = facts.content.mimeType ?? claims.mimeType ?? "application/octet-stream"
    const filename = claims.name ?? "file"
    const file = { account, phoneNumberId: sender.phoneNumberId, path, mimeType, filename }
    return yield* Effect.flatMap(media.upload(file), jsonOf)
  })

  /** The accounts whose file an id may be, and with which query they are asked: that of the number where one is named, else the caller's. */
  const holders = Effect.fnUntraced(function* (caller: Caller.Caller, phoneNumberId: string | null) {
    if (phoneNumberId !== null) {
      const found = yield* Effect.option(senderOf(caller, phoneNumberId))
      return Option.toArray(
        Option.map(found, ({ account, sender }): Holder => ({
          account,
          query: { phone_number_id: sender.phoneNumberId }
        }))
      )
    }
    return (yield* directory.accounts).flatMap((account): ReadonlyArray<Holder> =>
      account.provider === "cloud-api" && Caller.mayUse(caller, account.id) ? [{ account, query: {} }] : []
    )
  })

  /** The account that has the file, and what the platform says of it. Of several accounts the first that it is shown to has it. */
  const find = Effect.fnUntraced(function* (caller: Caller.Caller, mediaId: string, phoneNumberId: string | null) {
    const asking = (yield* holders(caller, phoneNumberId)).map((holder) =>
      Effect.map(ask({ ...holder, path: mediaId }), (described) => ({ ...holder, described }))
    )
    const [first, ...others] = asking
    if (first === undefined) return yield* new ObjectUnknown({ id: mediaId })
    return yield* Effect.firstSuccessOf([first, ...others])
  })

  /** A file that a callback carried: it was never the platform's, and its reference is its id here (WH-06). */
  const carried = Effect.fnUntraced(function* (caller: Caller.Caller, id: string) {
    return yield* MediaServing.openCarried(caller, id).pipe(
      Effect.catchTags({
        FileUnknown: () => new ObjectUnknown({ id }),
        ReferenceMalformed: () => new ObjectUnknown({ id })
      }),
      Effect.provide(stored)
    )
  })

  const describe = Effect.fn("DoorMedia.describe")(function* (
    caller: Caller.Caller,
    mediaId: string,
    phoneNumberId: string | null
  ) {
    if (Reference.isMeant(mediaId)) {
      const { blob, mimeType, sha256 } = yield* carried(caller, mediaId)
      // The address is of this server, and put there by whoever knows its own.
      return { messaging_product: "whatsapp", url: "", mime_type: mimeType, sha256, file_size: blob.bytes, id: mediaId }
    }
    return (yield* find(caller, mediaId, phoneNumberId)).described
  })

  const remove = Effect.fn("DoorMedia.remove")(function* (
    caller: Caller.Caller,
    mediaId: string,
    phoneNumberId: string | null
  ) {
    // It goes with its callback, and with an erasure; others may hold the same reference.
    if (Reference.isMeant(mediaId)) return yield* new ObjectUnknown({ id: mediaId })
    const { account, query } = yield* find(caller, mediaId, phoneNumberId)
    return yield* Effect.flatMap(media.remove({ account, mediaId, query }), jsonOf)
  })

  const open = Effect.fn("DoorMedia.open")(function* (
    caller: Caller.Caller,
    mediaId: string,
    phoneNumberId: string | null
  ) {
    if (Reference.isMeant(mediaId)) {
      const { blob, mimeType } = yield* carried(caller, mediaId)
      const content = Stream.mapError(blob.content, ({ message }) => new DownloadBroken({ detail: message }))
      const download: Download = { status: 200, mimeType, bytes: blob.bytes, content }
      return download
    }
    const { account, described } = yield* find(caller, mediaId, phoneNumberId)
    const url = urlIn(described)
    if (url === null) return yield* new ObjectUnknown({ id: mediaId })
    const download = yield* media
      .open({ account, url })
      .pipe(Effect.mapError(({ detail }) => new PlatformSilent({ detail })))
    // An address that the platform has just given leads nowhere where the file is gone.
    if (download.status === 404 || download.status === 410) return yield* new ObjectUnknown({ id: mediaId })
    if (download.status !== 200) return yield* new PlatformRefused({ status: download.status, json: null })
    return download
  })

  return { upload, describe, remove, open }
})

type Refused = ObjectUnknown | PlatformRefused | PlatformSilent

/**
 * Files by the platform's own paths (CLOUD_API 3.5): given to it while the caller waits, described, removed, and read through this server, so that the
 * account's token stays here. Files that callbacks carried are described and read as the platform's are, by their references. An upload is no message:
 * nothing of it is queued, and one that fails is made again by whoever made it.
 */
export class DoorMedia extends Context.Tag("@sluice/engine/DoorMedia")<
  DoorMedia,
  {
    readonly upload: (
      caller: Caller.Caller,
      phoneNumberId: string,
      draft: Draft
    ) => Effect.Effect<unknown, BodyRefused | FeatureUnsupported | PlatformRefused | PlatformSilent | SenderUnknown>
    /** In the platform's words; its `url` is the platform's, and worth nothing without the account's token. */
    readonly describe: (
      caller: Caller.Caller,
      mediaId: string,
      phoneNumberId: string | null
    ) => Effect.Effect<unknown, Refused | StoreUnavailable>
    readonly remove: (
      caller: Caller.Caller,
      mediaId: string,
      phoneNumberId: string | null
    ) => Effect.Effect<unknown, Refused>
    readonly open: (
      caller: Caller.Caller,
      mediaId: string,
      phoneNumberId: string | null
    ) => Effect.Effect<Download, Refused | StoreUnavailable, Scope.Scope>
  }
>() {
  static readonly layer: Layer.Layer<
    DoorMedia,
    never,
    BlobStore | CallbackFiles | Directory | Graph | GraphMedia | Source.MediaReader
  > = Layer.effect(DoorMedia, make)
}
