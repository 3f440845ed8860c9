import * as DirectoryLayer from "@sluice/engine/directory/DirectoryLayer"
import { Effect } from "effect"

const account = (id: string, policy: string, sender: object) => ({
  id,
  provider: "cloud-api",
  policy,
  baseUrls: ["https://graph.example"],
  version: "v25.0",
  accessToken: `${id} token`,
  appSecrets: [`${id} secret`, `${id} old secret`],
  verifyToken: `${id} verify`,
  businesses: [{ id: `${id}-business`, timeZone: "Asia/Taipei", senders: [sender] }]
})

/** `acme` sends from Taiwan by the guide's policy, `zenith` from Germany by the Cloud API's. */
export const layer = DirectoryLayer.layer(
  {
    accounts: [
      account("acme", "guide", { id: "acme-tw", phoneNumberId: "1001", number: "+886912345678" }),
      account("zenith", "cloud-api", { id: "zenith-de", phoneNumberId: "2001", number: "+4915112345678" })
    ]
  },
  () => Effect.dieMessage("every secret is inline")
)
