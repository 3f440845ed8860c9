import * as TokenForm from "@sluice/core/access/TokenForm"
import * as TokenStanding from "@sluice/core/access/TokenStanding"
import { fail, type Finding, ok, skipped, warn } from "./Finding.ts"

/** What is known of an account's token; never the token. */
export interface Facts {
  readonly accountId: string
  /** What its form alone gives away. */
  readonly form: ReadonlyArray<TokenForm.Finding>
  readonly standing: TokenStanding.Standing
  /** Ids of the account's senders. */
  readonly senders: ReadonlyArray<string>
  /** How the account gives its token, for the remedy. */
  readonly source: "file" | "database"
}

/** How long before its end a token is worth a warning, in milliseconds, and what it is now. */
export interface Lines {
  readonly leadMillis: number
  readonly nowMillis: number
}

const renewal = ({ accountId, source }: Facts): string => {
  const put = `put a new one in place with \`sluice accounts token set ${accountId}\``
  return source === "file" ? `${put}, or in the accounts file and start again` : put
}

const days = (millis: number): string => {
  const hours = Math.floor(millis / 3_600_000)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`
}

const validity = (facts: Facts): Finding => {
  const { accountId, form, standing } = facts
  const doubts = form.filter(({ severity }) => severity === "warning").map(({ message }) => message)
  switch (standing.state) {
    case "malformed":
    case "refused":
    case "expired":
      return fail("token", accountId, standing.detail, renewal(facts))
    case "unknown":
      return skipped("token", accountId, standing.detail, "the sends themselves will tell; see the endpoints above")
    case "valid":
    case "no-scope":
    case "no-access":
      return doubts.length === 0
        ? ok("token", accountId, "the provider takes it")
        : warn(
            "token",
            accountId,
            `the provider takes it, but ${doubts.join("; ")}`,
            "look at where it was copied from"
          )
  }
}

const expiry = (facts: Facts, { leadMillis, nowMillis }: Lines): Finding => {
  const { accountId, standing } = facts
  const { expiresMillis } = standing
  if (standing.state === "expired") {
    const since = expiresMillis === null ? "it has ended" : `it ended ${days(nowMillis - expiresMillis)} ago`
    return fail("expiry", accountId, since, renewal(facts))
  }
  if (standing.state === "unknown") return skipped("expiry", accountId, "nobody tells when it ends")
  if (expiresMillis === null) return ok("expiry", accountId, "it does not end")
  const left = days(expiresMillis - nowMillis)
  return expiresMillis - nowMillis <= leadMillis
    ? warn("expiry", accountId, `it ends in ${left}`, renewal(facts))
    : ok("expiry", accountId, `it ends in ${left}`)
}

const scopes = (facts: Facts): Finding => {
  const { accountId, standing } = facts
  if (standing.scopes === null) return skipped("scopes", accountId, "the provider does not tell")
  if (standing.missing.length === 0) return ok("scopes", accountId, standing.scopes.join(", "))
  const remedy = `create a token for the system user that has ${standing.missing.join(" and ")}; then ${renewal(facts)}`
  const seen = `it lacks ${standing.missing.join(" and ")}`
  return standing.state === "no-scope"
    ? fail("scopes", accountId, `${seen}: nothing can be sent`, remedy)
    : warn("scopes", accountId, `${seen}: it sends, but numbers and templates cannot be read`, remedy)
}

const reach = ({ accountId, senders, standing }: Facts): Finding => {
  const denied = new Set(standing.denied)
  if (denied.size > 0) {
    const seen = `it may not use ${senders.filter((sender) => denied.has(sender)).join(", ")}`
    return fail(
      "senders",
      accountId,
      seen,
      "give the token's system user access to these numbers, or correct their ids"
    )
  }
  return standing.state === "valid"
    ? ok("senders", accountId, senders.join(", "))
    : skipped("senders", accountId, "not asked, as the token stands")
}

/** Everything about one token (SF-04): form and validity, end, permissions, senders. Of one that is refused, nothing more is told. */
export const of = (facts: Facts, lines: Lines): ReadonlyArray<Finding> => {
  const first = validity(facts)
  switch (facts.standing.state) {
    case "malformed":
    case "refused":
      return [first]
    case "expired":
      return [first, expiry(facts, lines)]
    case "unknown":
    case "valid":
    case "no-scope":
    case "no-access":
      return [first, expiry(facts, lines), scopes(facts), reach(facts)]
  }
}
