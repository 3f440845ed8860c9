import * as Policy from "@sluice/core/policy/Policy"
import type { Content } from "@sluice/core/message/OutboundMessage"
import type { Account } from "../../src/ports/Directory.ts"
import type { SendRequest } from "../../src/ports/Provider.ts"

/** One message to write for a provider: always the same sender, recipient and id. */
export const requestAt = (account: Account, content: Content, more: Partial<SendRequest> = {}): SendRequest => ({
  account,
  sender: {
    id: "acme-1",
    accountId: account.id,
    businessId: "acme",
    phoneNumberId: "channel-1",
    number: "+12025550101",
    tier: "initial",
    throughput: "standard",
    timeZone: "UTC",
    policy: Policy.shipped.guide
  },
  endpoint: account.baseUrls[0],
  messageId: "01900000-0000-7000-8000-000000000001",
  attempt: 2,
  recipient: "+12025550199",
  content,
  replyTo: null,
  ...more
})

/** An answer as the wire hands it over. */
export const answered = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => ({
  status,
  headers,
  text: typeof body === "string" ? body : JSON.stringify(body)
})
