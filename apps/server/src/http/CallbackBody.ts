import { errorCodes, type FastifyInstance, type FastifyRequest } from "fastify"
import type { IncomingMessage } from "node:http"
import * as Settings from "./Settings.ts"

/** What a door for callbacks is handed as a body: its bytes, or the request by which it is still arriving. */
export type CallbackBody = Uint8Array | IncomingMessage

/**
 * JSON bodies above this are read as they arrive (WH-06). It is more than usual callbacks have, and no file that would be taken out of a body fits
 * into less (`Reduction.lettersMin`). What is smaller is read as a whole, which is the faster way.
 */
const wholeBytesMax = 8_192

const json = /^\s*application\/(?:[^;\s]+\+)?json\s*(?:;|$)/i

/** Whether files may be in it. A body that does not tell its length is taken for a long one. */
const mayCarryFiles = ({ headers }: FastifyRequest): boolean =>
  json.test(headers["content-type"] ?? "") && !(Number(headers["content-length"]) <= wholeBytesMax)

type Done = (error: Error | null, body?: CallbackBody) => void

/** Reads a body as a whole, up to the largest callback. */
const collect = (raw: IncomingMessage, done: Done): void => {
  const chunks: Array<Buffer> = []
  let bytes = 0
  const end = (error: Error | null): void => {
    raw.off("data", onData).off("end", onEnd).off("error", onError)
    // Copied also where it is one chunk: that is a view into the buffer that the socket is read with.
    if (error === null) done(null, Buffer.concat(chunks, bytes))
    else done(error)
  }
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length
    chunks.push(chunk)
    if (bytes > Settings.callbackBytesMax) end(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE())
  }
  const onEnd = (): void => end(null)
  const onError = (error: Error): void => end(Object.assign(error, { statusCode: 400 }))
  raw.on("data", onData).once("end", onEnd).once("error", onError)
}

/** Makes a door take bodies of every type as bytes, unread, and leave long JSON to arrive. */
export const install = (door: FastifyInstance): void => {
  door.removeAllContentTypeParsers()
  door.addContentTypeParser("*", (request, raw: IncomingMessage, done: Done) => {
    if (mayCarryFiles(request)) done(null, raw)
    else if (Number(request.headers["content-length"]) > Settings.callbackBytesMax) {
      done(new errorCodes.FST_ERR_CTP_BODY_TOO_LARGE())
    } else collect(raw, done)
  })
}
