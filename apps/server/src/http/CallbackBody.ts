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

/**
 * Hides the stated type until the body is there: Fastify asks no parser about a type that it cannot parse (`json`, `;;;`, a blank one), but refuses the
 * request, and a callback is believed by its proof, whatever its type says. The record tells the type as it came.
 */
const hideType = (door: FastifyInstance): void => {
  const stated = new WeakMap<IncomingMessage, string>()
  door.addHook("onRequest", ({ raw }, _reply, done) => {
    const type = raw.headers["content-type"]
    if (type !== undefined) {
      stated.set(raw, type)
      raw.headers["content-type"] = undefined
    }
    done()
  })
  door.addHook("preValidation", ({ raw }, _reply, done) => {
    const type = stated.get(raw)
    if (type !== undefined) raw.headers["content-type"] = type
    done()
  })
}

/** Makes a door take bodies of every type as bytes, unread, and leave long ones to arrive. */
export const install = (door: FastifyInstance): void => {
  hideType(door)
  door.removeAllContentTypeParsers()
  door.addContentTypeParser("*", (request, raw: IncomingMessage, done: Done) => {
    if (isLong(request)) done(null, raw)
    else collect(raw, done)
  })
}
