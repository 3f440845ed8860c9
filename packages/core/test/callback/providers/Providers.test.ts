import { describe, expect, it } from "vitest"
import type { Event, StatusChanged } from "@sluice/core/callback/Event"
import type { Body } from "@sluice/core/callback/providers/Body"
import { Provider } from "@sluice/core/callback/providers/Provider"
import * as Providers from "@sluice/core/callback/providers/Providers"
import * as Delivery from "@sluice/core/delivery/Delivery"
import { all, bodies, form, json } from "./bodies.ts"

const statuses = (provider: Provider, body: Body): ReadonlyArray<StatusChanged> =>
  Providers.decode(provider, body).events.filter((event) => event._tag === "StatusChanged")

describe("Providers: callbacks in order", () => {
  it.each(all)("WH-09: %s %s is read without issues and without unknown fields", (provider, _, body) => {
    const { events, issues, unknown } = Providers.decode(provider, body)
    expect({ issues, unknown }).toEqual({ issues: [], unknown: [] })
    expect(events.length).toBeGreaterThan(0)
  })

  it.each(all)("GD-02: %s %s is a callback", (provider, _, body) => {
    expect(Providers.envelope(provider, body)._tag).toBe("Callback")
  })

  it.each(all)("WH-11: the second reading of %s %s agrees", (provider, _, body) => {
    const opinion = Providers.compare(provider, body, Providers.decode(provider, body))
    expect(opinion).toMatchObject({ _tag: "Agreement" })
  })
})

describe("Providers: what every provider has in common", () => {
  const reaching: ReadonlyArray<readonly [Provider, Readonly<Record<string, Body>>]> = [
    ["twilio", bodies.twilio],
    ["messagebird", bodies.messagebird],
    ["bird", bodies.bird],
    ["zendesk", { sent: bodies.zendesk.channel, delivered: bodies.zendesk.user, failed: bodies.zendesk.failure }]
  ]

  it.each(reaching)("WH-03: the statuses of %s stand on the delivery chain", (provider, kinds) => {
    const words = ["sent", "delivered", "read", "failed"].flatMap((kind) => {
      const body = kinds[kind]
      return body === undefined ? [] : [[kind, statuses(provider, body)[0]?.status] as const]
    })
    for (const [kind, status] of words) expect(status).toBe(kind)
    const reached = words.reduce<Delivery.DeliveryStatus | null>(
      (before, [, word]) =>
        word === "sent" || word === "delivered" || word === "read" || word === "failed"
          ? Delivery.join(before, word)
          : before,
      null
    )
    expect(reached).toBe(kinds["read"] === undefined ? "delivered" : "read")
  })

  it.each([
    [
      "twilio",
      ["accepted", "scheduled", "queued", "sending"],
      (word: string) => form({ MessageSid: "SM1", MessageStatus: word })
    ],
    ["messagebird", ["accepted", "pending", "buffered"], (word: string) => form({ id: "1", status: word })],
    [
      "bird",
      ["accepted", "processing", "scheduled"],
      (word: string) => json({ event: "whatsapp.outbound", payload: { id: "1", status: word } })
    ]
  ] as const)("WH-03: what only waits at %s moves nothing, and is known", (provider, words, write) => {
    for (const word of words) {
      const { events, unknown } = Providers.decode(provider, write(word))
      expect(events).toMatchObject([{ status: "other", statusText: word }])
      expect(unknown).toEqual([])
    }
  })

  it.each([
    [
      "twilio",
      ["failed", "undelivered", "canceled"],
      (word: string) => form({ MessageSid: "SM1", MessageStatus: word })
    ],
    [
      "messagebird",
      ["failed", "rejected", "expired", "delivery_failed"],
      (word: string) => form({ id: "1", status: word })
    ],
    [
      "bird",
      ["rejected", "skipped", "sending_failed", "delivery_failed"],
      (word: string) => json({ event: "whatsapp.outbound", payload: { id: "1", status: word } })
    ]
  ] as const)("WH-03: every way in which a message ends at %s is failed", (provider, words, write) => {
    for (const word of words) {
      expect(statuses(provider, write(word))).toMatchObject([{ status: "failed", statusText: word }])
    }
  })

  it.each([
    ["twilio", form({ MessageSid: "SM1", MessageStatus: "glimpsed" }), "MessageStatus"],
    ["messagebird", form({ id: "1", status: "glimpsed" }), "status"],
    ["bird", json({ event: "whatsapp.outbound", payload: { id: "1", status: "glimpsed" } }), "payload.status"],
    [
      "zendesk",
      json({
        app: {},
        events: [{ type: "conversation:message:delivery:glimpsed", payload: { message: { id: "1" } } }]
      }),
      "events[0].type"
    ]
  ] as const)("WH-09: an unknown status of %s is an event all the same, and is reported", (provider, body, path) => {
    const { events, unknown } = Providers.decode(provider, body)
    expect(events).toMatchObject([{ _tag: "StatusChanged", status: "other", statusText: "glimpsed" }])
    expect(unknown).toEqual([{ path, value: "glimpsed" }])
  })

  it("WH-09: our own id comes back in every status that carries it", () => {
    const ours = "01890a5d-ac96-774b-bcce-b302099a8057"
    expect(statuses("messagebird", bodies.messagebird.read)[0]?.opaque).toBe(ours)
    expect(statuses("messagebird", bodies.messagebird.smsStatus)[0]?.opaque).toBe(ours)
    expect(statuses("bird", bodies.bird.read)[0]?.opaque).toBe(ours)
    expect(statuses("zendesk", bodies.zendesk.user)[0]?.opaque).toBe(ours)
  })
})

describe("Providers: bodies whose type is none", () => {
  const { text } = form({ MessageSid: "SM1", MessageStatus: "read" })
  it.each([null, "", "json", "application/json, application/json", "a/b/c", ";;;", "/", "a b/c"])(
    "WH-09: are read by their looks, by both readings: %j",
    (contentType) => {
      const bodies = [
        { contentType, text },
        { contentType, text: json({ MessageSid: "SM1", MessageStatus: "read" }).text }
      ]
      for (const body of bodies) {
        const decoded = Providers.decode("twilio", body)
        expect(decoded.events).toMatchObject([{ _tag: "StatusChanged", status: "read" }])
        expect(Providers.compare("twilio", body, decoded)).toMatchObject({ _tag: "Agreement" })
      }
    }
  )
})

describe("Providers: bodies that are no callbacks", () => {
  const nonsense: ReadonlyArray<readonly [string, Body]> = [
    ["nothing", { contentType: null, text: "" }],
    ["a text", { contentType: "text/plain", text: "hello" }],
    ["half a JSON", { contentType: "application/json", text: '{"a":' }],
    ["a list", json([])],
    ["an empty object", json({})],
    ["an empty form", form({})],
    ["another form", form({ a: "1" })],
    ["deep nesting", { contentType: "application/json", text: "[".repeat(100_000) }]
  ]

  for (const provider of Provider.literals) {
    it.each(nonsense)(`GD-02: %s is malformed for ${provider}, and has an issue and no events`, (_, body) => {
      expect(Providers.envelope(provider, body)._tag).toBe("Malformed")
      const { events, issues } = Providers.decode(provider, body)
      expect(events).toEqual([])
      expect(issues.length).toBeGreaterThan(0)
    })
  }

  it("GD-02: one provider's callback is malformed at another's door", () => {
    for (const [provider, , body] of all) {
      const others = Provider.literals.filter((other) => other !== provider)
      const open = others.filter((other) => Providers.envelope(other, body)._tag === "Callback")
      // The platform's own bodies are the same at 360dialog, and any event with a type could be a new one of MessageBird's.
      const shared: ReadonlyArray<Provider> = ["cloud-api", "360dialog"]
      expect(shared.includes(provider) ? open.filter((other) => !shared.includes(other)) : open).toEqual([])
    }
  })
})

describe("Providers: a misreading is found", () => {
  const misread = (change: (event: Event) => Event | null, provider: Provider, body: Body) => {
    const events = Providers.decode(provider, body).events.map(change)
    return Providers.compare(provider, body, { events: events.filter((event) => event !== null) })
  }

  const failed: ReadonlyArray<readonly [Provider, Body]> = [
    ["twilio", bodies.twilio.failed],
    ["messagebird", bodies.messagebird.failed],
    ["bird", bodies.bird.failed],
    ["zendesk", bodies.zendesk.failure],
    ["360dialog", bodies["360dialog"].hostedStatus]
  ]

  it.each(failed)("WH-11: a status of %s that is misread in any business field is a disagreement", (provider, body) => {
    const changes: ReadonlyArray<Partial<StatusChanged>> = [
      { wamid: "other" },
      { statusText: "read" },
      { recipient: "12025550199" },
      { timestampSeconds: 1 },
      { opaque: "other" },
      { errors: [] }
    ]
    const changed = (change: Partial<StatusChanged>) => (event: Event) =>
      event._tag === "StatusChanged" ? { ...event, ...change } : event
    const unnoticed = changes.filter((change) => misread(changed(change), provider, body)._tag === "Agreement")
    expect(unnoticed).toEqual([])
    expect(misread(() => null, provider, body)._tag).toBe("Disagreement")
  })

  it("WH-11: the difference says which fact, and what each reading has", () => {
    const opinion = misread(
      (event) => (event._tag === "StatusChanged" ? { ...event, recipient: "12025550199" } : event),
      "bird",
      bodies.bird.sent
    )
    expect(opinion).toEqual({
      _tag: "Disagreement",
      differences: [{ path: "payload#recipient", first: "12025550199", second: "12025550111" }]
    })
  })

  it("WH-11: an amount that is misread is a disagreement", () => {
    const opinion = misread(
      (event) =>
        event._tag === "MessageReceived" && event.content.kind === "order"
          ? {
              ...event,
              content: { ...event.content, items: event.content.items.map((item) => ({ ...item, itemPrice: 1 })) }
            }
          : event,
      "messagebird",
      bodies.messagebird.order
    )
    expect(opinion).toMatchObject({
      differences: [
        { path: "message#item[0].price", first: "1", second: "30.5" },
        { path: "message#item[1].price", first: "1", second: "25" }
      ]
    })
  })
})
