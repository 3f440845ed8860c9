import { Buffer } from "node:buffer"
import type * as Http from "node:http"

/** Larger bodies are not kept. */
const bodyBytesMax = 1024 * 1024

/** Reads a body to its end, without a promise on the way: the order in which bodies are complete is the order of arrival. Null: it is too large. */
export const read = (request: Http.IncomingMessage, onEnd: (body: string | null) => void): void => {
  const chunks: Array<Buffer> = []
  let bytes = 0
  request.on("data", (chunk: Buffer) => {
    bytes += chunk.length
    if (bytes <= bodyBytesMax) chunks.push(chunk)
  })
  request.on("end", () => onEnd(bytes > bodyBytesMax ? null : Buffer.concat(chunks).toString("utf8")))
}
