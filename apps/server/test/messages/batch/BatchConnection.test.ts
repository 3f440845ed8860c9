import { it } from "@effect/vitest"
import { Effect } from "effect"
import { connect } from "node:net"
import { describe, expect } from "vitest"
import { queued, type TestServer } from "../../testServer.ts"
import { rows, server } from "./door.ts"

const listening = (made: TestServer) =>
  Effect.promise(async () => {
    await made.app.listen(0, "127.0.0.1")
    return Number(new URL(await made.app.getUrl()).port)
  })

describe("the door for batches, over a connection", () => {
  const head = (token: string, more: ReadonlyArray<string>) =>
    [
      "POST /v1/messages/batch HTTP/1.1",
      "host: localhost",
      `authorization: Bearer ${token}`,
      "content-type: application/x-ndjson",
      ...more,
      "",
      ""
    ].join("\r\n")

  /** A piece of a chunked body. */
  const piece = (text: string) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
  const lines = (count: number, from: number) =>
    rows(count, from)
      .map((row) => `${JSON.stringify(row)}\n`)
      .join("")

  it.scopedLive("rows are told while the body is still coming", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const port = yield* listening(made)
      const text = yield* Effect.async<string>((resume) => {
        let told = ""
        const socket = connect(port, "127.0.0.1", () => {
          socket.write(head(token, ["transfer-encoding: chunked"]) + piece(lines(500, 0)))
        })
        let ended = false
        socket.on("data", (data) => {
          told += data.toString()
          // The first rows are told: only now the body goes on.
          if (!ended && told.includes('"outcome":"queued"')) {
            ended = true
            socket.write(`${piece(lines(1, 600))}0\r\n\r\n`)
          }
          if (told.includes('"counts"')) {
            socket.destroy()
            resume(Effect.succeed(told))
          }
        })
      })
      expect(text).toContain('{"counts":{"queued":501,"repeated":0,"refused":0}}')
    })
  )

  it.scopedLive("a caller who is cut off: what was told is queued, and nothing of the chunk that was under way", () =>
    Effect.gen(function* () {
      const made = yield* server()
      const token = yield* made.key("operator")
      const port = yield* listening(made)
      yield* Effect.async<void>((resume) => {
        let told = ""
        const socket = connect(port, "127.0.0.1", () => {
          socket.write(head(token, ["transfer-encoding: chunked"]) + piece(lines(700, 0)))
        })
        socket.on("data", (data) => {
          told += data.toString()
          if ((told.match(/"outcome":"queued"/g) ?? []).length === 500) socket.destroy()
        })
        socket.on("close", () => resume(Effect.void))
      })
      yield* Effect.sleep("50 millis")
      expect(yield* queued(made)).toBe(500)
      expect(made.logged).toEqual([])
    })
  )

  it.scopedLive("a body that is announced too large is refused before it comes", () =>
    Effect.gen(function* () {
      const made = yield* server(100, 2_048)
      const token = yield* made.key("operator")
      const port = yield* listening(made)
      const text = yield* Effect.async<string>((resume) => {
        let told = ""
        const socket = connect(port, "127.0.0.1", () => socket.write(head(token, ["content-length: 999999"])))
        socket.on("data", (data) => (told += data.toString()))
        socket.on("close", () => resume(Effect.succeed(told)))
      })
      expect(text).toMatch(/^HTTP\/1\.1 413 /)
      expect(text).toContain("connection: close")
    })
  )

  it.scopedLive("a caller who reads nothing before everything is sent is answered all the same", () =>
    Effect.gen(function* () {
      const made = yield* server(3_000, 16 * 1024 * 1024)
      const token = yield* made.key("operator")
      const port = yield* listening(made)
      const text = yield* Effect.async<string>((resume) => {
        let told = ""
        const socket = connect(port, "127.0.0.1", () => {
          const bad = Array.from({ length: 3_000 }, () => `{"pad":"${"x".repeat(2_000)}"}\n`).join("")
          socket.pause()
          socket.write(head(token, ["connection: close", `content-length: ${Buffer.byteLength(bad)}`]) + bad, () =>
            socket.resume()
          )
        })
        socket.on("data", (data) => (told += data.toString()))
        socket.on("close", () => resume(Effect.succeed(told)))
      })
      expect(text).toContain('"refused":3000')
    })
  )
})
