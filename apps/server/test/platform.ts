import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeMediaReader from "@sluice/adapter-media/NodeMediaReader"
import { Graph, type Question, type Reply } from "@sluice/engine/ports/Graph"
import { GraphMedia } from "@sluice/engine/ports/GraphMedia"
import { Effect, Layer, Stream } from "effect"
import { statSync } from "node:fs"

/** A file that the platform was given. */
export interface Uploaded {
  readonly mimeType: string
  readonly filename: string
  readonly bytes: number
  /** Where it lay while it was given. */
  readonly path: string
}

const refusal = {
  message: "(#131009) Parameter value is not valid",
  type: "OAuthException",
  code: 131009,
  fbtrace_id: "AXsgnV2Cm3ZMGF3dF_cfYIn"
}
const unknown = {
  ...refusal,
  message: "Unsupported get request",
  type: "GraphMethodException",
  code: 100,
  error_subcode: 33
}

/** Whose numbers they are: a token sees its own account's alone. */
const ownerOf: Readonly<Record<string, string>> = { "1001": "acme", "2001": "zenith" }

/** What the platform answers to a question, by what is in it: `silent`, `refused`, 999 for what is not there, and 777x for its files. */
const answerTo = (question: Question): Reply => {
  const said = JSON.stringify([question.path, question.query, question.body])
  if (said.includes("silent")) return { _tag: "Silent", detail: "no answer within 10000 ms" }
  if (said.includes("refused")) return { _tag: "Answered", status: 400, json: { error: refusal } }
  const isForeign = (ownerOf[question.path] ?? question.account.id) !== question.account.id
  if (question.path === "999" || isForeign) return { _tag: "Answered", status: 400, json: { error: unknown } }
  const [, file] = /^(777\d)$/.exec(question.path) ?? []
  if (file === undefined) return { _tag: "Answered", status: 200, json: { success: true } }
  const url = `https://lookaside.fbsbx.com/${file === "7770" ? "gone" : "file"}?token=of-the-platform`
  const json = { id: file, messaging_product: "whatsapp", mime_type: "image/png", sha256: "ab", file_size: "3", url }
  return { _tag: "Answered", status: 200, json }
}

const mediaOf = (uploaded: Array<Uploaded>) =>
  Layer.succeed(GraphMedia, {
    upload: ({ filename, mimeType, path }) =>
      Effect.sync(() => {
        uploaded.push({ filename, mimeType, path, bytes: statSync(path).size })
        return { _tag: "Answered", status: 200, json: { id: "4490709327384033" } }
      }),
    remove: () => Effect.succeed({ _tag: "Answered", status: 200, json: { success: true } }),
    open: ({ url }) =>
      url.includes("gone")
        ? Effect.succeed({ status: 404, mimeType: null, bytes: null, content: Stream.empty })
        : Effect.succeed({
            status: 200,
            mimeType: "image/png",
            bytes: 3,
            content: Stream.make(Uint8Array.of(1), Uint8Array.of(2, 3))
          })
  })

/** The platform, as far as it is asked by the server itself while a caller waits: it keeps what it was asked, and what it was given. */
export const make = () => {
  const asked: Array<Question> = []
  const uploaded: Array<Uploaded> = []
  const graph = Layer.succeed(Graph, {
    ask: (question) =>
      Effect.sync(() => {
        asked.push(question)
        return answerTo(question)
      })
  })
  const reader = NodeMediaReader.layer().pipe(Layer.provide(NodeContext.layer))
  return { asked, uploaded, layer: Layer.mergeAll(graph, mediaOf(uploaded), reader) }
}
