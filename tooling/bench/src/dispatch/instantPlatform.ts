import { createServer } from "node:http"
import { parentPort } from "node:worker_threads"

/** The thread behind `Platform`: reads each request to its end, and answers as the Cloud API does (CLOUD_API 3.1). */
let count = 0

const server = createServer((request, response) => {
  request.resume()
  request.on("end", () => {
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
