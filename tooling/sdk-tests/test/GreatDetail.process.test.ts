import Client, { MessageType } from "@great-detail/whatsapp"
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
let sdk: Client

beforeAll(async () => {
  gateway = await runtime.runPromise(Scope.extend(Effect.flatMap(TestDatabase.fresh(), Gateway.open), scope))
  sdk = new Client({
    baseUrl: gateway.url,
    graphVersion: "v25.0",
    request: { headers: { Authorization: `Bearer ${gateway.key}` }, retry: 0 }
  })
}, 180_000)

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await runtime.dispose()
}, 60_000)

const link = "https://example.com/file"
const text = { text: "Choose" }
const action = { name: "cta_url", parameters: { display_text: "Go", url: "https://example.com" } }

/** Every type of the SDK, each as its own options write it; where its types ask for less than the platform does, both have it. */
const contents = {
  text: { body: "hello", preview_url: true },
  image: { link, caption: "look" },
  audio: { link },
  document: { link, filename: "a.pdf" },
  video: { link },
  sticker: { link },
  location: { latitude: 25, longitude: 121, name: "Shop", address: "1 Street" },
  contacts: [
    { name: { formatted_name: "Ana B", first_name: "Ana" }, phones: [{ phone: "+886930000009", type: "WORK" }] }
  ],
  template: { name: "hello_world", language: { code: "en_US" } }
}

const interactives = [
  { type: "button", body: text, action: { buttons: [{ type: "reply", reply: { id: "y", title: "Yes" } }] } },
  {
    type: "list",
    body: text,
    action: { button: "Open", sections: [{ title: "All", rows: [{ id: "1", title: "One" }] }] }
  },
  { type: "cta_url", body: text, action },
  {
    type: "carousel",
    body: text,
    action: {
      cards: [0, 1].map((card_index) => ({
        card_index,
        type: "cta_url",
        header: { type: "image", image: { link } },
        body: text,
        action
      }))
    }
  }
]

describe("@great-detail/whatsapp, with another base URL alone", () => {
  it("sends every type that it can, and each reaches the platform as that type", async () => {
    const writer = "886930000021"
    const inbound = await Gateway.write(gateway, { from: writer })
    const all: ReadonlyArray<readonly [type: string, content: unknown]> = [
      ["reaction", { message_id: inbound, emoji: "👍" }],
      ...Object.entries(contents),
      ...interactives.map((interactive) => ["interactive", interactive] as const)
    ]
    const people = [writer, ...Sent.people("88693002", all.length - 1)]
    for (const [index, [type, content]] of all.entries()) {
      const to = people[index]
      const options: object = { phoneNumberID: gateway.phoneNumberId, to, type, [type]: content }
      // Its types know fewer fields of some messages than the platform does; what goes out is the same.
      const answer = await Reflect.apply(sdk.message.createMessage, sdk.message, [options]).json()
      expect(answer).toMatchObject({
        messaging_product: "whatsapp",
        contacts: [{ input: to, wa_id: to }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }]
      })
    }
    const types = await Sent.reached(gateway, people, all.length)
    expect(types.toSorted()).toEqual(all.map(([type]) => type).toSorted())
  })

  it("marks as read, asks for its number and its templates, and is answered in the platform's words", async () => {
    const inbound = await Gateway.write(gateway, { from: "886930000022" })
    const status = { phoneNumberID: gateway.phoneNumberId, message_id: inbound, status: "read" }
    expect(await sdk.message.createStatus(status).json()).toEqual({ success: true })
    const number = await sdk.phoneNumbers
      .getPhoneNumber({ phoneNumberID: gateway.phoneNumberId, fields: ["display_phone_number", "verified_name"] })
      .json()
    expect(number).toMatchObject({ id: gateway.phoneNumberId, display_phone_number: "+886912000001" })
    const { data } = await sdk.template.list("300200000000001", { limit: 3 }).json()
    expect(data).toHaveLength(3)
  })

  it("proves what it is told with its own secret, by the ids that it was given", async () => {
    const sent = await sdk.message
      .createMessage({
        phoneNumberID: gateway.phoneNumberId,
        to: "886930000023",
        type: MessageType.Text,
        text: { body: "hello" },
        biz_opaque_callback_data: "order 4711"
      })
      .json()
    const id = sent.messages[0]?.id
    await Sent.eventually(
      () => Sent.told(gateway).some((one) => one.id === id && one.status === "read"),
      (isTold) => isTold
    )
    for (const { body, signature } of gateway.called) {
      const event = await sdk.webhook.eventNotification({
        method: "POST",
        query: {},
        headers: { "x-hub-signature-256": signature },
        body
      })
      expect(await event.checkSignature(gateway.appSecret)).toBe(true)
    }
    const own = Sent.told(gateway).filter((one) => one.id === id)
    expect(own.map((one) => one.biz_opaque_callback_data)).toEqual(own.map(() => "order 4711"))
  })

  it("gives a file, reads it back, and removes it", async () => {
    const { key, phoneNumberId: phoneNumberID } = gateway
    const given = { phoneNumberID, file: Picture.blob(), filename: "a.png", mimeType: "image/png" }
    const { id: mediaID } = await sdk.media.upload(given).json()
    const { url: mediaURL } = await sdk.media.getURL({ mediaID, phoneNumberID }).json()
    const request = { headers: { Authorization: `Bearer ${key}` } }
    const file = await sdk.media.download({ mediaURL, request }).arrayBuffer()
    expect(new Uint8Array(file)).toEqual(Picture.bytes)
    expect(await sdk.media.delete({ mediaID }).json()).toEqual({ success: true })
  })

  it("understands what is refused: the status and the platform's error", async () => {
    const options = { phoneNumberID: gateway.phoneNumberId, to: "12", type: "text", text: { body: "hello" } }
    const refused: unknown = await Reflect.apply(sdk.message.createMessage, sdk.message, [options]).catch(
      (error: unknown) => error
    )
    expect(refused).toMatchObject({ name: "HTTPError", response: { status: 400 } })
    expect(refused).toMatchObject({ data: { error: { code: 131009 } } })
  })
})
