import type { FastifyInstance, FastifyRequest } from "fastify"
import type { IncomingMessage } from "node:http"

/** What a door for callbacks is handed as a body: its bytes, or the request by which it is still arriving. */
export type CallbackBody = Uint8Array | IncomingMessage

/**
 * Bodies above this are not read before their turn (WH-06). It is more than usual callbacks have, and no file that would be taken out of a body fits
 * into less (`Reduction.lettersMin`). What is smaller is read as a whole, which is the faster way.
 */
const wholeBytesMax = 8_192

const json = /^\s*application\/(?:[^;\s]+\+)?json\s*(?:;|$)/i

/** Whether files may be in a long body: in JSON, and in nothing else that providers send (CLOUD_API 3.9). */
export const mayCarryFiles = ({ headers }: Pick<FastifyRequest, "headers">): boolean =>
  json.test(headers["content-type"] ?? "")

/** A body that does not tell its length is taken for a long one. */
const isLong = ({ headers }: FastifyRequest): boolean => !(Number(headers["content-length"]) <= wholeBytesMax)

type Done = (error: Error | null, body?: CallbackBody) => void

/** Reads a body as a whole; node lets no more of it come than it says. */
const collect = (raw: IncomingMessage, done: Done): void => {
  const chunks: Array<Buffer> = []
  const end = (error: Error | null): void => {
    raw.off("data", onData).off("end", onEnd).off("error", onError)
    // Copied also where it is one chunk: that is a view into the buffer that the socket is read with.
    if (error === null) done(null, Buffer.concat(chunks))
    else done(error)
  }
  const onData = (chunk: Buffer): void => void chunks.push(chunk)
  const onEnd = (): void => end(null)
  const onError = (error: Error): void => end(Object.assign(error, { statusCode: 400 }))
  raw.on("data", onData).once("end", onEnd).once("error", onError)
}

/** Makes a door take bodies of every type as bytes, unread, and leave long ones to arrive. */
export const install = (door: FastifyInstance): void => {
  door.removeAllContentTypeParsers()
  door.addContentTypeParser("*", (request, raw: IncomingMessage, done: Done) => {
    if (isLong(request)) done(null, raw)
    else collect(raw, done)
  })
}
