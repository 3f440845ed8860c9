import type { Entry } from "../Entry.ts"
import * as Wait from "../Wait.ts"

const shared = {
  source: "cloud-api",
  cause: "auth",
  retry: "after_fix",
  wait: Wait.none,
  reaction: "account",
  seen: ["answer", "status"]
} as const

/** Tokens and permissions: the lanes behind them stop and wait, nothing queued is lost (SPEC SF-04; CLOUD_API 3.3). */
export const auth: ReadonlyArray<Entry> = [
  {
    ...shared,
    code: 0,
    title: "AuthException",
    httpStatus: [401],
    scope: "token",
    remedy: "The platform could not tell who is calling. Put a valid token in place; its senders go on by themselves."
  },
  {
    ...shared,
    code: 3,
    title: "API Method",
    httpStatus: [500],
    scope: "app",
    remedy:
      "The app lacks the capability for this request, in spite of the status 500. Give the app the permission and reissue the token."
  },
  {
    ...shared,
    code: 10,
    title: "Permission Denied",
    httpStatus: [403],
    scope: "app",
    remedy:
      "A permission was never given or has been taken away. Check the app's permissions and the token's access to this business account."
  },
  {
    ...shared,
    code: 104,
    title: "Missing access token / appsecret_proof",
    httpStatus: [400],
    scope: "token",
    remedy: "The request came without a token, or the app demands appsecret_proof. Check how the account is configured."
  },
  {
    ...shared,
    code: 190,
    title: "Access token has expired",
    httpStatus: [401],
    scope: "token",
    remedy: "The token is no longer valid. Put a new one in place, best of a system user, which does not expire.",
    subcodes: {
      460: "The user behind the token changed the password. Create a new token, best of a system user.",
      463: "The token has expired. Create a new one; a system user's token can be made not to expire.",
      467: "The token was invalidated, by a logout or by hand. Create a new one.",
      492: "The session behind the token belongs to another user. Create a new token for the right one."
    }
  },
  {
    ...shared,
    code: 200,
    codeMax: 299,
    title: "API Permission",
    httpStatus: [403],
    scope: "app",
    remedy:
      "A permission is missing: check whatsapp_business_messaging and whatsapp_business_management. Code 200 also means that no token was sent at all."
  },
  {
    ...shared,
    code: 131005,
    title: "Access denied",
    httpStatus: [403],
    scope: "app",
    remedy:
      "The token may not use this number or this business account. Give its user access and its app the permission."
  }
]
