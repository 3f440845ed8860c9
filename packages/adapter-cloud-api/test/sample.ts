import * as Policy from "@sluice/core/policy/Policy"
import type { CloudApiAccount, Sender } from "@sluice/engine/ports/Directory"
import { Redacted } from "effect"

/** An account of the simulator's own world. */
export const account = (url: string, token = "sample-token"): CloudApiAccount => ({
  id: "acme",
  provider: "cloud-api",
  baseUrls: [url],
  version: "v25.0",
  accessToken: Redacted.make(token),
  appSecrets: [Redacted.make("secret")],
  verifyToken: Redacted.make("verify")
})

/** The number of the simulator's own world. */
export const sender = (id: string): Sender => ({
  id,
  accountId: "acme",
  businessId: "business",
  phoneNumberId: "100200300400500",
  number: "+15550100001",
  tier: "initial",
  throughput: "standard",
  timeZone: "UTC",
  policy: Policy.shipped["cloud-api"]
})
