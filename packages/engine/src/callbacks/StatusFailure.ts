import type { StatusChanged } from "@sluice/core/callback/Event"
import * as Classification from "@sluice/core/failure/Classification"
import type { Failure } from "@sluice/core/failure/Failure"
import type { Provider } from "@sluice/core/failure/Provider"

/**
 * The failure that a status tells, by the catalogue (SF-01). Providers that pass the platform's own error on put it first, and theirs after it; their
 * codes may be words.
 *
 * @param provider whose codes the errors bear.
 */
export const of = (provider: Provider, { errors }: Pick<StatusChanged, "errors">): Failure => {
  const [first, second] = errors
  const passesOn = second !== undefined && (provider === "bird" || provider === "zendesk")
  const own = passesOn ? second : first
  const code = own?.code ?? null
  return Classification.classify({
    provider,
    httpStatus: null,
    code,
    codeText: code === null && provider === "zendesk" ? (own?.title ?? null) : null,
    underlyingCode: passesOn ? (first?.code ?? null) : null,
    details: first?.details ?? first?.message ?? own?.message ?? null
  })
}
