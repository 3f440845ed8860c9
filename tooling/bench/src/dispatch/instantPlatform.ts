import { createServer } from "node:http"
import { parentPort, workerData } from "node:worker_threads"
import * as Clock from "../latency/Clock.ts"

/** The thread behind `Platform`: reads each request to its end, and answers as the Cloud API does (CLOUD_API 3.1). */
let count = 0

const keepsArrivals =
  typeof workerData === "object" && workerData !== null && "keepsArrivals" in workerData && workerData.keepsArrivals
let arrivals = new Map<string, number>()

const recipient = /"to":"\+?(\d+)"/

const server = createServer((request, response) => {
  const atMillis = keepsArrivals === true ? Clock.nowMillis() : null
  let text = ""
  if (atMillis === null) request.resume()
  else request.on("data", (chunk: Buffer) => (text += chunk.toString("latin1")))
  request.on("end", () => {
    if (atMillis !== null) arrivals.set(recipient.exec(text)?.[1] ?? "", atMillis)
    const answer = `{"messaging_product":"whatsapp","contacts":[{"input":"+1","wa_id":"1"}],"messages":[{"id":"wamid.${count++}"}]}`
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(answer) })
    response.end(answer)
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  parentPort?.postMessage({ port: typeof address === "object" && address !== null ? address.port : 0 })
})
parentPort?.on("message", () => {
  parentPort?.postMessage(arrivals)
  arrivals = new Map()
})
