import type { FastifyRequest } from "fastify"
import { randomUUID } from "node:crypto"

/** A fresh name for a request; what a caller sends as a request id is not taken over. */
export const fresh = (): string => randomUUID()

/** The name of this request as a URI, for the problem and the log (RFC 9457, `instance`). */
export const of = (request: FastifyRequest): string => `urn:uuid:${request.id}`
