import * as FileSystem from "@effect/platform/FileSystem"
import * as Multipart from "@effect/platform/Multipart"
import * as NodeMultipart from "@effect/platform-node/NodeMultipart"
import { shipped } from "@sluice/core/policy/Policy"
import type { Finding } from "@sluice/engine/accept/Finding"
import type { Draft } from "@sluice/engine/door/DoorMedia"
import { BodyRefused } from "@sluice/engine/door/Refusals"
import { Effect, Option, Stream } from "effect"
import type { FastifyRequest } from "fastify"

/** The largest file of any kind (CLOUD_API 3.5); a longer one is not read to its end. */
const fileBytesMax = shipped["cloud-api"].media.document.bytesMax

const refused = (path: string, code: string, message: string, rule: string | null = null): BodyRefused => {
  const finding: Finding = { path, code, rule, message, suggestion: null }
  return new BodyRefused({ findings: [finding] })
}

interface Form {
  readonly fields: ReadonlyMap<string, string>
  readonly file: { readonly path: string; readonly name: string; readonly type: string } | null
}

const empty: Form = { fields: new Map(), file: null }

/** What breaks while a form is read; a disk that is full is a defect. */
const broken = ({ reason }: Multipart.MultipartError): BodyRefused =>
  reason === "FileTooLarge"
    ? refused(
        "file",
        "too-large",
        `has more than ${fileBytesMax} bytes, which no kind of media may have`,
        "CLOUD_API 131053"
      )
    : refused("", "form", `the form cannot be read (${reason})`)

/** Keeps a file of the form until the scope closes, readable by this process's user alone. */
const keep = Effect.fnUntraced(function* (part: Multipart.File) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Effect.orDie(files.makeTempFileScoped({ prefix: "sluice-media-" }))
  yield* part.content.pipe(
    Stream.run(files.sink(path, { mode: 0o600 })),
    Effect.catchTags({ BadArgument: Effect.die, SystemError: Effect.die })
  )
  return { path, name: part.name, type: part.contentType }
})

const take = (form: Form, part: Multipart.Part) =>
  Multipart.isField(part)
    ? Effect.succeed({ ...form, fields: new Map(form.fields).set(part.key, part.value) })
    : Effect.map(keep(part), (file) => (part.key === "file" ? { ...form, file } : form))

/**
 * The file of a form as SDKs send it: `messaging_product`, `type` and `file`. It goes to a temporary file as it comes, and is gone with the scope.
 */
export const receive = Effect.fn("Uploads.receive")(function* (request: FastifyRequest) {
  const form = yield* NodeMultipart.stream(request.raw, request.raw.headers).pipe(
    Multipart.withLimitsStream({
      maxParts: Option.some(16),
      maxFieldSize: 4_096,
      maxFileSize: Option.some(fileBytesMax)
    }),
    Stream.runFoldEffect(empty, take),
    Effect.catchTag("MultipartError", broken)
  )
  if (form.fields.get("messaging_product") !== "whatsapp") {
    return yield* refused("messaging_product", "missing", "is missing, or not whatsapp")
  }
  if (form.file === null) return yield* refused("file", "missing", "is missing")
  const { name, path, type } = form.file
  const draft: Draft = { path, claims: { name, mimeType: form.fields.get("type") ?? type } }
  return draft
})
