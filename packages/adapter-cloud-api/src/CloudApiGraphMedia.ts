import type { CloudApiAccount } from "@sluice/engine/ports/Directory"
import type { Reply } from "@sluice/engine/ports/Graph"
import { DownloadBroken, DownloadRefused, GraphMedia } from "@sluice/engine/ports/GraphMedia"
import { Effect, Layer, Option, Redacted, Schema, Stream } from "effect"
import { openAsBlob } from "node:fs"
import { Agent, fetch, FormData } from "undici"

/** Real milliseconds: the largest file, 100 MB, over a slow line. */
const millisMax = 300_000

const parse = Schema.decodeUnknownOption(Schema.parseJson())

/** Hosts that files of the platform come from (CLOUD_API 3.5). */
const platformHost = /(?:^|\.)(?:fbsbx\.com|facebook\.com|whatsapp\.net|fbcdn\.net)$/

const addressOf = (account: CloudApiAccount, path: string): string =>
  `${account.baseUrls[0].replace(/\/+$/, "")}/${account.version}/${path}`

const authorization = ({ accessToken }: CloudApiAccount) => ({ authorization: `Bearer ${Redacted.value(accessToken)}` })

/** The address where the token may go: a host of the platform by HTTPS, or the very host that the account is configured with. */
const trusted = (account: CloudApiAccount, text: string): URL | null => {
  const url = URL.parse(text)
  if (url === null) return null
  const isOwn = account.baseUrls.some((base) => URL.parse(base)?.origin === url.origin)
  return isOwn || (url.protocol === "https:" && platformHost.test(url.hostname)) ? url : null
}

/** Words for people, from the code of an error: never its text. */
const why = (error: unknown): string => {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : "no answer"
}

const make = Effect.gen(function* () {
  const agent = yield* Effect.acquireRelease(
    Effect.sync(() => new Agent({ connections: 16, headersTimeout: millisMax, bodyTimeout: millisMax })),
    (made) => Effect.promise(() => made.destroy())
  )

  type Init = NonNullable<Parameters<typeof fetch>[1]>

  /** One request, its answer as it begins; redirects are not followed, since the token is for this host alone. */
  const ask = (url: string | URL, init: Init) =>
    Effect.tryPromise((signal) =>
      fetch(url, {
        ...init,
        redirect: "error",
        dispatcher: agent,
        signal: AbortSignal.any([signal, AbortSignal.timeout(millisMax)])
      })
    )

  const replyTo = (url: string, init: Init): Effect.Effect<Reply> =>
    ask(url, init).pipe(
      Effect.flatMap((answer) =>
        Effect.map(
          Effect.tryPromise(() => answer.text()),
          (text): Reply => ({ _tag: "Answered", status: answer.status, json: Option.getOrNull(parse(text)) })
        )
      ),
      Effect.catchAll(({ error }) => Effect.succeed<Reply>({ _tag: "Silent", detail: why(error) }))
    )

  return GraphMedia.of({
    upload: Effect.fn("GraphMedia.upload")(function* ({ account, filename, mimeType, path, phoneNumberId }) {
      const form = new FormData()
      form.set("messaging_product", "whatsapp")
      form.set("type", mimeType)
      // Read from the disk while it is sent.
      form.set("file", yield* Effect.promise(() => openAsBlob(path, { type: mimeType })), filename)
      return yield* replyTo(addressOf(account, `${phoneNumberId}/media`), {
        method: "POST",
        headers: authorization(account),
        body: form
      })
    }),
    remove: Effect.fn("GraphMedia.remove")(({ account, mediaId, query }) =>
      replyTo(`${addressOf(account, mediaId)}?${new URLSearchParams(query).toString()}`, {
        method: "DELETE",
        headers: authorization(account)
      })
    ),
    open: Effect.fn("GraphMedia.open")(function* ({ account, url: text }) {
      const url = trusted(account, text)
      if (url === null)
        return yield* new DownloadRefused({ detail: "the file is said to be at no host of the platform" })
      const leave = yield* Effect.acquireRelease(
        Effect.sync(() => new AbortController()),
        (controller) => Effect.sync(() => controller.abort())
      )
      const answer = yield* Effect.tryPromise(() =>
        fetch(url, {
          headers: authorization(account),
          redirect: "error",
          dispatcher: agent,
          signal: AbortSignal.any([leave.signal, AbortSignal.timeout(millisMax)])
        })
      ).pipe(Effect.mapError(({ error }) => new DownloadRefused({ detail: why(error) })))
      const length = Number(answer.headers.get("content-length") ?? Number.NaN)
      const { body } = answer
      return {
        status: answer.status,
        mimeType: answer.headers.get("content-type"),
        bytes: Number.isInteger(length) ? length : null,
        content:
          body === null
            ? Stream.empty
            : Stream.fromAsyncIterable<Uint8Array, DownloadBroken>(
                body,
                (error) => new DownloadBroken({ detail: why(error) })
              )
      }
    })
  })
})

/** Files of the Cloud API, streamed both ways. */
export const layer: Layer.Layer<GraphMedia> = Layer.scoped(GraphMedia, make)
