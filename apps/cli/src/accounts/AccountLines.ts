import type { AccountView } from "@sluice/client/Accounts"
import { DateTime } from "effect"
import type { Style } from "../Output.ts"
import * as Shown from "../Shown.ts"
import * as Table from "../Table.ts"

const moment = (at: DateTime.Utc | null, none: string): string => (at === null ? none : DateTime.formatIso(at))

const expires = ({ token }: AccountView): string =>
  moment(token.expiresAt, token.state === "valid" && token.scopes !== null ? "never" : "")

/** All accounts, one a line. */
export const table = (accounts: ReadonlyArray<AccountView>): string =>
  accounts.length === 0
    ? "the key may see no account"
    : Table.plain(
        ["account", "provider", "token", "state", "expires", "checked", "from"],
        accounts.map((account) => [
          account.id,
          account.provider,
          account.token.fingerprint ?? "none",
          account.token.state,
          expires(account),
          moment(account.token.checkedAt, "never"),
          account.token.source
        ])
      )

/** Whether nothing can leave through the account, or not through all of its senders. */
export const isStopped = ({ token }: AccountView): boolean =>
  token.denied.length > 0 || !["valid", "unknown", "unchecked"].includes(token.state)

/** One account in full. */
export const lines = (account: AccountView, style: Style): string => {
  const { token } = account
  const mark = isStopped(account) ? style.bad : token.state === "valid" ? style.good : style.doubt
  const put = token.putAt === null ? "" : `, put ${moment(token.putAt, "")} by ${token.putBy ?? "nobody"}`
  const sealed = token.sealedWith === null ? "" : `, sealed with key ${token.sealedWith}`
  const rows: ReadonlyArray<readonly [string, string]> = [
    ["account", `${account.id} at ${account.provider}`],
    ["senders", account.senders.join(", ")],
    ["token", `${token.fingerprint ?? "none"}, from the ${token.source}${put}${sealed}`],
    ["state", `${mark(token.state)}: ${Shown.whole(token.detail)}`],
    ["expires", expires(account)],
    ["permissions", Shown.whole((token.scopes ?? []).join(", "))],
    ["missing", token.missing.join(", ")],
    ["not reached", token.denied.join(", ")],
    ["checked", moment(token.checkedAt, "never")]
  ]
  return rows
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(12)}${value}`)
    .join("\n")
}
