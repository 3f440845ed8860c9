import type { Content } from "@sluice/core/message/OutboundMessage"

const link = (ending: string): { readonly link: string } => ({ link: `https://files.example.com/a.${ending}` })

/** A content of every kind that providers are tried with; files by links, because ids belong to one platform. */
export const contents: ReadonlyArray<Content> = [
  { type: "text", text: { body: "Hello, 안녕, 你好" } },
  { type: "image", image: { ...link("jpg"), caption: "A picture" } },
  { type: "video", video: { ...link("mp4"), caption: "A film" } },
  { type: "audio", audio: link("mp3") },
  { type: "document", document: { ...link("pdf"), caption: "A paper", filename: "paper.pdf" } },
  { type: "sticker", sticker: link("webp") },
  { type: "location", location: { latitude: 25.03, longitude: 121.56, name: "Tower", address: "Section 5" } },
  {
    type: "contacts",
    contacts: [{ name: { formatted_name: "Ann Example", first_name: "Ann" }, phones: [{ phone: "+12025550123" }] }]
  },
  { type: "reaction", reaction: { message_id: "wamid.earlier", emoji: "👍" } },
  {
    type: "interactive",
    interactive: {
      type: "button",
      body: { text: "Shall we?" },
      action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] }
    }
  },
  {
    type: "interactive",
    interactive: {
      type: "list",
      body: { text: "Which one?" },
      action: { button: "Choose", sections: [{ title: "All", rows: [{ id: "a", title: "First" }] }] }
    }
  },
  {
    type: "interactive",
    interactive: {
      type: "button",
      header: { type: "image", image: link("jpg") },
      body: { text: "This one?" },
      action: { buttons: [{ type: "reply", reply: { id: "yes", title: "Yes" } }] }
    }
  },
  {
    type: "interactive",
    interactive: {
      type: "location_request_message",
      body: { text: "Where are you?" },
      action: { name: "send_location" }
    }
  },
  {
    type: "interactive",
    interactive: {
      type: "cta_url",
      body: { text: "Look" },
      action: { name: "cta_url", parameters: { display_text: "Open", url: "https://example.com" } }
    }
  },
  {
    type: "template",
    template: {
      name: "order_update",
      language: { code: "en_US" },
      components: [
        {
          type: "body",
          parameters: [
            { type: "text", text: "Ann" },
            { type: "text", text: "A-17" }
          ]
        }
      ]
    }
  }
]
