import type { Redacted } from "effect"
import type { Account } from "../ports/Directory.ts"

/** What an account presents with its requests, whatever its provider calls it (CLOUD_API 3.1, 3.9). */
export const of = (account: Account): Redacted.Redacted | null => {
  switch (account.provider) {
    case "cloud-api":
      return account.accessToken
    case "twilio":
      return account.authTokens[0] ?? null
    case "messagebird":
    case "bird":
      return account.accessKey
    case "zendesk":
      return account.keySecret
    case "360dialog":
      return account.apiKey
  }
}

/** The account with another one. At Twilio, whose token signs callbacks too, the ones before it stay valid for those. */
export const replaced = (account: Account, token: Redacted.Redacted): Account => {
  switch (account.provider) {
    case "cloud-api":
      return { ...account, accessToken: token }
    case "twilio":
      return { ...account, authTokens: [token, ...account.authTokens] }
    case "messagebird":
    case "bird":
      return { ...account, accessKey: token }
    case "zendesk":
      return { ...account, keySecret: token }
    case "360dialog":
      return { ...account, apiKey: token }
  }
}
