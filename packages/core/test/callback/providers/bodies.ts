import type { Body } from "@sluice/core/callback/providers/Body"
import type { Provider } from "@sluice/core/callback/providers/Provider"

/** One callback of each kind that a provider sends. Numbers are of the range that is reserved for fiction. */

export type Fields = Readonly<Record<string, string>>

export const form = (fields: Fields): Body => ({
  contentType: "application/x-www-form-urlencoded; charset=utf-8",
  text: new URLSearchParams(fields).toString()
})

export const json = (value: unknown): Body => ({ contentType: "application/json", text: JSON.stringify(value) })

const twilioInbound = {
  MessageSid: "SM00000000000000000000000000000001",
  SmsSid: "SM00000000000000000000000000000001",
  SmsMessageSid: "SM00000000000000000000000000000001",
  SmsStatus: "received",
  AccountSid: "AC00000000000000000000000000000001",
  ApiVersion: "2010-04-01",
  From: "whatsapp:+12025550111",
  To: "whatsapp:+12025550100",
  WaId: "12025550111",
  ProfileName: "Customer 1 & Söhne",
  ExternalUserId: "whatsapp:US.100000000000009",
  NumMedia: "0",
  NumSegments: "1",
  ReferralNumMedia: "0"
}

const twilioStatus = {
  MessageSid: "SM00000000000000000000000000000002",
  SmsSid: "SM00000000000000000000000000000002",
  AccountSid: "AC00000000000000000000000000000001",
  ApiVersion: "2010-04-01",
  From: "whatsapp:+12025550100",
  To: "whatsapp:+12025550111",
  ChannelPrefix: "whatsapp",
  ChannelInstallSid: "XE00000000000000000000000000000001",
  ChannelToAddress: "+1202555XXXX",
  StructuredMessage: "false"
}

const twilio = {
  text: form({ ...twilioInbound, MessageType: "text", Body: "Is it in stock? 재고 있어요? 1+1=2 100%" }),
  media: form({
    ...twilioInbound,
    MessageType: "image",
    Body: "Broken pot",
    NumMedia: "2",
    MediaUrl0: "https://api.example.com/media/1",
    MediaContentType0: "image/jpeg",
    MediaUrl1: "https://api.example.com/media/2",
    MediaContentType1: "text/vcard"
  }),
  location: form({
    ...twilioInbound,
    MessageType: "location",
    Body: "",
    Latitude: "37.4421",
    Longitude: "-122.1616",
    Address: "1 Example Road",
    Label: "Shop"
  }),
  button: form({
    ...twilioInbound,
    MessageType: "button",
    Body: "Stop",
    ButtonText: "Stop",
    ButtonPayload: "stop",
    OriginalRepliedMessageSid: "SM00000000000000000000000000000002",
    OriginalRepliedMessageSender: "whatsapp:+12025550100"
  }),
  buttonReply: form({
    ...twilioInbound,
    MessageType: "interactive",
    ButtonText: "Yes",
    ButtonPayload: "yes",
    Body: "Yes"
  }),
  listReply: form({
    ...twilioInbound,
    MessageType: "interactive",
    ListId: "1",
    ListTitle: "Tomorrow",
    ListDescription: "By noon",
    Body: "Tomorrow"
  }),
  flowReply: form({ ...twilioInbound, MessageType: "interactive", Body: "Sent", InteractiveData: '{"size":"M"}' }),
  advert: form({
    ...twilioInbound,
    MessageType: "text",
    Body: "Hello",
    Forwarded: "true",
    ReferralSourceUrl: "https://ads.example.com/1",
    ReferralSourceId: "400000000000001",
    ReferralSourceType: "ad",
    ReferralHeadline: "Spring",
    ReferralBody: "New plants",
    ReferralMediaUrl: "https://ads.example.com/1.jpg",
    ReferralMediaContentType: "image/jpeg",
    ReferralCtwaClid: "click-1"
  }),
  unsupported: form({ ...twilioInbound, MessageType: "unsupported", Body: "" }),
  byUserId: form({ ...twilioInbound, MessageType: "text", Body: "Hi", From: "whatsapp:US.100000000000009", WaId: "" }),
  queued: form({ ...twilioStatus, MessageStatus: "queued" }),
  sent: form({ ...twilioStatus, MessageStatus: "sent", SmsStatus: "sent" }),
  delivered: form({ ...twilioStatus, MessageStatus: "delivered", EventType: "DELIVERED" }),
  read: form({ ...twilioStatus, MessageStatus: "read", EventType: "READ" }),
  failed: form({
    ...twilioStatus,
    MessageStatus: "undelivered",
    EventType: "UNDELIVERED",
    ErrorCode: "63016",
    ChannelStatusMessage: "Outside the allowed window"
  }),
  asJson: json({ ...twilioStatus, MessageStatus: "failed", ErrorCode: 63018 }),
  report: form({
    Sid: "NO00000000000000000000000000000001",
    AccountSid: "AC00000000000000000000000000000001",
    ParentAccountSid: "",
    Timestamp: "2025-06-15T15:06:40Z",
    Level: "ERROR",
    PayloadType: "application/json",
    Payload: '{"resource_sid":"SM1","service_sid":null,"error_code":"11200"}'
  })
}

const contact = {
  id: "contact-1",
  href: "",
  msisdn: 12025550111,
  displayName: "Customer 1",
  firstName: "Customer",
  lastName: "1",
  customDetails: {},
  attributes: {},
  createdDatetime: "2025-06-15T15:06:40Z",
  updatedDatetime: null
}
const conversation = { id: "conversation-1", contactId: "contact-1", status: "active" }

const birdMessage = (message: object, type = "message.created"): Body =>
  json({
    type,
    contact,
    conversation,
    message: {
      id: "message-1",
      conversationId: "conversation-1",
      channelId: "channel-1",
      platform: "whatsapp",
      to: "+12025550100",
      from: "+12025550111",
      direction: "received",
      status: "received",
      createdDatetime: "2025-06-15T15:06:40Z",
      updatedDatetime: "2025-06-15T15:06:41.220967583Z",
      source: {},
      ...message
    }
  })

const sentMessage = (message: object, type = "message.updated"): Body =>
  birdMessage(
    {
      direction: "sent",
      from: "+12025550100",
      to: "+12025550111",
      type: "hsm",
      content: { hsm: { namespace: "n", templateName: "hello", language: { policy: "deterministic", code: "en" } } },
      reference: "01890a5d-ac96-774b-bcce-b302099a8057",
      ...message
    },
    type
  )

const messagebird = {
  text: birdMessage({ type: "text", content: { text: "Is it in stock?" }, replyTo: { id: "message-0" } }),
  image: birdMessage({
    type: "image",
    content: { image: { url: "https://media.example.com/1", caption: "Broken pot" } }
  }),
  video: birdMessage({ type: "video", content: { video: { url: "https://media.example.com/2" } } }),
  audio: birdMessage({ type: "audio", content: { audio: { url: "https://media.example.com/3" } } }),
  file: birdMessage(
    { type: "file", content: { file: { url: "https://media.example.com/4", caption: "Bill" } } },
    "message.updated"
  ),
  sticker: birdMessage({
    type: "whatsappSticker",
    content: { whatsappSticker: { link: "https://media.example.com/5" } }
  }),
  location: birdMessage({ type: "location", content: { location: { latitude: 37.4421, longitude: -122.1616 } } }),
  buttonReply: birdMessage({
    type: "interactive",
    content: { interactive: { type: "button_reply", reply: { id: "yes", text: "Yes" } } }
  }),
  listReply: birdMessage({
    type: "interactive",
    content: { interactive: { type: "list_reply", reply: { id: "1", text: "Tomorrow", description: "By noon" } } }
  }),
  button: birdMessage({ type: "button", content: { button: { text: "Stop", payload: "stop" } } }),
  whatsappText: birdMessage({
    type: "whatsappText",
    content: {
      whatsappText: {
        text: { body: "This one?" },
        context: {
          id: "wamid.OUT0001",
          from: "12025550100",
          referred_product: { catalog_id: "catalog-1", product_retailer_id: "sku-1" }
        }
      }
    }
  }),
  order: birdMessage({
    type: "whatsappOrder",
    content: {
      whatsappOrder: {
        catalog_id: "catalog-1",
        text: "Thanks",
        product_items: [
          { product_retailer_id: "sku-1", quantity: 2, item_price: "30.50", currency: "USD" },
          { product_retailer_id: "sku-2", quantity: 1, item_price: "25", currency: "USD" }
        ]
      }
    }
  }),
  accepted: sentMessage({ status: "accepted" }, "message.created"),
  sent: sentMessage({ status: "sent" }),
  delivered: sentMessage({ status: "delivered" }, "message.status"),
  read: sentMessage({ status: "read" }),
  failed: sentMessage({ status: "failed", error: { code: 301, description: "Recipient is not on WhatsApp" } }),
  deleted: sentMessage({ status: "deleted" }),
  conversation: json({ type: "conversation.updated", contact, conversation }),
  sms: form({
    id: "b6aae1b5dfb2427a8f7ea6a717ba31a9",
    originator: "12025550111",
    recipient: "12025550100",
    body: "Hello",
    createdDatetime: "2025-06-15T15:06:40+00:00"
  }),
  smsShortcode: form({
    mid: "3b53c137369242138120d6b0b2122607",
    originator: "12025550111",
    shortcode: "51515",
    message: "Hello",
    receive_datetime: "20250615150640"
  }),
  smsFile: form({
    id: "b6aae1b5dfb2427a8f7ea6a717ba31a9",
    originator: "12025550111",
    receiver: "12025550100",
    mediaURLs: "https://media.example.com/6",
    date_utc: "1750000000"
  }),
  smsStatus: form({
    id: "b6aae1b5dfb2427a8f7ea6a717ba31a9",
    reference: "01890a5d-ac96-774b-bcce-b302099a8057",
    recipient: "12025550111",
    status: "delivery_failed",
    statusReason: "unknown subscriber",
    statusErrorCode: "1",
    statusDatetime: "2025-06-15T15:06:40+00:00",
    "price[amount]": "0.05",
    "price[currency]": "EUR"
  })
}

const birdEvent = (event: string, payload: object): Body => json({ service: "channels", event, payload })

const birdInbound = (body: object, more: object = {}): Body =>
  birdEvent("whatsapp.inbound", {
    id: "404544c5-0000-4000-8000-000000000001",
    channelId: "52ad151f-0000-4000-8000-000000000001",
    sender: {
      contact: {
        id: "d4e8935a-0000-4000-8000-000000000001",
        identifierKey: "phonenumber",
        identifierValue: "+12025550111",
        annotations: { name: "Customer 1" }
      }
    },
    receiver: { connector: { id: "60bf59d6-0000-4000-8000-000000000001", identifierValue: "+12025550100" } },
    body,
    meta: { extraInformation: { timestamp: "1750000000" } },
    reference: "",
    parts: [{ platformReference: "wamid.IN0001" }],
    status: "delivered",
    reason: "",
    direction: "incoming",
    lastStatusAt: "2025-06-15T15:06:41.858Z",
    createdAt: "2025-06-15T15:06:41.858Z",
    updatedAt: "2025-06-15T15:06:42.063Z",
    ...more
  })

const birdOutbound = (more: object): Body =>
  birdEvent("whatsapp.outbound", {
    id: "404544c5-0000-4000-8000-000000000002",
    channelId: "52ad151f-0000-4000-8000-000000000001",
    sender: { connector: { id: "60bf59d6-0000-4000-8000-000000000001", identifierValue: "+12025550100" } },
    receiver: { contacts: [{ id: "d4e8935a", identifierKey: "phonenumber", identifierValue: "+12025550111" }] },
    template: { projectId: "p", version: "v", locale: "en", variables: { name: "1" } },
    reference: "01890a5d-ac96-774b-bcce-b302099a8057",
    parts: [{ platformReference: "wamid.OUT0001" }],
    reason: "",
    direction: "outgoing",
    lastStatusAt: "2025-06-15T15:06:40Z",
    createdAt: "2025-06-15T15:06:30Z",
    updatedAt: "2025-06-15T15:06:40Z",
    ...more
  })

const bird = {
  text: birdInbound(
    { type: "text", text: { text: "Is it in stock?" } },
    { replyTo: { id: "404544c5-0000-4000-8000-000000000002", type: "message" } }
  ),
  button: birdInbound({
    type: "text",
    text: { text: "Yes", actions: [{ type: "postback", postback: { text: "Yes", payload: "yes" } }] }
  }),
  images: birdInbound({
    type: "image",
    image: {
      text: "Broken pot",
      images: [
        { mediaUrl: "https://media.example.com/1", contentType: "image/jpeg" },
        { mediaUrl: "https://media.example.com/2" }
      ]
    }
  }),
  file: birdInbound({
    type: "file",
    file: { files: [{ mediaUrl: "https://media.example.com/3", contentType: "application/pdf", filename: "bill.pdf" }] }
  }),
  location: birdInbound({
    type: "location",
    location: {
      coordinates: { latitude: 37.4421, longitude: -122.1616 },
      location: { address: "1 Example Road", label: "Shop" }
    }
  }),
  accepted: birdOutbound({ status: "accepted", parts: [] }),
  sent: birdOutbound({ status: "sent" }),
  delivered: birdOutbound({ status: "delivered" }),
  read: birdOutbound({ status: "read" }),
  failed: birdOutbound({
    status: "delivery_failed",
    reason: "unknown subscriber",
    details: "unknown_subscriber",
    failure: { code: 15005, description: "Unknown subscriber", source: { name: "whatsapp", code: "131026" } }
  }),
  rejected: birdOutbound({ status: "rejected", parts: [], reason: "no balance" }),
  interaction: birdEvent("whatsapp.interaction", { messageId: "404544c5", type: "opened" })
}

const zendeskEvents = (...events: ReadonlyArray<object>): Body =>
  json({
    app: { id: "app-1" },
    webhook: { id: "webhook-1", version: "v2" },
    events: events.map((event, index) => ({
      id: `event-${index + 1}`,
      createdAt: "2025-06-15T15:06:40.547Z",
      ...event
    }))
  })

const source = {
  type: "whatsapp",
  integrationId: "integration-1",
  originalMessageId: "wamid.IN0001",
  originalMessageTimestamp: "2025-06-15T15:06:39.000Z",
  client: { id: "client-1", type: "whatsapp", externalId: "+12025550111", displayName: "Customer 1" }
}

const user = {
  id: "user-1",
  profile: { givenName: "Customer", surname: "1" },
  identities: [{ type: "phoneNumber", value: "+12025550111" }]
}

const zendeskMessage = (content: object, more: object = {}): Body =>
  zendeskEvents({
    type: "conversation:message",
    payload: {
      conversation: { id: "conversation-1", type: "personal" },
      message: {
        id: "message-1",
        received: "2025-06-15T15:06:40.547Z",
        author: { type: "user", userId: "user-1", displayName: "Customer 1", user: { id: "user-1" } },
        content,
        source,
        ...more
      }
    }
  })

const zendeskDelivery = (kind: string, more: object = {}) => ({
  type: `conversation:message:delivery:${kind}`,
  payload: {
    user,
    conversation: { id: "conversation-1", type: "personal" },
    message: { id: "message-2", metadata: { biz_opaque_callback_data: "01890a5d-ac96-774b-bcce-b302099a8057" } },
    destination: { type: "whatsapp", integrationId: "integration-1" },
    externalMessages: [{ id: "wamid.OUT0001" }],
    isFinalEvent: kind !== "channel",
    ...more
  }
})

const zendesk = {
  text: zendeskMessage(
    { type: "text", text: "Is it in stock?" },
    { quotedMessage: { type: "message", message: { id: "message-0" } } }
  ),
  reply: zendeskMessage(
    { type: "text", text: "Yes", payload: "yes" },
    { quotedMessage: { type: "externalMessageId", externalMessageId: "wamid.OUT0001" } }
  ),
  image: zendeskMessage({
    type: "image",
    mediaUrl: "https://media.example.com/1.jpg",
    mediaType: "image/jpeg",
    mediaSize: 1_000,
    text: "Broken pot",
    attachmentId: "attachment-1"
  }),
  file: zendeskMessage({
    type: "file",
    mediaUrl: "https://media.example.com/2.ogg",
    mediaType: "audio/ogg",
    altText: "voice.ogg"
  }),
  location: zendeskMessage({
    type: "location",
    coordinates: { lat: 37.4421, long: -122.1616 },
    location: { address: "1 Example Road", name: "Shop" }
  }),
  form: zendeskMessage({
    type: "formResponse",
    fields: [{ name: "size", label: "Size", type: "text", text: "M" }],
    textFallback: "Size: M"
  }),
  business: zendeskEvents({
    type: "conversation:message",
    payload: { message: { id: "message-3", author: { type: "business" }, content: { type: "text", text: "Hello" } } }
  }),
  postback: zendeskEvents({
    type: "conversation:postback",
    payload: {
      conversation: { id: "conversation-1" },
      postback: { payload: "yes", metadata: {} },
      source: { type: "whatsapp" },
      user
    }
  }),
  channel: zendeskEvents(zendeskDelivery("channel")),
  user: zendeskEvents(zendeskDelivery("user")),
  failure: zendeskEvents(
    zendeskDelivery("failure", {
      error: {
        code: "uncategorized_error",
        message: "Message failed to send",
        underlyingError: { errors: [{ code: 131047, title: "Re-engagement message" }] }
      }
    })
  ),
  several: zendeskEvents(
    zendeskDelivery("channel"),
    zendeskDelivery("user"),
    zendeskDelivery("failure", { error: { code: "gone" } })
  ),
  others: zendeskEvents(
    { type: "conversation:create", payload: { conversation: { id: "conversation-1" }, creationReason: "message" } },
    { type: "conversation:read", payload: { conversation: { id: "conversation-1" }, user } },
    { type: "conversation:typing", payload: { activity: { type: "typing:start" } } },
    { type: "user:merge", payload: { mergedUsers: { surviving: { id: "user-1" }, discarded: { id: "user-2" } } } }
  )
}

const cloudStatus = { id: "wamid.OUT0001", status: "delivered", timestamp: "1750000000", recipient_id: "12025550111" }
const cloudValue = {
  messaging_product: "whatsapp",
  metadata: { display_phone_number: "12025550100", phone_number_id: "200000000000001" },
  statuses: [cloudStatus]
}
const cloud = {
  object: "whatsapp_business_account",
  entry: [{ id: "100000000000001", changes: [{ field: "messages", value: cloudValue }] }]
}

const dialog360 = {
  status: json(cloud),
  hostedMessage: json({
    contacts: [{ profile: { name: "Customer 1" }, wa_id: "12025550111" }],
    messages: [{ id: "ABGG", from: "12025550111", timestamp: "1750000000", type: "text", text: { body: "Hello" } }]
  }),
  hostedStatus: json({
    meta: { api_status: "stable", version: "2.39.4" },
    statuses: [
      {
        ...cloudStatus,
        status: "failed",
        errors: [{ code: 470, title: "Re-engagement", details: "Outside the window" }]
      }
    ]
  }),
  hostedErrors: json({ errors: [{ code: 1014, title: "Internal error", details: "Upload failed" }] })
}

/** Every callback, by provider and kind. */
export const bodies = {
  "cloud-api": { status: json(cloud) },
  twilio,
  messagebird,
  bird,
  zendesk,
  "360dialog": dialog360
} as const satisfies Readonly<Record<Provider, Readonly<Record<string, Body>>>>

/** The same as one list. */
export const all: ReadonlyArray<readonly [provider: Provider, kind: string, body: Body]> = Object.entries(
  bodies
).flatMap(([provider, kinds]) =>
  Object.entries(kinds).map(([kind, body]): readonly [Provider, string, Body] => [nameOf(provider), kind, body])
)

function nameOf(provider: string): Provider {
  switch (provider) {
    case "twilio":
    case "messagebird":
    case "bird":
    case "zendesk":
    case "360dialog":
      return provider
    default:
      return "cloud-api"
  }
}
