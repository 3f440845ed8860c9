import { describe, expect, it } from "vitest"
import { messages, read, statuses } from "./fixture.ts"

const contents = (name: string) => messages(read(name).events).map((event) => event.content)

describe("Callback: received messages", () => {
  it("CLOUD_API 3.6: a text carries who, where, when, what, and what it answers", () => {
    const { events, issues, unknown } = read("message-text")
    expect({ issues, unknown }).toEqual({ issues: [], unknown: [] })
    expect(events).toEqual([
      {
        _tag: "MessageReceived",
        path: "entry[0].changes[0].value.messages[0]",
        wabaId: "100000000000001",
        phoneNumberId: "200000000000001",
        displayPhoneNumber: "12025550100",
        wamid: "wamid.IN0001",
        from: "12025550111",
        fromUserId: null,
        fromParentUserId: null,
        fromLogicalId: null,
        waId: "12025550111",
        profileName: "Customer 1",
        username: null,
        identityKeyHash: null,
        groupId: null,
        timestampSeconds: 1_750_000_001,
        content: { kind: "text", body: "Is it in stock? 재고 있어요?" },
        context: {
          wamid: "wamid.OUT0001",
          from: "12025550100",
          forwarded: false,
          frequentlyForwarded: false,
          referredProduct: { catalogId: "300000000000001", productRetailerId: "sku-1" }
        },
        referral: null,
        errors: []
      }
    ])
  })

  it("CLOUD_API 3.6: a message from an advertisement says which", () => {
    expect(messages(read("message-from-advert").events)[0]?.referral).toEqual({
      sourceUrl: "https://ads.example.com/1",
      sourceId: "400000000000001",
      sourceType: "ad",
      headline: "Spring",
      body: "New plants",
      mediaType: "image",
      imageUrl: "https://ads.example.com/1.jpg",
      videoUrl: null,
      thumbnailUrl: null,
      ctwaClid: "click-1",
      welcomeText: "Hello"
    })
  })

  it("CLOUD_API 3.6: every kind of file is read, and the legacy voice is an audio", () => {
    const media = contents("message-media")
    expect(media.map((content) => content.kind)).toEqual(["image", "video", "audio", "document", "sticker", "audio"])
    expect(media[0]).toMatchObject({ mediaId: "500000000000001", caption: "Broken pot", voice: null })
    expect(media[3]).toMatchObject({ filename: "bill.pdf", mimeType: "application/pdf" })
    expect(media[4]).toMatchObject({ animated: false })
    expect([media[2], media[5]]).toMatchObject([{ voice: true }, { voice: true }])
  })

  it("CLOUD_API 3.6: places and contact cards are read", () => {
    expect(contents("message-location-contacts")).toEqual([
      {
        kind: "location",
        latitude: 37.4421,
        longitude: -122.1616,
        name: "Shop",
        address: "1 Example Road",
        url: "https://shop.example.com"
      },
      {
        kind: "contacts",
        contacts: [
          {
            formattedName: "Customer 2",
            name: { formatted_name: "Customer 2", first_name: "Customer" },
            phones: [{ phone: "+1 202 555 0112", waId: "12025550112", userId: null, type: "CELL" }],
            emails: [{ email: "customer2@example.com" }],
            addresses: [],
            urls: [],
            org: { company: "Example" },
            birthday: null,
            vcard: null
          }
        ]
      }
    ])
  })

  it("CLOUD_API 3.6: reactions, buttons and every interactive reply are read", () => {
    expect(contents("message-replies")).toEqual([
      { kind: "reaction", wamid: "wamid.OUT0001", emoji: "👍" },
      { kind: "reaction", wamid: "wamid.OUT0001", emoji: null },
      { kind: "button", payload: "stop", text: "Stop" },
      { kind: "button_reply", id: "yes", title: "Yes" },
      { kind: "list_reply", id: "1", title: "Tomorrow", description: "By noon" },
      { kind: "flow_reply", name: "flow", body: "Sent", responseJson: '{"flow_token":"t"}' },
      {
        kind: "call_permission_reply",
        response: "accept",
        source: "user_action",
        isPermanent: false,
        expiresSeconds: 1_750_600_000
      }
    ])
  })

  it("CLOUD_API 3.6: amounts of an order are numbers, whether they came as numbers or as text", () => {
    expect(contents("message-order")).toEqual([
      {
        kind: "order",
        catalogId: "300000000000001",
        text: "Thanks",
        items: [
          { productRetailerId: "sku-1", quantity: 2, itemPrice: 30.5, currency: "USD" },
          { productRetailerId: "sku-2", quantity: 1, itemPrice: 25, currency: "USD" }
        ]
      }
    ])
  })

  it("CLOUD_API 3.6: news of the account, welcomes, the unsupported, revokes and edits are read", () => {
    const { events, issues, unknown } = read("message-system")
    expect({ issues, unknown }).toEqual({ issues: [], unknown: [] })
    const received = messages(events)
    expect(received.map((event) => event.content)).toMatchObject([
      { kind: "system", event: { word: "user_changed_number" }, waId: "12025550113" },
      { kind: "system", event: { word: "customer_identity_changed" }, identity: "hash-1" },
      { kind: "request_welcome" },
      { kind: "ephemeral" },
      { kind: "unsupported", what: null },
      { kind: "unsupported", what: null },
      { kind: "revoke", wamid: "wamid.IN0001" },
      { kind: "edit", wamid: "wamid.IN0001", content: { kind: "text", body: "Is it in stock today?" } }
    ])
    expect([received[4]?.errors, received[5]?.errors]).toMatchObject([
      [{ code: 131051, details: "Message type is currently not supported." }],
      [{ code: 131051, details: "Message type is not supported" }]
    ])
  })

  it("CLOUD_API 3.6: a customer without a number is named by the user id", () => {
    expect(messages(read("message-by-user-id").events)).toMatchObject([
      {
        from: null,
        fromUserId: "US.100000000000009",
        profileName: "Customer 3",
        identityKeyHash: "hash-3",
        groupId: "group-1"
      }
    ])
  })
})

describe("Callback: statuses, account errors, notices", () => {
  it("WH-04: every documented status is read, with our own id, conversation and price", () => {
    const { events, issues, unknown } = read("status-lifecycle")
    expect({ issues, unknown }).toEqual({ issues: [], unknown: [] })
    const read6 = statuses(events)
    expect(read6.map((event) => event.status)).toEqual(["sent", "delivered", "read", "played", "deleted", "warning"])
    expect(read6[0]).toEqual({
      _tag: "StatusChanged",
      path: "entry[0].changes[0].value.statuses[0]",
      wabaId: "100000000000001",
      phoneNumberId: "200000000000001",
      displayPhoneNumber: "12025550100",
      wamid: "wamid.OUT0001",
      status: "sent",
      statusText: "sent",
      recipient: "12025550111",
      recipientType: null,
      recipientUserId: null,
      recipientParentUserId: null,
      participant: null,
      waId: null,
      profileName: null,
      username: null,
      identityKeyHash: null,
      timestampSeconds: 1_750_000_100,
      opaque: "message-1",
      conversation: { id: "conversation-1", origin: "marketing", expiresSeconds: 1_750_086_500 },
      pricing: { billable: true, model: "PMP", type: "regular", category: "marketing" },
      errors: []
    })
  })

  it("CLOUD_API 3.2: a failed status carries its errors", () => {
    expect(statuses(read("status-failed").events)[0]?.errors).toEqual([
      {
        code: 131026,
        title: "Message undeliverable",
        message: "Message undeliverable",
        details: "Message Undeliverable.",
        href: "/documentation/error-codes"
      }
    ])
  })

  it("CLOUD_API 3.6: a status in a group names the group and the participant", () => {
    expect(statuses(read("status-group").events)).toMatchObject([
      { recipient: "group-1", recipientType: "group", participant: "12025550111", identityKeyHash: "hash-1" }
    ])
  })

  it("CLOUD_API 3.6: errors of the account are an event of their own", () => {
    expect(read("account-errors").events).toMatchObject([
      {
        _tag: "AccountErrors",
        path: "entry[0].changes[0].value.errors",
        phoneNumberId: "200000000000001",
        errors: [{ code: 130429 }]
      }
    ])
  })

  it("WH-09: a field that is not documented, and a documented one that says nothing, are kept as they came", () => {
    const { events, issues, unknown } = read("notices")
    expect(events).toMatchObject([
      { _tag: "AccountChanged", event: { word: "ACCOUNT_DELETED" }, timestampSeconds: 1_750_000_200 },
      {
        _tag: "Notice",
        field: "user_preferences",
        recognised: true,
        phoneNumberId: "200000000000001",
        value: { user_preferences: [] }
      },
      { _tag: "Notice", field: "weather_update", recognised: false, value: { sky: "clear" } }
    ])
    expect(issues).toEqual([])
    expect(unknown).toEqual([{ path: "entry[0].changes[2].field", value: "weather_update" }])
  })

  it("CLOUD_API 3.6: people are known by user id, parent id and username as much as by number", () => {
    expect(messages(read("message-by-every-id").events)[0]).toMatchObject({
      from: "12025550111",
      fromUserId: "US.100000000000001",
      fromParentUserId: "US.ENT.100000000000001",
      fromLogicalId: "logical-1",
      waId: "12025550111",
      username: "customer1",
      identityKeyHash: "hash-1"
    })
    expect(statuses(read("status-by-every-id").events)).toMatchObject([
      { recipient: "12025550111", recipientUserId: "US.100000000000001", username: "customer1" },
      {
        recipient: "group-1",
        recipientType: "group",
        participant: "12025550112",
        recipientUserId: "US.100000000000002",
        recipientParentUserId: "US.ENT.100000000000001"
      }
    ])
  })

  it("CLOUD_API 3.6: a customer who gets another user id is followed from the old to the new", () => {
    expect(contents("message-by-every-id")[1]).toMatchObject({
      kind: "system",
      event: { word: "user_changed_user_id" },
      previousUserId: "US.100000000000001",
      userId: "US.100000000000009",
      parentUserId: "US.ENT.100000000000009"
    })
  })
})
