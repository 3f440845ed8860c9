import { Either } from "effect"
import type * as Directory from "@sluice/simulator/graph/Directory"
import * as Body from "@sluice/simulator/messages/Body"
import * as Template from "@sluice/simulator/templates/Template"

/** Bodies as they are posted to one sender, and what the simulator makes of them. */

const sender: Directory.Sender = {
  phoneNumberId: "100",
  displayPhoneNumber: "+1 555 010 0001",
  callingCode: "1",
  verifiedName: "Sample Shop",
  wabaId: "300",
  businessId: "500",
  accountId: "account",
  messagingLimit: "TIER_100K",
  tier: "initial",
  throughput: "standard",
  reputation: 1,
  policy: null
}

export const readText = (text: string, templates = Template.samples) => Body.read(text, sender, templates)
export const read = (value: unknown) => readText(JSON.stringify(value))

export const common = { messaging_product: "whatsapp", recipient_type: "individual", to: "+886912345678" }
export const message = (type: string, content: unknown) => ({ ...common, type, [type]: content })
export const interactive = (content: unknown) => message("interactive", content)

export const code = (value: unknown): number | null =>
  Either.match(read(value), { onLeft: (e) => e.code, onRight: () => null })
export const details = (value: unknown): string =>
  Either.match(read(value), { onLeft: (e) => e.details ?? e.message ?? "", onRight: () => "accepted" })
