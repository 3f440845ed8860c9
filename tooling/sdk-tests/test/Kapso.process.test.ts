import { verifySignature } from "@kapso/whatsapp-cloud-api/server"
import { WhatsAppClient } from "@kapso/whatsapp-cloud-api"
import * as Platform from "@sluice/cli/Platform"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Exit, ManagedRuntime, Scope } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import * as Gateway from "../src/Gateway.ts"
import * as Picture from "../src/Picture.ts"
import * as Sent from "../src/Sent.ts"

const scope = Effect.runSync(Scope.make())
const runtime = ManagedRuntime.make(Platform.layer)
let gateway: Gateway.Gateway
let client: WhatsAppClient

beforeAll(async () => {
  gateway = await runtime.runPromise(Scope.extend(Effect.flatMap(TestDatabase.fresh(), Gateway.open), scope))
  client = new WhatsAppClient({ baseUrl: gateway.url, accessToken: gateway.key, graphVersion: "v25.0" })
}, 180_000)

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await runtime.dispose()
}, 60_000)

const link = "https://example.com/file"

describe("@kapso/whatsapp-cloud-api, with another base URL alone", () => {
  it("sends every type that it can, and each reaches the platform as that type", async () => {
    const writer = "886930000001"
    const people = [writer, ...Sent.people("88693003", 30)]
    let written = 0
    /** From the number, to somebody else each time. */
    const from = () => ({ phoneNumberId: gateway.phoneNumberId, to: `+${people[written++]}` })
    const { messages } = client
    const inbound = await Gateway.write(gateway, { from: writer })
    const answers = [
      await messages.sendReaction({ ...from(), reaction: { messageId: inbound, emoji: "👍" } }),
      await messages.sendText({ ...from(), body: "hello", previewUrl: true }),
      await messages.sendImage({ ...from(), image: { link, caption: "look" } }),
      await messages.sendAudio({ ...from(), audio: { link } }),
      await messages.sendDocument({ ...from(), document: { link, filename: "a.pdf" } }),
      await messages.sendVideo({ ...from(), video: { link } }),
      await messages.sendSticker({ ...from(), sticker: { link } }),
      await messages.sendLocation({ ...from(), location: { latitude: 25, longitude: 121, name: "Shop" } }),
      await messages.sendContacts({
        ...from(),
        contacts: [{ name: { formattedName: "Ana B", firstName: "Ana" }, phones: [{ phone: "+886930000009" }] }]
      }),
      await messages.sendTemplate({ ...from(), template: { name: "hello_world", language: { code: "en_US" } } }),
      await messages.sendInteractiveButtons({ ...from(), bodyText: "Yes?", buttons: [{ id: "y", title: "Yes" }] }),
      await messages.sendInteractiveList({
        ...from(),
        bodyText: "Which?",
        buttonText: "Choose",
        sections: [{ title: "All", rows: [{ id: "1", title: "One" }] }]
      }),
      await messages.sendInteractiveProduct({ ...from(), catalogId: "1", productRetailerId: "2" }),
      await messages.sendInteractiveProductList({
        ...from(),
        bodyText: "Look",
        header: { type: "text", text: "Offers" },
        catalogId: "1",
        sections: [{ title: "All", productItems: [{ productRetailerId: "2" }] }]
      }),
      await messages.sendInteractiveFlow({
        ...from(),
        bodyText: "Book",
        parameters: {
          flowId: "1",
          flowCta: "Book",
          flowToken: "t",
          flowAction: "navigate",
          flowActionPayload: { screen: "FIRST" }
        }
      }),
      await messages.sendInteractiveAddress({ ...from(), bodyText: "Where to?", parameters: { country: "IN" } }),
      await messages.sendInteractiveCtaUrl({
        ...from(),
        bodyText: "See",
        parameters: { displayText: "Go", url: "https://example.com" }
      }),
      await messages.sendInteractiveCarousel({
        ...from(),
        bodyText: "Choose",
        cards: [0, 1].map((cardIndex) => ({
          cardIndex,
          header: { type: "image" as const, image: { link } },
          bodyText: "One",
          action: { displayText: "See", url: "https://example.com" }
        }))
      }),
      await messages.sendInteractiveCatalogMessage({ ...from(), bodyText: "All of it", parameters: {} })
    ]
    const ids = answers.map(({ messages: [message] }) => message?.id ?? "")
    for (const id of ids) expect(id).toMatch(/^wamid\.[A-Za-z0-9_-]{32}$/)
    expect(new Set(ids).size).toBe(ids.length)
    expect(answers[0]).toMatchObject({ contacts: [{ input: `+${writer}`, waId: writer }] })
    const types = await Sent.reached(gateway, people, answers.length)
    expect(types.toSorted()).toEqual(
      [
        "audio",
        "contacts",
        "document",
        "image",
        ...Array<string>(9).fill("interactive"),
        "location",
        "reaction",
        "sticker",
        "template",
        "text",
        "video"
      ].toSorted()
    )
  })

  it("is told by the ids that it was given, with its own data, signed with its own secret", async () => {
    const from = { phoneNumberId: gateway.phoneNumberId, to: "+886930000002" }
    const sent = await client.messages.sendText({ ...from, body: "hello", bizOpaqueCallbackData: "order 4711" })
    const id = sent.messages[0]?.id ?? ""
    const every = ["sent", "delivered", "read"]
    const statuses = await Sent.eventually(
      () => Sent.told(gateway).filter((one) => one.id === id),
      (found) => every.every((status) => found.some((one) => one.status === status))
    )
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set(every))
    expect(new Set(statuses.map((one) => one.biz_opaque_callback_data))).toEqual(new Set(["order 4711"]))
    for (const { body, signature } of gateway.called) {
      expect(verifySignature({ appSecret: gateway.appSecret, rawBody: body, signatureHeader: signature })).toBe(true)
    }
  })

  it("answers what it was written, and what it sent itself, by the ids that it knows", async () => {
    const inbound = await Gateway.write(gateway, { from: "886930000003" })
    const heard = await Sent.eventually(
      () => Sent.told(gateway).filter((one) => one.from === "886930000003"),
      (found) => found.length > 0
    )
    expect(heard[0]?.id).toBe(inbound)
    const from = { phoneNumberId: gateway.phoneNumberId, to: "+886930000003" }
    expect(await client.messages.markRead({ ...from, messageId: inbound, typingIndicator: { type: "text" } })).toEqual({
      success: true
    })
    const first = await client.messages.sendText({ ...from, body: "hello", contextMessageId: inbound })
    const id = first.messages[0]?.id ?? ""
    await Sent.eventually(
      () => Sent.told(gateway).some((one) => one.id === id),
      (isTold) => isTold
    )
    await client.messages.sendText({ ...from, body: "one more thing", contextMessageId: id })
    expect(await Sent.reached(gateway, ["886930000003"], 2)).toEqual(["text", "text"])
  })

  it("understands what is refused: the code, and what to do about it", async () => {
    const from = { phoneNumberId: gateway.phoneNumberId }
    await expect(client.messages.sendText({ ...from, to: "12", body: "hello" })).rejects.toMatchObject({
      code: 131009,
      httpStatus: 400
    })
    const stranger = new WhatsAppClient({ baseUrl: gateway.url, accessToken: "nobody", graphVersion: "v25.0" })
    await expect(stranger.messages.sendText({ ...from, to: "+886930000001", body: "hello" })).rejects.toMatchObject({
      code: 190,
      httpStatus: 401
    })
    await expect(
      client.messages.sendText({ phoneNumberId: "1", to: "+886930000001", body: "x" })
    ).rejects.toMatchObject({
      code: 100
    })
  })

  it("gives a file, sends it, reads it back, and removes it", async () => {
    const { phoneNumberId } = gateway
    const { id: mediaId } = await client.media.upload({
      phoneNumberId,
      type: "image/png",
      file: Picture.blob(),
      fileName: "a.png"
    })
    await client.messages.sendImage({ phoneNumberId, to: "+886930000004", image: { id: mediaId } })
    expect(await Sent.reached(gateway, ["886930000004"], 1)).toEqual(["image"])
    const file = await client.media.download({ mediaId, phoneNumberId, auth: "always" })
    expect(file).toEqual(Picture.bytes.buffer)
    expect(await client.media.delete({ mediaId })).toEqual({ success: true })
    await expect(client.media.get({ mediaId })).rejects.toMatchObject({ code: 100 })
    const wrong = { phoneNumberId, type: "image/jpeg", file: Picture.blob(), fileName: "a.jpg" } as const
    await expect(client.media.upload(wrong)).rejects.toMatchObject({ code: 131053 })
  })

  it("lists the templates of the business account", async () => {
    const { data } = await client.templates.list({ businessAccountId: "300200000000001", limit: 2 })
    expect(data.length).toBe(2)
    expect(data[0]).toMatchObject({ name: expect.any(String), status: expect.any(String) })
  })
})
