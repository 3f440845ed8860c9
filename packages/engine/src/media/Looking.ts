import * as Classification from "@sluice/core/failure/Classification"
import type { Failure } from "@sluice/core/failure/Failure"
import * as ResponseError from "@sluice/core/failure/ResponseError"
import { Chunk, Data, Effect, Either, Option, Schema, Stream } from "effect"
import type { CloudApiAccount } from "../ports/Directory.ts"
import { Graph } from "../ports/Graph.ts"
import { GraphMedia } from "../ports/GraphMedia.ts"

/** What the platform says of a file (CLOUD_API 3.5); null where it does not say. */
export interface Described {
  /** Good for five minutes, and with the account's token alone. */
  readonly url: string
  readonly mimeType: string | null
  /** As the platform writes it: hexadecimal digits or base64. */
  readonly sha256: string | null
  readonly bytes: number | null
}

/** The platform answered, and does not give the file. */
export class PlatformRefused extends Data.TaggedError("PlatformRefused")<{
  readonly failure: Failure
  readonly detail: string
}> {
  override get message(): string {
    return this.detail
  }
}

/** There was no answer, or it broke off, or it was none that could be read. */
export class PlatformSilent extends Data.TaggedError("PlatformSilent")<{ readonly detail: string }> {
  override get message(): string {
    return this.detail
  }
}

/** The address is good no longer; the platform gives a new one. */
export class AddressStale extends Data.TaggedError("AddressStale")<{ readonly status: number }> {
  override get message(): string {
    return `its address was answered with ${this.status}`
  }
}

/** Answers that say that an address has run out, or that its file is gone: asking about the file tells which (CLOUD_API 3.5). */
const stale: ReadonlySet<number> = new Set([401, 404, 410])

/** Of a refusal that is read. */
const refusalBytesMax = 16_384

const Description = Schema.Struct({
  url: Schema.String,
  mime_type: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null }),
  sha256: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null }),
  /** A number; some versions write it in quotes. */
  file_size: Schema.optionalWith(Schema.NullOr(Schema.Union(Schema.NonNegative, Schema.NumberFromString)), {
    default: () => null
  })
})
const decode = Schema.decodeUnknownOption(Description)

/** Long runs of letters and digits are ids and signed addresses: they stay out of records and logs. */
const told = (text: string): string => text.replace(/[\w-]{20,}|\d{7,}/g, "\u2026").slice(0, 300)

const refusal = (httpStatus: number, body: unknown): PlatformRefused => {
  const error = ResponseError.parse(body)
  const failure = Classification.classify({
    provider: "cloud-api",
    httpStatus,
    code: error.code,
    subcode: error.subcode,
    details: error.details ?? error.message,
    isTransient: error.isTransient
  })
  return new PlatformRefused({ failure, detail: told(error.details ?? error.message ?? failure.title) })
}

/** Asks about a file by its id: with it comes a fresh address. */
export const describe = Effect.fn("Looking.describe")(function* (
  account: CloudApiAccount,
  phoneNumberId: string,
  mediaId: string
) {
  const graph = yield* Graph
  const query = { phone_number_id: phoneNumberId }
  const reply = yield* graph.ask({ account, path: encodeURIComponent(mediaId), query })
  if (reply._tag === "Silent") return yield* new PlatformSilent({ detail: reply.detail })
  if (reply.status < 200 || reply.status >= 300) return yield* refusal(reply.status, reply.json)
  const described = decode(reply.json)
  if (Option.isNone(described)) {
    return yield* new PlatformSilent({ detail: "the answer about the file is not of the documented shape" })
  }
  const { file_size: bytes, mime_type: mimeType, sha256, url } = described.value
  const found: Described = { url, mimeType, sha256, bytes }
  return found
})

const utf8 = new TextDecoder()

/** The file behind an address, as it comes; let go with the scope. */
export const open = Effect.fn("Looking.open")(function* (account: CloudApiAccount, url: string) {
  const media = yield* GraphMedia
  const opened = yield* media
    .open({ account, url })
    .pipe(Effect.mapError(({ detail }) => new PlatformSilent({ detail })))
  const { status } = opened
  const content = Stream.mapError(opened.content, ({ detail }) => new PlatformSilent({ detail }))
  if (status >= 200 && status < 300) return { ...opened, content }
  if (stale.has(status)) return yield* new AddressStale({ status })
  let bytes = 0
  const parts = yield* Stream.runCollect(Stream.takeUntil(content, (part) => (bytes += part.length) >= refusalBytesMax))
  const text = Chunk.toReadonlyArray(parts)
    .map((part) => utf8.decode(part, { stream: true }))
    .join("")
  return yield* refusal(
    status,
    Either.getOrElse(
      Either.try((): unknown => JSON.parse(text)),
      () => text
    )
  )
})
