import * as Catalogue from "@sluice/core/failure/Catalogue"
import { Cause } from "@sluice/core/failure/Failure"
import type { Failure } from "@sluice/core/failure/Failure"
import * as ForeignCatalogue from "@sluice/core/failure/ForeignCatalogue"
import { Schema } from "effect"

/** What the platform says where it knows no better. */
const somethingWrong = 131_000

/** What the platform would have said, where a provider's own code has no counterpart: the code of the same cause. */
const codes: Readonly<Record<Failure["cause"], number>> = {
  "bad-number": 131_026,
  "recipient-unavailable": 131_026,
  template: 132_000,
  "rate-limited": 130_429,
  media: 131_053,
  auth: 131_005,
  policy: 131_047,
  "provider-outage": 131_016,
  malformed: 131_009,
  account: 131_031,
  unknown: somethingWrong
}

const isCause = Schema.is(Cause)

/** Why something failed, as far as it is known. */
export interface Reason
  extends Pick<Failure, "code" | "provider">, Partial<Pick<Failure, "codeText" | "underlyingCode">> {
  /** One of the catalogue's, or what an older version wrote. */
  readonly cause: string
}

/**
 * The code of the platform for a failure (CLOUD_API 3.3): the platform's own where it is known, else that of the catalogue which the provider's code is
 * like, else that of its cause.
 */
export const codeOf = ({ cause, code, codeText, provider, underlyingCode }: Reason): number => {
  const ofCause = isCause(cause) ? codes[cause] : somethingWrong
  if (underlyingCode !== undefined && Catalogue.lookup(underlyingCode) !== null) return underlyingCode
  if (provider === "cloud-api") return code ?? ofCause
  const foreign = ForeignCatalogue.lookup(provider, code ?? codeText ?? "")
  if (foreign !== null) return foreign.like ?? ofCause
  // 360dialog hands the platform's own codes on as they are.
  return provider === "360dialog" && code !== null ? code : ofCause
}

/** An error of a status, as the platform writes it. @param details for people. */
export const written = (code: number, details: string | null) => {
  const title = Catalogue.lookup(code)?.title ?? "Message failed"
  return { code, title, message: title, ...(details === null ? {} : { error_data: { details } }) }
}
