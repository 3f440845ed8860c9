import * as CloudApi from "@sluice/core/callback/providers/CloudApi"
import * as Providers from "@sluice/core/callback/providers/Providers"
import type { Event, MessageReceived, StatusChanged } from "@sluice/core/callback/Event"
import type { InboundContent } from "@sluice/core/callback/Inbound"
import * as Opaque from "@sluice/engine/callbacks/Opaque"
import * as BlobId from "@sluice/engine/blobs/BlobId"
import * as GivenId from "@sluice/engine/door/GivenId"
import * as Translation from "@sluice/engine/forwarding/Translation"
import * as Reference from "@sluice/engine/intake/media/Reference"
import { Crypto } from "@sluice/engine/ports/Crypto"
import type { Message } from "@sluice/engine/ports/Outbox"
import * as TestCrypto from "@sluice/engine/test-kit/TestCrypto"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const { sha256 } = Effect.runSync(Effect.provide(Crypto, TestCrypto.layer))

const around: Translation.Around = {
  provider: "twilio",
  accountId: "account",
  sha256,
  senderOf: () => World.sender("cloud-api"),
  senderById: () => null,
  carried: [],
  receivedMillis: 1_700_000_000_500
}

const mine = World.stored(1, { wamid: "SM1", callerData: "order 4711" })
const given = GivenId.write(sha256, mine.id)

/** What a reader of the platform's callbacks makes of the translation; it must find nothing that it does not know. */
const reread = (
  events: ReadonlyArray<Event>,
  more: Partial<Translation.Around> = {},
  ...known: ReadonlyArray<Message>
) => {
  const asked = Translation.questions(events)
  const found = asked.map(
    ({ key }) => known.find((one) => (key._tag === "Id" ? one.id === key.id : one.wamid === key.wamid)) ?? null
  )
  const text = Translation.translated(events, asked, found, { ...around, ...more })
  const body = { contentType: "application/json", text }
  const decoded = CloudApi.decode(body)
  expect(CloudApi.envelope(body)._tag).toBe("Callback")
  expect([decoded.unknown, decoded.issues]).toEqual([[], []])
  expect(CloudApi.compare(body, decoded)._tag).toBe("Agreement")
  return { text, events: decoded.events }
}

const form = (fields: Readonly<Record<string, string>>) =>
  Providers.decode("twilio", {
    contentType: "application/x-www-form-urlencoded",
    text: new URLSearchParams(fields).toString()
  }).events

const twilioStatus = (status: string, more: Readonly<Record<string, string>> = {}) =>
  form({
    MessageSid: "SM1",
    MessageStatus: status,
    From: "whatsapp:+15550100001",
    To: "whatsapp:+15550200001",
    biz_opaque_callback_data: Opaque.write(mine.id, 1),
    ...more
  })

const received = (content: InboundContent, more: Partial<MessageReceived> = {}): MessageReceived => ({
  _tag: "MessageReceived",
  path: "",
  wabaId: null,
  phoneNumberId: "channel",
  displayPhoneNumber: "15550100001",
  wamid: "wamid.theirs",
  waId: "15550200001",
  profileName: "Zoë",
  username: null,
  identityKeyHash: null,
  from: "15550200001",
  fromUserId: null,
  fromParentUserId: null,
  fromLogicalId: null,
  groupId: null,
  timestampSeconds: 1_700_000_000,
  content,
  context: null,
  referral: null,
  errors: [],
  ...more
})

const file = {
  mediaId: "m1",
  mimeType: "image/jpeg",
  sha256: "abc",
  url: "https://files.example/1",
  caption: null,
  filename: null,
  voice: null,
  animated: null
}

const contents: ReadonlyArray<InboundContent> = [
  { kind: "text", body: "Hello 🙂" },
  { kind: "image", ...file, caption: "Look" },
  { kind: "video", ...file },
  { kind: "audio", ...file, voice: true },
  { kind: "document", ...file, filename: "a.pdf" },
  { kind: "sticker", ...file, animated: false },
  { kind: "location", latitude: 1.5, longitude: -2, name: "Here", address: null, url: null },
  { kind: "reaction", wamid: "wamid.unknown", emoji: "👍" },
  { kind: "button", payload: "YES", text: "Yes" },
  { kind: "button_reply", id: "1", title: "One" },
  { kind: "list_reply", id: "1", title: "One", description: "The first" },
  { kind: "flow_reply", name: "flow", body: "Sent", responseJson: "{}" },
  {
    kind: "order",
    catalogId: "c",
    text: "please",
    items: [{ productRetailerId: "p", quantity: 2, itemPrice: 3.5, currency: "EUR" }]
  }
]

describe("Translation", () => {
  it("WH-06, CLOUD_API 3.5: a file that came inside the callback has its reference for an id, and its digest; what only looks like one stays", () => {
    const blob = BlobId.of(new Uint8Array(32).fill(7))
    const form = { alphabet: "base64", escapedSlashes: false, padded: true } as const
    const reference = { id: blob, bytes: 37_500, form }
    const carried = { reference, text: Reference.write(reference) }
    const event = received({ kind: "audio", ...file, url: `data:audio/ogg;base64,${carried.text}` })
    const [read] = reread([event], { carried: [carried] }).events
    const sha256 = Buffer.from(blob, "hex").toString("base64")
    expect(read).toMatchObject({ content: { mediaId: carried.text, sha256, url: null, mimeType: "image/jpeg" } })
    const [other] = reread([event]).events
    expect(other).toMatchObject({ content: { mediaId: "m1", sha256: "abc", url: expect.stringContaining("data:") } })
  })

  it("CLOUD_API 3.9: a status is told as the platform tells it, under the name that was given out, with the caller's own data", () => {
    const { events, text } = reread(twilioStatus("delivered"), {}, mine)
    expect(events).toEqual([
      expect.objectContaining({
        _tag: "StatusChanged",
        wamid: given,
        status: "delivered",
        recipient: "15550200001",
        opaque: "order 4711",
        phoneNumberId: "100000000000001",
        displayPhoneNumber: "15550100001",
        // Twilio tells no moment: it is that of the callback.
        timestampSeconds: 1_700_000_000
      })
    ])
    expect(text).not.toContain("SM1")
    expect(text).not.toContain(mine.id)
  })

  it("CLOUD_API 3.9: a number is told by the id that callers know it by, also by an account that it was moved on from", () => {
    const numberIn = (more: Partial<Translation.Around>, ...known: ReadonlyArray<Message>) =>
      JSON.parse(reread(twilioStatus("delivered"), more, ...known).text).entry[0].changes[0].value.metadata
    const known = World.sender("cloud-api", { phoneNumberId: "15550100001", knownAs: "1001" })
    expect(numberIn({ senderOf: () => known }, mine)).toEqual({
      display_phone_number: "15550100001",
      phone_number_id: "1001"
    })
    const elsewhere = World.sender("cloud-api", { accountId: "next" })
    const left = {
      senderOf: () => null,
      senderById: (id: string) => (id === mine.senderId ? elsewhere : null)
    }
    expect(numberIn(left, mine).phone_number_id).toBe(elsewhere.phoneNumberId)
    // Of what is not ours there is the provider's word alone: Twilio has none but the number.
    expect(numberIn(left)).toEqual({ display_phone_number: "15550100001", phone_number_id: "" })
  })

  it("SF-01: a failure has the platform's code for what the provider said, and its words", () => {
    const failed = (fields: Readonly<Record<string, string>>) =>
      reread(twilioStatus("undelivered", fields), {}, mine).events.flatMap((event) =>
        event._tag === "StatusChanged" ? event.errors.map(({ code }) => code) : []
      )
    expect(failed({ ErrorCode: "63016" })).toEqual([131047])
    expect(failed({ ErrorCode: "63024" })).toEqual([131026])
    expect(failed({ ErrorCode: "63999" })).toEqual([131000])
    expect(failed({})).toEqual([131000])
  })

  it("CLOUD_API 3.6: what a customer wrote is read from it as it was told, whatever it is", () => {
    for (const content of contents) {
      const [event] = reread([received(content)]).events
      expect(event).toMatchObject({
        _tag: "MessageReceived",
        wamid: "wamid.theirs",
        from: "15550200001",
        waId: "15550200001",
        profileName: "Zoë",
        timestampSeconds: 1_700_000_000,
        content
      })
    }
  })

  it("CLOUD_API 3.6: what cannot be shown is told as a message of an unsupported type", () => {
    const [event] = reread([received({ kind: "unknown", type: "hologram", raw: { a: 1 } })]).events
    expect(event).toMatchObject({ content: { kind: "unsupported" }, errors: [{ code: 131051 }] })
  })

  it("an answer and a reaction name the message as it was given out", () => {
    const context = { wamid: "SM1", from: null, forwarded: false, frequentlyForwarded: false, referredProduct: null }
    const [answer] = reread([received({ kind: "text", body: "yes" }, { context })], {}, mine).events
    expect(answer).toMatchObject({ context: { wamid: given } })
    const [reaction] = reread([received({ kind: "reaction", wamid: "SM1", emoji: "👍" })], {}, mine).events
    expect(reaction).toMatchObject({ content: { wamid: given } })
  })

  it("a status of a message that is not ours keeps the provider's name and the data of whoever sent it", () => {
    const [event] = reread(twilioStatus("read", { biz_opaque_callback_data: "somebody else's" })).events
    expect(event).toMatchObject({ wamid: "SM1", opaque: "somebody else's" })
    // A message of another account: its id is ours, and stays with us.
    expect(reread(twilioStatus("read")).text).not.toContain(mine.id)
  })

  it("what the platform has no word for is not told", () => {
    expect(Translation.tells(twilioStatus("queued"))).toBe(false)
    expect(Translation.tells(twilioStatus("sent"))).toBe(true)
    const other: ReadonlyArray<Event> = twilioStatus("queued").map((event): StatusChanged | Event => event)
    expect(JSON.parse(reread([...other, ...twilioStatus("sent")]).text).entry[0].changes).toHaveLength(1)
  })
})
