import { it } from "@effect/vitest"
import { BlobStore } from "@sluice/engine/ports/BlobStore"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { APP_RUNTIME, type AppRuntime } from "@sluice/server/Services"
import { Context, Effect } from "effect"
import type { InjectOptions } from "fastify"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

const { ask, expectProblem, sign } = testServer

const file = Buffer.from(Array.from({ length: 37_500 }, (_, index) => (index * 167) % 256)).toString("base64")

const callback = (data: string) =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [{ id: "waba", changes: [{ field: "messages", value: { messaging_product: "whatsapp", data } }] }]
  })

const post = (body: string, signature: string, account = "acme"): InjectOptions => ({
  method: "POST",
  url: `/callbacks/cloud-api/${account}`,
  headers: { "content-type": "application/json; charset=utf-8", "x-hub-signature-256": signature },
  payload: body
})

const counts = (server: testServer.TestServer) => Context.get(server.store, CallbackLog).counts

describe("the door for callbacks that carry files", () => {
  it.scoped("WH-06: a callback with a file is acknowledged, and its record is small", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback(file)
      expect((yield* ask(server, post(body, sign(body)))).status).toBe(200)
      expect((yield* ask(server, post(body, sign(body)))).status).toBe(200)
      const sizes: Array<number> = []
      yield* Context.get(server.store, CallbackLog).consume(10, (found) => {
        sizes.push(...found.map((one) => one.body.length))
        return Effect.succeed(found.map(({ id }) => ({ id, verdict: "processed" as const, report: {} })))
      })
      expect(sizes).toEqual([callback("").length + `sluice-blob:base64:37500:${"0".repeat(64)}`.length])
    })
  )

  it.scoped("WH-02: it is shown as it was signed, with its file; where the file is gone, as it is stored", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback(file)
      yield* ask(server, post(body, sign(body)))
      const admin = yield* server.key("admin")
      const show = Effect.map(ask(server, testServer.read(admin, "/v1/callbacks/1")), ({ json }) => json)
      expect(yield* show).toMatchObject({
        contentType: "application/json; charset=utf-8",
        body: { encoding: "utf-8", text: body }
      })
      const runtime = server.app.get<AppRuntime>(APP_RUNTIME)
      const far = BlobStore.pipe(Effect.flatMap((blobs) => blobs.forget({ beforeMillis: 1e15 })))
      yield* Effect.promise(() => runtime.runPromise(far))
      expect(yield* show).toMatchObject({
        contentType: expect.stringContaining("; sluice-blobs="),
        body: { text: expect.stringContaining("sluice-blob:base64:37500:") }
      })
    })
  )

  it.scoped("WH-02, GD-02: a large callback is refused for what a small one is refused for", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback(file)
      expectProblem(yield* ask(server, post(body, sign(`${body} `))), "signature-refused")
      expectProblem(yield* ask(server, post(body, sign(body), "nobody")), "account-unknown")
      const malformed = JSON.stringify({ object: "page", data: file })
      expectProblem(yield* ask(server, post(malformed, sign(malformed))), "malformed-request")
      expect(yield* counts(server)).toEqual({ "bad-signature": 1, malformed: 1 })
    })
  )

  it.scoped("WH-06: more than 3 MB is too large, and nothing of it is on record", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const body = callback("A".repeat(3 * 1024 * 1024))
      expectProblem(yield* ask(server, post(body, sign(body))), "body-too-large")
      expect(yield* counts(server)).toEqual({})
    })
  )
})
