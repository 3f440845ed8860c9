import type { Trust } from "@sluice/core/callback/signature/Authenticity"
import { Redacted } from "effect"
import type { Account, Secrets } from "../ports/Directory.ts"

/** A day: Bird repeats a failed delivery for hours under its first timestamp (`BirdSignature`). */
const ageMillisMax = 86_400_000

/** No scheme but 360dialog's asks for it. */
const noHeader = ""

const trust = (secrets: Secrets, keyHeader = noHeader): Trust => ({
  secrets: secrets.map(Redacted.value),
  keyHeader,
  ageMillisMax
})

/** What an account's callbacks are believed by (WH-02). */
export const of = (account: Account): Trust => {
  switch (account.provider) {
    case "cloud-api":
      return trust(account.appSecrets)
    case "twilio":
      return trust(account.authTokens)
    case "messagebird":
    case "bird":
      return trust(account.signingKeys)
    case "zendesk":
      return trust(account.webhookSecrets)
    case "360dialog":
      return trust(account.callbackKeys, account.callbackHeader)
  }
}
