import * as Platform from "@sluice/cli/Platform"
import * as TestDatabase from "@sluice/services/vitest/TestDatabase"
import { Effect, Exit, ManagedRuntime, Scope } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { WhatsAppAPI } from "whatsapp-api-js"
import * as Messages from "whatsapp-api-js/messages"
import * as Gateway from "../src/Gateway.ts"
import * as Picture from "../src/Picture.ts"
import * as Sent from "../src/Sent.ts"

const scope = Effect.runSync(Scope.make())
const runtime = ManagedRuntime.make(Platform.layer)
let gateway: Gateway.Gateway
let api: WhatsAppAPI

/** The platform's address is written into this SDK; its fetch is the caller's to give. */
const elsewhere =
  (url: string): typeof fetch =>
  (input, init) =>
    fetch(String(input).replace("https://graph.facebook.com", url), init)

beforeAll(async () => {
  gateway = await runtime.runPromise(Scope.extend(Effect.flatMap(TestDatabase.fresh(), Gateway.open), scope))
  const { appSecret, key: token, url } = gateway
  api = new WhatsAppAPI({ token, appSecret, v: "v25.0", ponyfill: { fetch: elsewhere(url) } })
}, 180_000)

afterAll(async () => {
  await Effect.runPromise(Scope.close(scope, Exit.void))
  await runtime.dispose()
}, 60_000)

const link = "https://example.com/file"
const body = new Messages.Body("Choose")

describe("whatsapp-api-js, with another fetch alone", () => {
  it("sends every type that it can, and each reaches the platform as that type", async () => {
    const writer = "886930000011"
    const inbound = await Gateway.write(gateway, { from: writer })
    const image = new Messages.Image(link)
    const messages = [
      new Messages.Reaction(inbound, "👍"),
      new Messages.Text("hello", true),
      image,
      new Messages.Audio(link),
      new Messages.Document(link, false, "look", "a.pdf"),
      new Messages.Video(link),
      new Messages.Sticker(link),
      new Messages.Location(121, 25, "Shop", "1 Street"),
      new Messages.Contacts([new Messages.Name("Ana B", "Ana"), new Messages.Phone("+886930000009", "WORK")]),
      new Messages.Template("hello_world", "en_US"),
      new Messages.Interactive(
        new Messages.ActionButtons(new Messages.Button("y", "Yes")),
        body,
        new Messages.Header(image)
      ),
      new Messages.Interactive(
        new Messages.ActionList("Open", new Messages.ListSection("All", new Messages.Row("1", "One", "The first"))),
        body
      ),
      new Messages.Interactive(new Messages.ActionCatalog(new Messages.Product("2")), body),
      new Messages.Interactive(new Messages.ActionProduct(new Messages.CatalogProduct("2", "1"))),
      new Messages.Interactive(
        new Messages.ActionProductList("1", new Messages.ProductSection("All", new Messages.Product("2"))),
        body,
        new Messages.Header("Offers")
      ),
      new Messages.Interactive(new Messages.ActionCTA("Go", "https://example.com"), body),
      new Messages.Interactive(new Messages.ActionNavigateFlow("t", "1", "Book", "FIRST"), body),
      new Messages.Interactive(new Messages.ActionLocation(), body),
      new Messages.Interactive(new Messages.ActionCallPermission(), body)
    ]
    const people = [writer, ...Sent.people("88693001", messages.length - 1)]
    for (const [index, message] of messages.entries()) {
      const to = people[index] ?? writer
      const answer = await api.sendMessage(gateway.phoneNumberId, to, message)
      expect(answer).toMatchObject({
        contacts: [{ input: to, wa_id: to }],
        messages: [{ id: expect.stringMatching(/^wamid\./) }]
      })
    }
    const types = await Sent.reached(gateway, people, messages.length)
    expect(types.toSorted()).toEqual(messages.map(({ _type }) => _type).toSorted())
  })

  it("marks as read, and reads what it is told with its own secret, by the ids that it was given", async () => {
    const from = "886930000012"
    const inbound = await Gateway.write(gateway, { from })
    expect(await api.markAsRead(gateway.phoneNumberId, inbound, "text")).toEqual({ success: true })
    const reply = await api.sendMessage(gateway.phoneNumberId, from, new Messages.Text("yes"), inbound, "data")
    const id = "messages" in reply ? reply.messages[0].id : ""
    const read: Array<{ readonly id: string; readonly data: string | undefined }> = []
    api.on.status = ({ biz_opaque_callback_data: data, id: of }) => void read.push({ id: of, data })
    await Sent.eventually(
      () => Sent.told(gateway).some((one) => one.id === id && one.status === "read"),
      (isTold) => isTold
    )
    for (const { body: raw, signature } of gateway.called) {
      await api.post(JSON.parse(raw), raw, signature)
    }
    expect(read).toContainEqual({ id, data: "data" })
  })

  it("gives a file, reads it back, and removes it", async () => {
    const form = new FormData()
    form.set("messaging_product", "whatsapp")
    form.set("file", Picture.blob(), "a.png")
    const given = await api.uploadMedia(gateway.phoneNumberId, form)
    const id = "id" in given ? given.id : ""
    const described = await api.retrieveMedia(id, gateway.phoneNumberId)
    expect(described).toMatchObject({ id, mime_type: "image/png", messaging_product: "whatsapp" })
    const file = await api.fetchMedia("url" in described ? described.url : "")
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(Picture.bytes)
    expect(await api.deleteMedia(id)).toEqual({ success: true })
    expect(await api.retrieveMedia(id)).toMatchObject({ error: { code: 100 } })
  })

  it("understands what is refused: the error is where it looks for it", async () => {
    const refused = await api.sendMessage(gateway.phoneNumberId, "12", new Messages.Text("hello"))
    expect(refused).toMatchObject({ error: { code: 131009, error_data: { details: expect.stringMatching(/^to: /) } } })
  })
})
