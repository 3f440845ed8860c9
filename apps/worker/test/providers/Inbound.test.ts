import { it } from "@effect/vitest"
import * as Providers from "@sluice/core/callback/providers/Providers"
import type { Delivery } from "@sluice/engine/intake/Delivery"
import { bodyOf, contentOf } from "@sluice/engine/intake/Delivery"
import { OptOuts } from "@sluice/engine/ports/OptOuts"
import { ServiceWindows } from "@sluice/engine/ports/ServiceWindows"
import * as Simulator from "@sluice/simulator/Simulator"
import * as World from "@sluice/simulator/config/World"
import { Clock, Effect, Logger, LogLevel } from "effect"
import { describe, expect } from "vitest"
import * as Gateway from "./gateway.ts"
import { frontOf, receiver } from "./world.ts"

const senders = [{ ...World.sample.senders[0], displayPhoneNumber: Gateway.sender.number }] as const
const phoneNumberId = "100200300400500"

/** What customers write: in the platform's words, and the kind that it is read as. */
const written = [
  { from: "12025570001", type: "text", content: { body: "Hello" }, read: { kind: "text", body: "Hello" } },
  {
    from: "12025570002",
    type: "image",
    content: { url: "https://files.example/a.jpg", mime_type: "image/jpeg", caption: "Look" },
    read: { kind: "image", url: "https://files.example/a.jpg", caption: "Look" }
  },
  {
    from: "12025570003",
    type: "location",
    content: { latitude: 1.5, longitude: -2.5 },
    read: { kind: "location", latitude: 1.5, longitude: -2.5 }
  },
  {
    from: "12025570004",
    type: "button",
    content: { text: "Yes", payload: "YES" },
    read: { kind: "button", payload: "YES" }
  },
  { from: "12025570005", type: "text", content: { body: "STOP" }, read: { kind: "text", body: "STOP" } }
]

/** What a delivery tells, and that both readings of it agree and know all of it. */
const receivedIn = (delivery: Delivery) => {
  const body = bodyOf(contentOf(delivery))
  if (body === null) return []
  const decoded = Providers.decode(delivery.provider, body)
  expect([decoded.unknown, decoded.issues]).toEqual([[], []])
  expect(Providers.compare(delivery.provider, body, decoded)._tag).toBe("Agreement")
  return decoded.events.flatMap((event) => (event._tag === "MessageReceived" ? [event] : []))
}

describe("What customers write", { timeout: 120_000 }, () => {
  for (const provider of ["cloud-api", "360dialog", "twilio", "messagebird", "bird", "zendesk"] as const) {
    it.scopedLive(
      `WH-02, WH-11: is proved and read as what it is when ${provider} tells it; it opens the window, and a word of refusal is heard`,
      () =>
        Effect.gen(function* () {
          const { deliveries, url } = yield* receiver(provider)
          const platform = yield* Simulator.make({
            policy: "cloud-api",
            world: { ...World.sample, senders, fronts: frontOf(provider, url) }
          })
          if (provider === "cloud-api") yield* platform.subscribe("700100200300400", url)
          const startMillis = yield* Clock.currentTimeMillis
          for (const { content, from, type } of written) {
            const [id] = yield* platform.inbound({
              phoneNumberId,
              from,
              name: "Ann",
              type,
              content,
              repliesTo: "earlier",
              count: 1
            })
            yield* Effect.repeat(
              Effect.sync(() => deliveries.flatMap(receivedIn).some(({ wamid }) => wamid === id)),
              { ...Gateway.patience, until: (came) => came }
            )
          }
          const told = deliveries.flatMap(receivedIn)
          expect(told).toMatchObject(written.map(({ from, read }) => ({ from, profileName: "Ann", content: read })))
          const { length } = deliveries
          expect(length).toBe(written.length)

          yield* Gateway.under(
            yield* Gateway.store,
            Gateway.accounts(provider, platform.url, url),
            Effect.gen(function* () {
              expect(yield* Gateway.takeIn(deliveries, "acme")).toEqual([])
              const windows = yield* ServiceWindows
              const conversations = written.map(({ from }) => ({
                senderId: Gateway.sender.id,
                recipient: `+${from}`
              }))
              const heard = Effect.map(windows.lastHeard(conversations), (all) =>
                all.map(({ lastMillis }) => lastMillis ?? 0)
              )
              const open = (millis: number): boolean => millis >= startMillis - 1_000
              yield* Effect.repeat(heard, { ...Gateway.patience, until: (all) => all.every(open) })
              const optOuts = yield* OptOuts
              const stopped = yield* optOuts.of(
                written.map(({ from }) => ({ accountId: "acme", recipient: `+${from}` }))
              )
              expect(stopped).toMatchObject([{ recipient: "+12025570005", scope: "all", source: "keyword" }])
            })
          )
        }).pipe(Logger.withMinimumLogLevel(LogLevel.None))
    )
  }

  it.scopedLive("a type that not every provider tells is refused with those that are, and tells nobody", () =>
    Effect.gen(function* () {
      const { deliveries, url } = yield* receiver("twilio")
      const platform = yield* Simulator.make({ world: { ...World.sample, senders, fronts: frontOf("twilio", url) } })
      const inbound = { phoneNumberId, from: "12025570001", name: "Ann", repliesTo: null, count: 1 }
      const refused = yield* Effect.flip(platform.inbound({ ...inbound, type: "order", content: {} }))
      expect(refused.message).toContain("no order is told, only: text, button")
      expect(deliveries).toEqual([])
    })
  )
})
