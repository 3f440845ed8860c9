import { it } from "@effect/vitest"
import { Feed } from "@sluice/engine/ports/Feed"
import { Outbox } from "@sluice/engine/ports/Outbox"
import { Context, Deferred, Effect } from "effect"
import type { AddressInfo } from "node:net"
import { describe, expect } from "vitest"
import { ask, expectProblem, make, read, recipient, send, type TestServer, textTo } from "../testServer.ts"

const post = (token: string, url: string, payload: unknown = {}) => ({ ...send(token, payload), url })

const wanted = { name: "crm", target: { kind: "http", url: "https://hooks.example.com/in" }, types: ["message.*"] }

const idOf = (json: Readonly<Record<string, unknown>>): string => {
  const one = json["subscription"]
  return typeof one === "object" && one !== null && "id" in one ? String(one.id) : ""
}

describe("/v1/subscriptions", () => {
  it.scopedLive("a subscription is made, shown without its secret, tested, rotated, enabled and removed", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const admin = yield* server.key("admin", "acme")
      const made = yield* ask(server, post(admin, "/v1/subscriptions", wanted))
      expect(made.status).toBe(201)
      expect(made.json["secret"]).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
      const id = idOf(made.json)
      expect(made.json["subscription"]).toMatchObject({
        ...wanted,
        id,
        accountId: "acme",
        state: "enabled",
        waiting: 0,
        secrets: 1
      })

      const shown = yield* ask(server, read(admin, `/v1/subscriptions/${id}`))
      expect(shown.json).toEqual(made.json["subscription"])
      const listed = yield* ask(server, read(admin, "/v1/subscriptions"))
      expect(listed.json).toEqual({ subscriptions: [made.json["subscription"]] })
      for (const { text } of [shown, listed]) expect(text).not.toContain("whsec_")

      const tested = yield* ask(server, post(admin, `/v1/subscriptions/${id}/test`))
      expect(tested.json).toMatchObject({ taken: true, status: 204 })

      const rotated = yield* ask(server, post(admin, `/v1/subscriptions/${id}/rotate`, { overlapSeconds: 60 }))
      expect(rotated.json["secret"]).not.toBe(made.json["secret"])
      expect(rotated.json["subscription"]).toMatchObject({ secrets: 2, oldSecretUntil: expect.any(String) })
      const at = yield* ask(server, post(admin, `/v1/subscriptions/${id}/rotate`, { overlapSeconds: 0 }))
      expect(at.json["subscription"]).toMatchObject({ secrets: 1, oldSecretUntil: null })

      const enabled = yield* ask(server, post(admin, `/v1/subscriptions/${id}/enable`))
      expect(enabled.json).toMatchObject({ id, state: "enabled" })
      const deliveries = yield* ask(server, read(admin, `/v1/subscriptions/${id}/deliveries?state=pending`))
      expect(deliveries.json).toEqual({ deliveries: [], next: null })

      const removed = yield* ask(server, { ...read(admin, `/v1/subscriptions/${id}`), method: "DELETE" })
      expect(removed.json).toEqual({ removed: true })
      expectProblem(yield* ask(server, read(admin, `/v1/subscriptions/${id}`)), "subscription-unknown")
    })
  )

  it.scopedLive(
    "one of the platform's own shape has the caller's secret, or one that is shown once, and chooses no types",
    () =>
      Effect.gen(function* () {
        const server = yield* make()
        const admin = yield* server.key("admin", "acme")
        const target = { kind: "cloud-api", url: "https://shop.example/webhook" }
        const appSecret = "0123456789abcdef0123456789abcdef"
        const own = yield* ask(
          server,
          post(admin, "/v1/subscriptions", { name: "shop", target: { ...target, appSecret } })
        )
        expect(own.status).toBe(201)
        expect(own.json).toMatchObject({
          secret: null,
          subscription: { target, types: expect.arrayContaining(["callback.received", "message.failed"]), secrets: 1 }
        })
        expect(own.text).not.toContain(appSecret)
        const made = yield* ask(server, post(admin, "/v1/subscriptions", { name: "other", target }))
        expect(made.json["secret"]).toMatch(/^[0-9a-f]{32}$/)
        const tested = yield* ask(server, post(admin, `/v1/subscriptions/${idOf(made.json)}/test`))
        expect(tested.json).toMatchObject({ taken: true })
        for (const [wrong, path] of [
          [{ name: "a", target, types: ["*"] }, "types"],
          [{ name: "a", target: { kind: "http", url: "https://a.example" } }, "types"],
          [{ name: "a", target: { ...target, url: "http://shop.example" } }, "target.url"]
        ] as const) {
          const refused = yield* ask(server, post(admin, "/v1/subscriptions", wrong))
          expectProblem(refused, "invalid-request")
          expect(refused.json["findings"]).toMatchObject([{ path }])
        }
        const short = { name: "a", target: { ...target, appSecret: "short" } }
        expectProblem(yield* ask(server, post(admin, "/v1/subscriptions", short)), "invalid-request")
      })
  )

  it.scopedLive(
    "what is wrong with a subscription is told by the rule that it breaks, and not by a type that it has",
    () =>
      Effect.gen(function* () {
        const server = yield* make()
        const admin = yield* server.key("admin", "acme")
        for (const [wrong, finding] of [
          [{ types: ["foo.*"] }, { path: "types[0]", message: expect.stringContaining("must be a type of event") }],
          [{ types: [] }, { path: "types", message: "must have at least 1" }],
          [
            { target: { kind: "http", url: `https://a.example/${"x".repeat(10_000)}` } },
            { path: "target.url", message: "must have at most 2048 characters" }
          ]
        ] as const) {
          const refused = yield* ask(server, post(admin, "/v1/subscriptions", { ...wanted, ...wrong }))
          expectProblem(refused, "invalid-request")
          expect(refused.json["findings"]).toMatchObject([finding])
        }
      })
  )

  it.scopedLive("a subscription of another account is told like one that does not exist", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const made = yield* ask(server, post(yield* server.key("admin", "acme"), "/v1/subscriptions", wanted))
      const other = yield* server.key("admin", "zenith")
      const path = `/v1/subscriptions/${idOf(made.json)}`
      for (const request of [
        read(other, path),
        read(other, `${path}/deliveries`),
        post(other, `${path}/test`),
        post(other, `${path}/rotate`),
        post(other, `${path}/enable`),
        { ...read(other, path), method: "DELETE" as const }
      ]) {
        expectProblem(yield* ask(server, request), "subscription-unknown")
      }
      expect((yield* ask(server, read(other, "/v1/subscriptions"))).json).toEqual({ subscriptions: [] })
      expectProblem(
        yield* ask(server, post(other, "/v1/subscriptions", { ...wanted, accountId: "acme" })),
        "account-unknown"
      )
    })
  )

  it.scopedLive("what cannot be called, or is no event, is refused with where and why", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const bound = yield* server.key("admin", "acme")
      const all = yield* server.key("admin")
      const refusal = Effect.fnUntraced(function* (change: object, key = bound) {
        const answer = yield* ask(server, post(key, "/v1/subscriptions", { ...wanted, ...change }))
        expectProblem(answer, "invalid-request")
        return answer.json["findings"]
      })
      const to = (url: string) => ({ target: { kind: "http", url } })
      expect(yield* refusal(to("http://hooks.example.com/"))).toMatchObject([
        { path: "target.url", code: "address-scheme" }
      ])
      expect(yield* refusal(to("https://user:pass@hooks.example.com/"))).toMatchObject([
        { code: "address-credentials" }
      ])
      expect(yield* refusal({ types: ["message.nothing"] })).toMatchObject([{ path: "types[0]" }])
      expect(yield* refusal({ types: [] })).toMatchObject([{ path: "types" }])
      const topic = { target: { kind: "kafka", topic: "told" } }
      expect(yield* refusal(topic)).toMatchObject([{ code: "topic-shared" }])
      expect(yield* refusal(topic, all)).toMatchObject([{ code: "topic-unavailable" }])
    })
  )

  it.scopedLive(
    "an address that is written out and never called is refused when it is subscribed, with the network that it leads to",
    () =>
      Effect.gen(function* () {
        const server = yield* make()
        const key = yield* server.key("admin", "acme")
        const create = (host: string) =>
          ask(
            server,
            post(key, "/v1/subscriptions", { ...wanted, target: { kind: "http", url: `https://${host}/hook` } })
          )
        for (const [host, network] of [
          ["10.0.0.1", "private"],
          ["127.0.0.1", "loopback"],
          ["0x7f.1", "loopback"],
          ["169.254.169.254:8443", "linkLocal"],
          ["[::1]", "loopback"],
          ["[::a9fe:a9fe]", "linkLocal"],
          ["[fd00:ec2::254]", "uniqueLocal"]
        ] as const) {
          const answer = yield* create(host)
          expectProblem(answer, "invalid-request")
          const message = `it leads to a ${network} network, which is never called; give an address of the public internet, or a name that leads to one`
          expect(answer.json["findings"]).toMatchObject([{ path: "target.url", code: "address-uncalled", message }])
        }
        // A name is judged when it is called.
        for (const host of ["1.1.1.1", "[2606:4700:4700::1111]", "10.0.0.1.example.com"]) {
          expect((yield* create(host)).status).toBe(201)
        }
      })
  )

  it.scopedLive("secrets are for admins, tests for operators; a key of all accounts sees everything", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const operator = yield* server.key("operator", "acme")
      expectProblem(yield* ask(server, post(operator, "/v1/subscriptions", wanted)), "role-refused")
      const all = yield* server.key("admin")
      const made = yield* ask(server, post(all, "/v1/subscriptions", wanted))
      expect(made.json["subscription"]).toMatchObject({ accountId: null })
      const mine = yield* ask(
        server,
        post(all, "/v1/subscriptions", {
          ...wanted,
          accountId: "acme",
          target: { kind: "http", url: "https://refused.example/" }
        })
      )
      const path = `/v1/subscriptions/${idOf(mine.json)}`
      expect((yield* ask(server, post(operator, `${path}/test`))).json).toMatchObject({
        taken: false,
        status: 500,
        detail: "it answered 500"
      })
      expectProblem(yield* ask(server, post(operator, `${path}/rotate`)), "role-refused")
      expectProblem(yield* ask(server, post(yield* server.key("viewer", "acme"), `${path}/test`)), "role-refused")
      const listed = (yield* ask(server, read(all, "/v1/subscriptions"))).json["subscriptions"]
      expect(listed).toHaveLength(2)
    })
  )
})

/**
 * Reads server-sent events until there are `count` frames with data, or the answer ends.
 *
 * @param listening called once the door has told where the listener stands: what happens from then on is heard.
 */
const follow = (
  server: TestServer,
  token: string,
  count: number,
  query = "",
  headers: Record<string, string> = {},
  listening: () => void = () => {}
) =>
  Effect.promise(async () => {
    const { port } = server.app.getHttpServer().address() as AddressInfo
    const answer = await fetch(`http://127.0.0.1:${port}/v1/events${query}`, {
      headers: { authorization: `Bearer ${token}`, ...headers }
    })
    const type = answer.headers.get("content-type") ?? ""
    if (answer.body === null) return { status: answer.status, type, frames: [] }
    let text = ""
    const frames = (): ReadonlyArray<string> => text.split("\n\n").filter((frame) => frame.includes("\ndata: "))
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk
      if (text.includes("id: ")) listening()
      if (frames().length >= count) break
    }
    return { status: answer.status, type, frames: frames(), text }
  })

const listening = Effect.tap(make(), (server) => Effect.promise(() => server.app.listen(0, "127.0.0.1")))

const tell = (server: TestServer, accountId: string, ...numbers: ReadonlyArray<number>) =>
  Context.get(server.store, Feed).append(
    numbers.map((number) => ({ type: "message.received", accountId, atMillis: 1_800_000_000_000, data: { number } }))
  )

describe("/v1/events", () => {
  it.scopedLive("a listener hears what happens to the account's messages, and of nobody else's", () =>
    Effect.gen(function* () {
      const server = yield* listening
      const key = yield* server.key("operator", "acme")
      const isListening = yield* Deferred.make<void>()
      const heard = yield* Effect.fork(
        follow(server, key, 2, "", {}, () => Deferred.unsafeDone(isListening, Effect.void))
      )
      yield* Deferred.await(isListening)
      yield* tell(server, "zenith", 1)
      yield* tell(server, "acme", 2)
      const sent = yield* ask(server, send(key, textTo(recipient)))
      const id = String(sent.json["id"])
      yield* Context.get(server.store, Outbox).modify([{ _tag: "Id", id }], () => ({ state: "cancelled", events: [] }))
      const { frames, status, type } = yield* heard
      expect([status, type]).toEqual([200, "text/event-stream; charset=utf-8"])
      expect(frames.map((frame) => /event: (.*)/.exec(frame)?.[1])).toEqual(["message.received", "message.cancelled"])
      expect(frames[1]).toContain(`"messageId":"${id}"`)
      expect(frames.join("")).not.toContain("zenith")
    })
  )

  it.scopedLive(
    "TM-08: an account that the key may not use, or that there is not, is unknown, and not another or none",
    () =>
      Effect.gen(function* () {
        const server = yield* listening
        const [own, all] = [yield* server.key("viewer", "acme"), yield* server.key("viewer", null)]
        const asks = (key: string, accountId: string) => ask(server, read(key, `/v1/events?accountId=${accountId}`))
        for (const [key, accountId] of [
          [own, "zenith"],
          [own, "nope"],
          [all, "nope"]
        ] as const) {
          const answer = yield* asks(key, accountId)
          expectProblem(answer, "account-unknown")
          expect(answer.json["detail"]).toBe(`no account "${accountId}" is configured`)
        }
        yield* Context.get(server.store, Feed).listen(Number.MAX_SAFE_INTEGER)
        const start = yield* Context.get(server.store, Feed).end
        yield* tell(server, "zenith", 1)
        yield* tell(server, "acme", 2)
        for (const key of [own, all]) {
          const { frames } = yield* follow(server, key, 1, "?accountId=acme", { "last-event-id": start })
          expect(frames[0]).toContain('"number":2')
        }
      })
  )

  it.scopedLive("who comes back with Last-Event-ID goes on behind it, and by types only those come", () =>
    Effect.gen(function* () {
      const server = yield* listening
      const key = yield* server.key("viewer", "acme")
      yield* Context.get(server.store, Feed).listen(Number.MAX_SAFE_INTEGER)
      const start = yield* Context.get(server.store, Feed).end
      yield* tell(server, "acme", 1, 2, 3)
      const first = yield* follow(server, key, 1, "", { "last-event-id": start })
      const last = /^id: (.*)$/m.exec(first.frames[0] ?? "")?.[1] ?? ""
      const more = yield* follow(server, key, 2, "?types=message.*", { "last-event-id": last })
      expect(more.frames.map((frame) => /"number":(\d)/.exec(frame)?.[1])).toEqual(["2", "3"])
    })
  )

  it.scopedLive("who may not listen, or asks for what there is not, is refused", () =>
    Effect.gen(function* () {
      const server = yield* make()
      const key = yield* server.key("viewer", "acme")
      expectProblem(yield* ask(server, { method: "GET", url: "/v1/events" }), "key-missing")
      const untyped = yield* ask(server, read(key, "/v1/events?types=message.*,nothing"))
      expectProblem(untyped, "malformed-request")
      expect(untyped.json["detail"]).toMatch(/^types names "nothing", .* takes \*, message\.\*, .*message\.read, /)
      const request = { ...read(key, "/v1/events"), headers: { authorization: `Bearer ${key}`, "last-event-id": "x" } }
      expectProblem(yield* ask(server, request), "malformed-request")
    })
  )
})
