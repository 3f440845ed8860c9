import { it } from "@effect/vitest"
import * as Pictures from "@sluice/engine/test-kit/media/Pictures"
import { Effect } from "effect"
import { existsSync } from "node:fs"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import * as doorServer from "./doorServer.ts"

const { at, numberId } = doorServer

interface Field {
  readonly name: string
  readonly value: string | Uint8Array
  readonly file?: { readonly name: string; readonly type: string }
}

const boundary = "----sluice-test"

/** A form as SDKs write one. */
const form = (...fields: ReadonlyArray<Field>): Buffer =>
  Buffer.concat([
    ...fields.flatMap(({ file, name, value }) => [
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file === undefined ? "" : `; filename="${file.name}"`}\r\n` +
          (file === undefined ? "" : `Content-Type: ${file.type}\r\n`) +
          "\r\n"
      ),
      Buffer.from(value),
      Buffer.from("\r\n")
    ]),
    Buffer.from(`--${boundary}--\r\n`)
  ])

const product: Field = { name: "messaging_product", value: "whatsapp" }
const picture = (dataBytes = 16): Field => ({
  name: "file",
  value: Pictures.png({ dataBytes }),
  file: { name: "a.png", type: "image/png" }
})

const opened = Effect.gen(function* () {
  const door = yield* doorServer.open("operator", "acme")
  const upload = (payload: Buffer, path = `/v25.0/${numberId}/media`) =>
    testServer.ask(door.server, {
      method: "POST",
      url: path,
      headers: { authorization: `Bearer ${door.key}`, "content-type": `multipart/form-data; boundary=${boundary}` },
      payload
    })
  return { ...door, upload }
})

const detailsOf = (answer: testServer.Answer): string => String(at(answer.json, "error", "error_data", "details"))
const codeOf = (answer: testServer.Answer) => [answer.status, at(answer.json, "error", "code")]

describe("media at the compatible door", () => {
  it.scopedLive(
    "MD-01: a file is looked at by its bytes and handed to the platform, which names it; nothing of it stays here",
    () =>
      Effect.gen(function* () {
        const { server, upload } = yield* opened
        const answer = yield* upload(form(product, { name: "type", value: "image/png" }, picture()))
        expect(answer.json).toEqual({ id: "4490709327384033" })
        expect(server.uploaded).toMatchObject([
          { mimeType: "image/png", filename: "a.png", bytes: Pictures.png().length }
        ])
        expect(server.uploaded.filter(({ path }) => existsSync(path))).toEqual([])
      })
  )

  it.scopedLive("MD-01: a file may be larger than a message, up to the bound of its kind", () =>
    Effect.gen(function* () {
      const { server, upload } = yield* opened
      expect((yield* upload(form(product, picture(2_000_000)))).status).toBe(200)
      const large = yield* upload(form(product, picture(5_300_000)))
      expect(codeOf(large)).toEqual([400, 131053])
      expect(server.uploaded.map(({ bytes }) => bytes > 2_000_000)).toEqual([true])
    })
  )

  it.scopedLive("MD-01: what the platform would not take does not leave, and the reason is told", () =>
    Effect.gen(function* () {
      const { server, upload } = yield* opened
      const claimed = yield* upload(form(product, { name: "type", value: "image/jpeg" }, picture()))
      expect(codeOf(claimed)).toEqual([400, 131053])
      expect(detailsOf(claimed)).toMatch(/^file: it is said to be image\/jpeg, and its bytes are image\/png/)
      const words = { name: "file", value: "<html>", file: { name: "a.html", type: "text/html" } }
      expect(codeOf(yield* upload(form(product, words)))).toEqual([400, 131053])
      const empty = { name: "file", value: "", file: { name: "a.png", type: "image/png" } }
      expect(codeOf(yield* upload(form(product, empty)))).toEqual([400, 131053])
      expect(server.uploaded).toEqual([])
    })
  )

  it.scopedLive("a form that is none, or lacks a part, is refused with what is wrong", () =>
    Effect.gen(function* () {
      const { server, upload } = yield* opened
      expect(detailsOf(yield* upload(form(picture())))).toContain("messaging_product: is missing")
      expect(detailsOf(yield* upload(form(product)))).toContain("file: is missing")
      expect((yield* upload(Buffer.from("not a form"))).status).toBe(400)
      expect(codeOf(yield* upload(form(product, picture()), "/v25.0/2001/media"))).toEqual([400, 100])
      expect(server.uploaded).toEqual([])
    })
  )

  it.scopedLive(
    "a file is described in the platform's words, and read here: no address and no token of the platform goes out",
    () =>
      Effect.gen(function* () {
        const { ask } = yield* opened
        const described = yield* ask("GET", `/v25.0/7771?phone_number_id=${numberId}`)
        expect(described.json).toMatchObject({ id: "7771", messaging_product: "whatsapp", mime_type: "image/png" })
        expect(described.text).not.toContain("of-the-platform")
        const url = new URL(String(described.json["url"]))
        expect(url.pathname).toBe("/v25.0/7771/content")
        const file = yield* ask("GET", `${url.pathname}${url.search}`)
        expect([file.status, file.type, Buffer.from(file.text).toString("hex")]).toEqual([200, "image/png", "010203"])
        expect(file.headers["content-length"]).toBe("3")
        const ofNoVersion = yield* ask("GET", `/7771/content${url.search}`)
        expect([ofNoVersion.status, Buffer.from(ofNoVersion.text).toString("hex")]).toEqual([200, "010203"])
        expect(codeOf(yield* ask("GET", "/v25.0/7770/content"))).toEqual([400, 100])
        expect(codeOf(yield* ask("GET", "/v25.0/999/content"))).toEqual([400, 100])
        expect((yield* ask("DELETE", "/v25.0/7771")).json).toEqual({ success: true })
        expect(codeOf(yield* ask("DELETE", "/v25.0/999"))).toEqual([400, 100])
      })
  )

  it.scopedLive("an SDK that leaves the version out is understood, and our own paths are nobody else's", () =>
    Effect.gen(function* () {
      const { ask, server, upload } = yield* opened
      const sent = yield* ask("POST", `/${numberId}/messages`, doorServer.bodyTo("+886987654321"))
      expect(sent.status).toBe(200)
      const name = String(at(sent.json, "messages", 0, "id"))
      expect((yield* ask("GET", `/${name}`)).json).toMatchObject({ id: name })
      expect((yield* upload(form(product, picture()), `/${numberId}/media`)).status).toBe(200)
      testServer.expectProblem(yield* ask("GET", "/nothing"), "route-unknown")
      expect((yield* testServer.ask(server, { method: "GET", url: "/healthz" })).status).toBe(200)
    })
  )
})
