import * as Handshake from "@sluice/core/callback/Handshake"
import { Provider } from "@sluice/core/callback/providers/Provider"
import { Directory } from "@sluice/engine/ports/Directory"
import { Effect, Redacted, Schema } from "effect"
import type { FastifyRequest } from "fastify"
import type * as CallbackBody from "./CallbackBody.ts"
import { AddressUnknown, HandshakeRefused, RequestUnreadable } from "./Refusals.ts"

/** The address of a callback door, and what comes to it. */
export interface AccountRoute {
  readonly Params: { readonly provider: string; readonly account: string }
  readonly Querystring: Readonly<Record<string, unknown>>
  readonly Body: CallbackBody.CallbackBody | undefined
}

export type CallbackRequest = FastifyRequest<AccountRoute>

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null)

export const isProvider = Schema.is(Provider)

/** Told before anything is looked up, so that it says nothing of accounts. */
export const providerUnknown = (provider: string) =>
  new RequestUnreadable({
    kind: "route-unknown",
    detail: `there is no provider ${JSON.stringify(provider)}; the address is /callbacks/<provider>/<account>, with one of ${Provider.literals.join(", ")}`
  })

const noHandshake = (provider: Provider) =>
  new HandshakeRefused({
    detail: `${provider} has no handshake, and nothing is asked here by GET: give it this address as it is, and it delivers by POST`
  })

const tokenRefused = new HandshakeRefused({
  detail:
    "the handshake was not confirmed: hub.mode has to be subscribe, hub.verify_token the account's verifyToken, and hub.challenge there; compare the token at the platform with the configured one"
})

/** The platform asks whether the address is ours; the challenge goes back as it came (WH-01). */
export const shakeHands = Effect.fn("Handshaking.shakeHands")(function* (request: CallbackRequest) {
  const directory = yield* Directory
  const { account: accountId, provider } = request.params
  if (!isProvider(provider)) return yield* providerUnknown(provider)
  // The others have no handshake: nobody asks this of them but to find out what is here.
  if (provider !== "cloud-api") return yield* noHandshake(provider)
  const addressUnknown = new AddressUnknown({ provider, accountId })
  const account = yield* Effect.mapError(directory.account(accountId), () => addressUnknown)
  if (account.provider !== provider) return yield* addressUnknown
  const question = {
    mode: textOrNull(request.query["hub.mode"]),
    verifyToken: textOrNull(request.query["hub.verify_token"]),
    challenge: textOrNull(request.query["hub.challenge"])
  }
  const decision = Handshake.decide(question, [Redacted.value(account.verifyToken)])
  return decision._tag === "Confirmed" ? decision.challenge : yield* tokenRefused
})
