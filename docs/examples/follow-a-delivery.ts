/**
 * A callback is decoded, and its statuses are applied to a message. They come out of order and twice; nothing moves backwards.
 */
import * as Callback from "@sluice/core/callback/Callback"
import * as Delivery from "@sluice/core/delivery/Delivery"

const callback = (status: string, timestamp: string, extra: object = {}) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "102290129340398",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550783881", phone_number_id: "106540352242922" },
            statuses: [{ id: "wamid.A", status, timestamp, recipient_id: "886912345678", ...extra }]
          }
        }
      ]
    }
  ]
})

let reached: Delivery.DeliveryStatus | null = null

for (const json of [
  callback("sent", "1764547200"),
  callback("read", "1764547212", { mood: "happy" }),
  callback("delivered", "1764547205"),
  callback("read", "1764547212")
]) {
  const { events, unknown } = Callback.decode(json)
  for (const event of events) {
    if (event._tag !== "StatusChanged") continue
    if (event.status !== "sent" && event.status !== "delivered" && event.status !== "read") continue
    const outcome: Delivery.Outcome = Delivery.apply(reached, event.status)
    reached = outcome._tag === "Stale" ? reached : outcome.next
    console.log(`${event.status}: ${outcome._tag}, the message is ${reached}`)
  }
  for (const { path, value } of unknown) console.log(`  not known: ${path} = ${JSON.stringify(value)}`)
}
