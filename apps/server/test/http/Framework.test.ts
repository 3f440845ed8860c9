import { once } from "node:events"
import { connect } from "node:net"
import * as Framework from "@sluice/server/http/Framework"
import fastify from "fastify"
import { afterAll, beforeAll, describe, expect, it } from "vitest"

const app = fastify(Framework.options({ trustProxyHops: 0 }))
let url: URL
beforeAll(async () => {
  url = new URL(await app.listen({ port: 0, host: "127.0.0.1" }))
})
afterAll(() => app.close())

/** What a client is told whose time is up, after it has said this much. */
const toldAfter = async (said: string): Promise<string> => {
  const accepted = once(app.server, "connection")
  const client = connect(Number(url.port), url.hostname)
  let told = ""
  client.setEncoding("utf8").on("data", (text: string) => (told += text))
  const [socket] = await accepted
  if (said !== "") {
    client.write(said)
    await expect.poll(() => socket.bytesRead).toBe(said.length)
  }
  const closed = once(client, "close")
  app.server.emit("clientError", Object.assign(new Error("timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" }), socket)
  await closed
  return told
}

describe("a connection whose time is up", () => {
  it("is closed without a word where nothing was asked on it: a browser would take that for an answer", async () => {
    expect(await toldAfter("")).toBe("")
  })

  it("is told what is wrong where a request was begun", async () => {
    expect(await toldAfter("GET /healthz HTTP/1.1\r\nhost: ")).toMatch(/^HTTP\/1\.1 400 /)
  })
})
