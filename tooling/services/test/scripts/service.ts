import { createServer } from "node:http"

/** A well-behaved service: busy at first (503), ready soon after, ends cleanly at SIGTERM. */
let looks = 0
const server = createServer((_, response) => {
  looks++
  response.writeHead(looks > 2 ? 200 : 503).end()
})
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  const address = server.address()
  process.stdout.write(`listening on ${address !== null && typeof address === "object" ? address.port : "?"}\n`)
  process.stdout.write(`sees ${Object.keys(process.env).sort().join(" ")}\n`)
  process.stdout.write(`called with ${process.argv.slice(2).join(" ")}\n`)
})
process.once("SIGTERM", () => {
  process.stdout.write("closing\n")
  server.close()
})
