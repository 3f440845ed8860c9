/**
 * Callbacks of every provider come out in one shape, and a second reading says whether the first can be trusted.
 */
import * as Providers from "@sluice/core/callback/providers/Providers"

const bodies = [
  [
    "twilio",
    {
      contentType: "application/x-www-form-urlencoded",
      text: "MessageSid=SM1&MessageStatus=read&To=whatsapp%3A%2B886912345678&From=whatsapp%3A%2B15550783881&ApiVersion=2010-04-01"
    }
  ],
  ["cloud-api", { contentType: "application/json", text: `{"object":"whatsapp_business_account","entry":[]}` }],
  ["messagebird", { contentType: "application/json", text: "not JSON" }]
] as const

for (const [provider, body] of bodies) {
  const envelope = Providers.envelope(provider, body)
  const decoded = Providers.decode(provider, body)
  const opinion = Providers.compare(provider, body, decoded)
  console.log(`${provider}: ${envelope._tag}, ${decoded.events.length} events, second reading: ${opinion._tag}`)
  for (const event of decoded.events) {
    if (event._tag === "StatusChanged") console.log(`  ${event.wamid} is ${event.status}`)
  }
  for (const { message } of decoded.issues) console.log(`  issue: ${message}`)
}
