import type { FastifyReply } from "fastify"

/** Aborts when the connection ends before the answer has. The request's own end says nothing: it is read to its end long before. */
export const signal = (reply: FastifyReply): AbortSignal => {
  const gone = new AbortController()
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort()
  })
  return gone.signal
}
