import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import * as Instance from "../http/Instance.ts"
import { problemOf } from "../http/ProblemTable.ts"
import { RequestUnreadable } from "../http/Refusals.ts"
import type { File } from "./Files.ts"

/**
 * What the page may do: run its own scripts and styles, talk to its own server, and nothing else. Nothing inline is run, nobody may frame it.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join("; ")

const year = 31_536_000

const notBuilt = new RequestUnreadable({
  kind: "route-unknown",
  detail: "the dashboard is not built here: run the workspace's build and start the server again"
})
const noSuchFile = new RequestUnreadable({ kind: "route-unknown", detail: "the dashboard has no such file" })

/** A path without a dot in its last part is a place in the page, which finds its own way. */
const isPlace = (path: string): boolean => !/\.[^/]*$/.test(path)

/**
 * The dashboard under `/dashboard`: the files of its build, and its first page for every place in it. Open to everybody: whatever is shown
 * comes from the API, which asks who is there.
 */
export const install = (fastify: FastifyInstance, files: ReadonlyMap<string, File>): void => {
  const serve = (request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply => {
    const file = files.get(isPlace(path) ? "index.html" : path)
    if (file === undefined) throw problemOf(files.size === 0 ? notBuilt : noSuchFile, Instance.of(request))
    const gzips = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""))
    if (gzips) reply.header("content-encoding", "gzip")
    return reply
      .headers({
        "content-type": file.type,
        "cache-control": file.hashed ? `public, max-age=${year}, immutable` : "no-cache",
        vary: "accept-encoding",
        "content-security-policy": policy,
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "x-frame-options": "DENY"
      })
      .send(gzips ? file.gzipped : file.plain)
  }

  fastify.get("/dashboard", (request, reply) => serve(request, reply, ""))
  fastify.get<{ Params: { readonly "*": string } }>("/dashboard/*", (request, reply) =>
    serve(request, reply, request.params["*"])
  )
}
