import type { FastifyRequest } from "fastify"

/** What of the configuration says how the server is reached. */
export interface Reach {
  /** How many proxies stand in front whose `X-Forwarded-*` headers are believed. */
  readonly trustProxyHops: number
  /** What the outside calls us, without a slash at its end; null where it is told from each request. */
  readonly publicUrl: string | null
}

const isEncrypted = (socket: FastifyRequest["raw"]["socket"]): boolean =>
  "encrypted" in socket && socket.encrypted === true

/**
 * The scheme that the caller used (WH-01).
 *
 * Each proxy appends to `X-Forwarded-Proto`, or replaces it, what it was itself called by. Without trusted proxies the header is anybody's
 * word and not looked at; with so many of them, so many entries from the end are theirs, and the first of those is the outermost one's.
 */
export const scheme = (request: FastifyRequest, { trustProxyHops }: Reach): "http" | "https" => {
  const own = isEncrypted(request.raw.socket) ? "https" : "http"
  const header = request.headers["x-forwarded-proto"]
  if (trustProxyHops === 0 || header === undefined) return own
  const told = String(header)
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
  const outermost = told.slice(-trustProxyHops)[0]
  return outermost === "https" ? "https" : "http"
}

/**
 * The address that the caller called, with its query as written: Twilio, MessageBird and Bird sign it (CLOUD_API 3.9). A proxy that rewrites
 * host or path without telling needs the address to be configured.
 */
export const url = (request: FastifyRequest, reach: Reach): string =>
  `${reach.publicUrl ?? `${scheme(request, reach)}://${request.host}`}${request.originalUrl}`
