import * as FileSystem from "@effect/platform/FileSystem"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Multipart from "@effect/platform/Multipart"
import * as Policy from "@sluice/core/policy/Policy"
import { Effect, Either, Option, Stream } from "effect"
import { createHash } from "node:crypto"
import * as Auth from "../graph/Auth.ts"
import * as Reply from "../graph/Reply.ts"
import * as FileKind from "../media/FileKind.ts"
import type * as MediaStore from "../media/MediaStore.ts"
import type * as Platform from "../Platform.ts"
import * as GraphCall from "./GraphCall.ts"

/** Uploading, describing, deleting and downloading media (CLOUD_API 3.5). Files pass through in chunks, never whole. */

/** The largest file of any kind; a longer one is not read to its end. */
const uploadBytesMax = Policy.shipped["cloud-api"].media.document.bytesMax

interface Draft {
  readonly mimeType: string
  readonly sha256: string
  readonly bytes: number
  readonly head: Uint8Array
  readonly path: string
}

interface Form {
  readonly fields: ReadonlyMap<string, string>
  readonly draft: Draft | null
}

/** `POST /{phone_number_id}/media`, multipart with `messaging_product`, `file` and `type`. */
export const upload: GraphCall.Handler<FileSystem.FileSystem> = (call) =>
  Effect.gen(function* () {
    const sender = yield* GraphCall.sender(call, "POST")
    const { draft, fields } = yield* receive(call.platform)
    if (fields.get("messaging_product") !== "whatsapp") {
      return yield* invalid("(#100) The parameter messaging_product is required.")
    }
    if (draft === null) return yield* invalid("(#100) The parameter file is required.")
    const mimeType = fields.get("type") ?? draft.mimeType
    const kind = FileKind.ofMime(mimeType)
    if (kind === undefined) {
      const allowed = FileKind.mimeTypes.join(", ")
      return yield* invalid(`(#100) Param file must be a file with one of the following types: ${allowed}.`)
    }
    if (!FileKind.matches(mimeType, draft.head)) return yield* unusable(`The file is not ${mimeType}.`)
    const bytesMax = FileKind.bytesMax(Policy.shipped["cloud-api"].media, kind, draft.head)
    if (draft.bytes > bytesMax)
      return yield* unusable(`The file has ${draft.bytes} bytes, at most ${bytesMax} are allowed.`)
    const { bytes, path, sha256 } = draft
    const { phoneNumberId, wabaId } = sender
    const file = { phoneNumberId, mimeType, kind, sha256, bytes, path, atMillis: call.nowMillis }
    const stored = yield* call.platform.media.add(file)
    return { body: { id: stored.id }, wabaId }
  }).pipe(Effect.scoped)

const invalid = (message: string) => Effect.fail<Reply.GraphError>({ code: 100, message })
const unusable = (details: string) => Effect.fail<Reply.GraphError>({ code: 131053, details })

/** The fields of a form, and its file written to a draft while it is hashed. */
const receive = (platform: Platform.Platform) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    if (!/^multipart\/form-data\s*;/i.test(request.headers["content-type"] ?? "")) {
      return yield* invalid("(#100) The request is not a multipart form.")
    }
    const empty: Form = { fields: new Map(), draft: null }
    return yield* request.multipartStream.pipe(
      Multipart.withLimitsStream({
        maxParts: Option.some(16),
        maxFieldSize: 4_096,
        maxFileSize: Option.some(uploadBytesMax)
      }),
      Stream.runFoldEffect(empty, (form, part) =>
        Multipart.isField(part)
          ? Effect.succeed({ ...form, fields: new Map(form.fields).set(part.key, part.value) })
          : Effect.map(keep(platform, part), (draft) => (part.key === "file" ? { ...form, draft } : form))
      )
    )
  }).pipe(
    Effect.catchTag("MultipartError", ({ reason }) =>
      reason === "FileTooLarge"
        ? unusable(`The file is larger than ${uploadBytesMax} bytes.`)
        : invalid(`(#100) The request is not a form that can be read (${reason}).`)
    )
  )

const keep = (platform: Platform.Platform, file: Multipart.File) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const path = yield* platform.media.draft
    const hash = createHash("sha256")
    const head: Array<number> = []
    let bytes = 0
    yield* file.content.pipe(
      Stream.tap((chunk) =>
        Effect.sync(() => {
          hash.update(chunk)
          bytes += chunk.length
          if (head.length < FileKind.headBytes) head.push(...chunk.subarray(0, FileKind.headBytes - head.length))
        })
      ),
      Stream.run(files.sink(path)),
      Effect.catchTags({
        BadArgument: (error) => Effect.die(error),
        SystemError: (error) => Effect.die(error)
      })
    )
    return { mimeType: file.contentType, sha256: hash.digest("hex"), bytes, head: Uint8Array.from(head), path }
  })

/** A file that the token may see: its sender is within reach, and the one named in the query, if any. */
const owner = (call: GraphCall.Call, file: MediaStore.Stored, method: string) =>
  Either.flatMap(GraphCall.holder(call), (holder) => {
    const sender = call.platform.directory.sender(file.phoneNumberId)
    const named = call.query.get("phone_number_id") ?? file.phoneNumberId
    if (sender === undefined || named !== file.phoneNumberId || !Auth.reaches(holder, sender)) {
      return Either.left(Reply.unknownObject(call.id, method))
    }
    return Either.map(Auth.permits(holder, "whatsapp_business_messaging"), () => sender)
  })

/** `GET /{media_id}`: facts of the file and a URL that is good for five minutes. */
export const describe = (call: GraphCall.Call, file: MediaStore.Stored) =>
  Effect.gen(function* () {
    const { wabaId } = yield* owner(call, file, "GET")
    const request = yield* HttpServerRequest.HttpServerRequest
    const host = request.headers["host"] ?? "127.0.0.1"
    const body = {
      url: `http://${host}/whatsapp_business/attachments/?${call.platform.media.ticket(file.id, call.nowMillis)}`,
      mime_type: file.mimeType,
      sha256: file.sha256,
      file_size: file.bytes,
      id: file.id,
      messaging_product: "whatsapp"
    }
    return { body, wabaId }
  })

/** `DELETE /{media_id}`. Nothing else can be deleted. */
export const remove: GraphCall.Handler = (call) =>
  Effect.gen(function* () {
    const file = call.platform.media.find(call.id, call.nowMillis)
    if (file === undefined) {
      yield* GraphCall.holder(call)
      return yield* Effect.fail(Reply.unknownObject(call.id, "DELETE"))
    }
    const { wabaId } = yield* owner(call, file, "DELETE")
    yield* call.platform.media.remove(file.id)
    return { body: { success: true }, wabaId }
  })

/** The download URL: needs the bearer token; 404 once it has expired or the file is gone. */
export const download = (platform: Platform.Platform) =>
  Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const nowMillis = platform.clock.nowMillis()
    const token = Auth.token(platform.directory, request.headers["authorization"], nowMillis)
    if (Either.isLeft(token)) return HttpServerResponse.empty({ status: 401 })
    const file = platform.media.redeem(GraphCall.query(request.url), nowMillis)
    const sender = file === null ? undefined : platform.directory.sender(file.phoneNumberId)
    if (file === null || sender === undefined || !Auth.reaches(token.right, sender)) {
      return HttpServerResponse.empty({ status: 404 })
    }
    return yield* HttpServerResponse.file(file.path).pipe(
      Effect.map(HttpServerResponse.setHeader("content-type", file.mimeType)),
      Effect.orElseSucceed(() => HttpServerResponse.empty({ status: 404 }))
    )
  })
