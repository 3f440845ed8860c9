import * as Callback from "@sluice/core/callback/Callback"
import * as Hearing from "@sluice/engine/accept/consent/Hearing"
import { describe, expect, it } from "vitest"
import { sender } from "../../world.ts"

const from = "886987654321"
const recipient = "+886987654321"
const receivedMillis = 1_800_000_060_000
const seconds = 1_800_000_000

const value = (more: object) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "1020304050",
      changes: [
        {
          field: "user_preferences" in more ? "user_preferences" : "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550100001", phone_number_id: "100000000000001" },
            ...more
          }
        }
      ]
    }
  ]
})

/** What the events of a callback say, as the decoder reads it. */
const heard = (more: object) =>
  Callback.decode(value(more)).events.map((event) => Hearing.of(sender("cloud-api"), event, receivedMillis))

const message = (more: object, timestamp = seconds) =>
  heard({ messages: [{ from, id: "wamid.1", timestamp: String(timestamp), ...more }] })

const text = (body: string) => message({ type: "text", text: { body } })

describe("what callbacks say about who may be written to", () => {
  it("CLOUD_API 131047: a message opens the window of its conversation, at the time the platform states", () => {
    expect(text("hello")).toEqual([
      { heard: [{ senderId: "sender", recipient, atMillis: seconds * 1_000 }], optOuts: [], lifts: [] }
    ])
  })

  it("a platform's clock that is ahead opens no longer window", () => {
    const [ahead] = message({ type: "text", text: { body: "hello" } }, seconds + 600)
    expect(ahead?.heard).toEqual([{ senderId: "sender", recipient, atMillis: receivedMillis }])
  })

  it("news about an account, and what is said in a group, open nothing", () => {
    expect(message({ type: "system", system: { type: "user_changed_number", wa_id: "1" } })).toEqual([Hearing.nothing])
    expect(message({ type: "text", text: { body: "STOP" }, group_id: "g1" })).toEqual([Hearing.nothing])
  })

  it("a word that means stop opts out, written or pressed; one that means start takes back what the person said", () => {
    const optOut = { accountId: "account", recipient, source: "keyword", sinceMillis: seconds * 1_000 }
    expect(text("STOP")[0]?.optOuts).toEqual([{ ...optOut, scope: "all" }])
    expect(message({ type: "button", button: { text: "Stop promotions", payload: "p" } })[0]?.optOuts).toEqual([
      { ...optOut, scope: "marketing" }
    ])
    const reply = { type: "button_reply", button_reply: { id: "x", title: "Unsubscribe" } }
    expect(message({ type: "interactive", interactive: reply })[0]?.optOuts).toEqual([{ ...optOut, scope: "all" }])
    const [started] = text("start")
    expect(started).toMatchObject({ optOuts: [], lifts: [{ accountId: "account", recipient, sources: ["keyword"] }] })
    expect(started?.heard).toHaveLength(1)
  })

  it("CLOUD_API 131050: a preference against marketing is the platform's, and it alone takes it back", () => {
    const preference = (word: string) =>
      heard({
        user_preferences: [
          { wa_id: from, category: "marketing_messages", value: word, timestamp: seconds, detail: "d" }
        ]
      })
    expect(preference("stop")).toEqual([
      {
        heard: [],
        lifts: [],
        optOuts: [
          { accountId: "account", recipient, scope: "marketing", source: "platform", sinceMillis: seconds * 1_000 }
        ]
      }
    ])
    expect(preference("resume")).toEqual([
      {
        heard: [],
        optOuts: [],
        lifts: [{ accountId: "account", recipient, scope: "marketing", sources: ["platform"] }]
      }
    ])
    expect(preference("perhaps")).toEqual([Hearing.nothing])
  })

  it("CLOUD_API 131050: a status that failed because marketing was stopped says so too; other failures do not", () => {
    const failed = (code: number) =>
      heard({
        statuses: [
          {
            id: "wamid.2",
            status: "failed",
            timestamp: String(seconds),
            recipient_id: from,
            errors: [{ code, title: "t" }]
          }
        ]
      })
    expect(failed(131_050)[0]?.optOuts).toMatchObject([{ recipient, scope: "marketing", source: "platform" }])
    expect(failed(131_026)).toEqual([Hearing.nothing])
  })
})
