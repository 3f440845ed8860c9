import { createHash } from "node:crypto"
import { Graph } from "@sluice/engine/ports/Graph"
import type { Reply } from "@sluice/engine/ports/Graph"
import { DownloadBroken, DownloadRefused, GraphMedia } from "@sluice/engine/ports/GraphMedia"
import { Clock, Effect, Layer, Stream } from "effect"

/** A file as the platform of a test has it. What is left out is as it should be. */
export interface Held {
  readonly content: Uint8Array
  readonly mimeType: string
  /** What is said of it, where that is not the truth. */
  readonly says?: Readonly<Record<string, unknown>>
  /** What comes where it is fetched, where that is something else. */
  readonly sends?: Uint8Array
  readonly sendsType?: string
  /** Where it is said to be. */
  readonly url?: string
}

const addressMillis = 300_000
const partBytes = 1_000

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

const parts = (bytes: Uint8Array): ReadonlyArray<Uint8Array> =>
  Array.from({ length: Math.ceil(bytes.length / partBytes) }, (_, index) =>
    bytes.slice(index * partBytes, (index + 1) * partBytes)
  )

/**
 * The platform, as far as files go (CLOUD_API 3.5): addresses live five minutes and are good with the token of their account alone. What goes wrong is
 * told to it.
 */
export const make = () => {
  const files = new Map<string, Held>()
  const asked: Array<string> = []
  let trouble: ReadonlyArray<"silent" | "broken" | Extract<Reply, { readonly _tag: "Answered" }>> = []
  let staleAtOnce = 0

  const next = () => {
    const [first, ...others] = trouble
    trouble = others
    return first ?? null
  }

  const graph = Layer.succeed(Graph, {
    ask: ({ path, query }) =>
      Effect.gen(function* (): Effect.fn.Return<Reply> {
        asked.push(`${path} for ${query["phone_number_id"]}`)
        const wrong = next()
        if (wrong === "silent") return { _tag: "Silent", detail: "ECONNREFUSED" }
        if (wrong !== null && wrong !== "broken") return wrong
        if (wrong === "broken") trouble = ["broken", ...trouble]
        const held = files.get(path)
        if (held === undefined) {
          const error = {
            message: "Unsupported get request.",
            type: "GraphMethodException",
            code: 100,
            error_subcode: 33
          }
          return { _tag: "Answered", status: 400, json: { error } }
        }
        const until = (yield* Clock.currentTimeMillis) + (staleAtOnce-- > 0 ? 0 : addressMillis)
        return {
          _tag: "Answered",
          status: 200,
          json: {
            id: path,
            messaging_product: "whatsapp",
            url: held.url ?? `https://lookaside.fbsbx.com/?mid=${path}&until=${until}`,
            mime_type: held.mimeType,
            sha256: sha256(held.content),
            file_size: held.content.length,
            ...held.says
          }
        }
      })
  })

  const media = Layer.succeed(GraphMedia, {
    upload: () => Effect.die("nothing is uploaded here"),
    remove: () => Effect.die("nothing is removed here"),
    open: ({ url: text }) =>
      Effect.gen(function* () {
        const url = new URL(text)
        asked.push(url.host)
        if (url.host !== "lookaside.fbsbx.com") return yield* new DownloadRefused({ detail: "no host of the platform" })
        const held = files.get(url.searchParams.get("mid") ?? "")
        const isStale = Number(url.searchParams.get("until")) <= (yield* Clock.currentTimeMillis)
        if (held === undefined || isStale) {
          return { status: 404, mimeType: null, bytes: null, content: Stream.empty }
        }
        const content = held.sends ?? held.content
        const isBroken = next() === "broken"
        return {
          status: 200,
          mimeType: held.sendsType ?? held.mimeType,
          bytes: content.length,
          content: isBroken
            ? Stream.concat(
                Stream.fromIterable(parts(content).slice(0, 1)),
                new DownloadBroken({ detail: "ECONNRESET" })
              )
            : Stream.fromIterable(parts(content))
        }
      })
  })

  return {
    layer: Layer.merge(graph, media),
    asked,
    put: (mediaId: string, held: Held): void => void files.set(mediaId, held),
    drop: (mediaId: string): void => void files.delete(mediaId),
    /** What the next questions meet, one after the other; then all is well. */
    meets: (...next: typeof trouble): void => {
      trouble = next
    },
    /** So many addresses have run out when they are given. */
    givesStale: (count: number): void => {
      staleAtOnce = count
    }
  }
}
export type Platform = ReturnType<typeof make>

/** An answer of the platform that refuses. */
export const refuses = (status: number, code: number, message: string) =>
  ({ _tag: "Answered", status, json: { error: { message, type: "OAuthException", code } } }) as const
