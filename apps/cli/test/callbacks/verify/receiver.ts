import { Effect } from "effect"
import { createHmac } from "node:crypto"
import * as http from "node:http"
import * as https from "node:https"
import * as Certificate from "./Certificate.ts"

/** How a receiver may be wrong; one that is right is none of these. */
export type Fault =
  | "any-token"
  | "challenge-in-json"
  | "no-handshake"
  | "believes-all"
  | "believes-unsigned"
  | "signs-its-own-rendering"
  | "once-only"
  | "breaks-on-malformed"
  | "small-bodies"
  | "slow"
  | "redirects"
  | "down"
  | "silent"
  | "nowhere"
  | "overloaded"

export const secrets = { appSecret: "app-secret-of-the-receiver", verifyToken: "verify-token-of-the-receiver" }

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

interface Answer {
  readonly status: number
  readonly text: string
}

const shake = (url: URL, fault: Fault | null): Answer => {
  const challenge = url.searchParams.get("hub.challenge") ?? ""
  const right = url.searchParams.get("hub.verify_token") === secrets.verifyToken
  if (fault === "no-handshake" || (!right && fault !== "any-token")) return { status: 403, text: "no" }
  return { status: 200, text: fault === "challenge-in-json" ? JSON.stringify({ challenge }) : challenge }
}

const take = (body: Buffer, signature: string | undefined, seen: Set<string>, fault: Fault | null): Answer => {
  const text = body.toString("utf8")
  const json = parsed(text)
  const signed = fault === "signs-its-own-rendering" && json !== undefined ? JSON.stringify(json) : text
  const right = `sha256=${createHmac("sha256", secrets.appSecret).update(signed).digest("hex")}`
  const believed =
    signature === right || fault === "believes-all" || (fault === "believes-unsigned" && signature === undefined)
  if (fault === "small-bodies" && body.length > 1_000_000) return { status: 413, text: "" }
  if (!believed) return { status: 401, text: "" }
  if (json === undefined) return { status: fault === "breaks-on-malformed" ? 500 : 400, text: "" }
  if (fault === "once-only" && seen.has(text)) return { status: 409, text: "" }
  seen.add(text)
  return { status: 200, text: "" }
}

/** A receiver of callbacks that has at most one fault, written by the platform's documentation (CLOUD_API 3.6); its address, while the scope lasts. */
export const make = (fault: Fault | null, secured = false) =>
  Effect.acquireRelease(
    Effect.async<http.Server>((resume) => {
      const seen = new Set<string>()
      const listener: http.RequestListener = (request, response) => {
        const parts: Array<Buffer> = []
        request.on("data", (part: Buffer) => parts.push(part))
        request.on("end", () => {
          const url = new URL(request.url ?? "/", "http://receiver")
          const signature = request.headers["x-hub-signature-256"]
          const answer = (): Answer => {
            if (fault === "redirects") return { status: 302, text: "" }
            if (fault === "down") return { status: 502, text: "" }
            if (fault === "nowhere") return { status: 404, text: "" }
            // The body that is not JSON and the large one were the last before the measuring.
            if (fault === "overloaded" && Buffer.concat(parts).includes("-") && seen.size > 1)
              return { status: 429, text: "" }
            return request.method === "GET"
              ? shake(url, fault)
              : take(Buffer.concat(parts), typeof signature === "string" ? signature : undefined, seen, fault)
          }
          const { status, text } = answer()
          const end = () => void response.writeHead(status, { location: "/elsewhere" }).end(text)
          if (fault === "silent") return
          if (fault === "slow" && request.method === "POST") setTimeout(end, 1_050)
          else end()
        })
      }
      const server = secured
        ? https.createServer({ cert: Certificate.certificate, key: Certificate.key }, listener)
        : http.createServer(listener)
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  ).pipe(
    Effect.map((server) => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      return `${secured ? "https" : "http"}://127.0.0.1:${port}/callbacks`
    })
  )
