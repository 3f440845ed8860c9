/**
 * The least that a callback address can be: node:http, the body in full, HMAC-SHA256 over it, a parsed JSON, 200. It keeps nothing. Prints
 * `listening <address>`.
 */
import { createHmac, createSecretKey, timingSafeEqual } from "node:crypto"
import { createServer } from "node:http"

const key = createSecretKey("secret", "utf8")

const isCallback = (body: Buffer): boolean => {
  const json: unknown = JSON.parse(body.toString("utf8"))
  return typeof json === "object" && json !== null && "object" in json && json.object === "whatsapp_business_account"
}

const server = createServer((request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const body = Buffer.concat(chunks)
    const given = Buffer.from(String(request.headers["x-hub-signature-256"]).slice("sha256=".length), "hex")
    const made = createHmac("sha256", key).update(body).digest()
    const genuine = given.length === made.length && timingSafeEqual(given, made) && isCallback(body)
    response.writeHead(genuine ? 200 : 401, { "content-length": "0" })
    response.end()
  })
})
server.listen(0, "127.0.0.1", () => {
  const address = server.address()
  if (typeof address === "object" && address !== null) console.log(`listening http://127.0.0.1:${address.port}`)
})
process.once("SIGTERM", () => process.exit(0))
