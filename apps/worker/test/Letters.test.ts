import { it } from "@effect/vitest"
import * as NodeCrypto from "@sluice/adapter-node/NodeCrypto"
import * as HttpTarget from "@sluice/adapter-webhooks/HttpTarget"
import * as Letter from "@sluice/core/alert/Letter"
import * as Signature from "@sluice/core/subscription/Signature"
import type { Configured } from "@sluice/engine/alerts/ChannelsConfig"
import { LetterPost } from "@sluice/engine/ports/AlertChannels"
import * as Letters from "@sluice/worker/Letters"
import { Effect, Layer, Redacted } from "effect"
import { createHmac } from "node:crypto"
import type { IncomingHttpHeaders } from "node:http"
import { createServer } from "node:http"
import { describe, expect } from "vitest"

const line: Letter.Line = {
  kind: "fired",
  alertId: 12,
  ruleId: "token-dead",
  severity: "critical",
  key: "token-dead account acme",
  place: { account: "<acme>" },
  sinceMillis: 1_800_000_000_000,
  atMillis: 1_800_000_000_000
}
const letter = (channel: string): Letter.Letter => Letter.begun(7, channel, "token-dead acme", line, 1_800_000_000_000)

/** A receiver on this machine that answers `status`, and keeps what it is handed. */
const receiver = (status: number) =>
  Effect.gen(function* () {
    const got: Array<{ readonly headers: IncomingHttpHeaders; readonly body: string }> = []
    const server = createServer((request, response) => {
      let body = ""
      request.on("data", (part: Buffer) => (body += part.toString()))
      request.on("end", () => {
        got.push({ headers: request.headers, body })
        response.writeHead(status).end()
      })
    })
    yield* Effect.acquireRelease(
      Effect.async<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
      () => Effect.sync(() => server.close())
    )
    const address = server.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    return { got, url: `http://127.0.0.1:${port}/alerts` }
  })

const post = (channels: ReadonlyArray<Configured>, loopback = true) =>
  Letters.layer(channels).pipe(
    Layer.provide([HttpTarget.layer({ ...HttpTarget.defaults, loopback }), NodeCrypto.layer])
  )

const key = new Uint8Array(32).fill(3)

const webhook = (url: string, secret = Signature.secretOf(key)): Configured => ({
  kind: "webhook",
  name: "ops",
  least: "info",
  url: Redacted.make(url),
  secret: Redacted.make(secret)
})

const deliver = (channels: ReadonlyArray<Configured>, channel: string, loopback = true) =>
  Effect.provide(
    Effect.flatMap(LetterPost, (one) => one.deliver(letter(channel))),
    post(channels, loopback)
  )

describe("letters over HTTP", () => {
  it.scopedLive("a webhook gets signed JSON (Standard Webhooks), with what to do and where to read on", () =>
    Effect.gen(function* () {
      const { got, url } = yield* receiver(204)
      expect(yield* deliver([webhook(url)], "ops")).toEqual({ _tag: "Taken", status: 204 })
      const [first] = got
      const id = String(first?.headers["webhook-id"])
      const content = `${id}.${String(first?.headers["webhook-timestamp"])}.${first?.body}`
      const signature = createHmac("sha256", key).update(content).digest("base64")
      expect(first?.headers["webhook-signature"]).toBe(`v1,${signature}`)
      expect(id).toBe("alert_7_1800000000000")
      expect(JSON.parse(first?.body ?? "")).toMatchObject({
        type: "alerts",
        data: {
          severity: "critical",
          alerts: [{ id: 12, kind: "fired", rule: "token-dead", runbook: "docs/operations/token-dead.md" }]
        }
      })
    })
  )

  it.scopedLive("a Slack-compatible receiver gets its own form, with its markup escaped", () =>
    Effect.gen(function* () {
      const { got, url } = yield* receiver(200)
      const slack: Configured = { kind: "slack", name: "chat", least: "info", url: Redacted.make(url) }
      expect(yield* deliver([slack], "chat")).toMatchObject({ _tag: "Taken" })
      const { text }: { readonly text: string } = JSON.parse(got[0]?.body ?? "")
      expect(text).toContain("*[critical] token-dead fired: &lt;acme&gt;*")
    })
  )

  it.scopedLive(
    "a receiver that refuses, an address of an inner network, a broken secret: not taken, and no secret told",
    () =>
      Effect.gen(function* () {
        const { got, url } = yield* receiver(500)
        expect(yield* deliver([webhook(url)], "ops")).toMatchObject({ _tag: "Untaken", status: 500 })
        const guarded = yield* deliver([webhook("https://169.254.169.254/latest/secret-path")], "ops", false)
        expect(guarded).toMatchObject({ _tag: "Untaken", status: null })
        expect(JSON.stringify(guarded)).not.toContain("secret-path")
        expect(yield* deliver([webhook(url, "hunter2")], "ops")).toMatchObject({
          _tag: "Untaken",
          detail: expect.not.stringContaining("hunter2")
        })
        expect(got).toHaveLength(1)
      })
  )

  it.scopedLive("the log takes every letter; a letter to a channel that is configured no more waits", () =>
    Effect.gen(function* () {
      expect(yield* deliver([{ kind: "log", name: "log", least: "info" }], "log")).toEqual({
        _tag: "Taken",
        status: null
      })
      expect(yield* deliver([], "gone")).toMatchObject({ _tag: "Untaken" })
    })
  )
})
