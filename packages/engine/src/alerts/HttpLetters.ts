import type { Letter } from "@sluice/core/alert/Letter"
import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import * as Signature from "@sluice/core/subscription/Signature"
import { Clock, Effect, Redacted } from "effect"
import type { Deliver } from "../ports/AlertChannels.ts"
import { Crypto } from "../ports/Crypto.ts"
import { HttpTarget } from "../ports/Targets.ts"
import * as Wording from "./Wording.ts"

const untaken = (detail: string): Reply => ({ _tag: "Untaken", status: null, detail, askedMillis: null })

const holderOf = (url: Redacted.Redacted) => ({ id: Redacted.value(url), accountId: null })

/**
 * Letters as signed JSON (Standard Webhooks), to an address of the public internet alone. The time that is signed is the wall's, whatever clock the
 * engine runs on: receivers compare it with theirs.
 */
export const webhook = (
  url: Redacted.Redacted,
  secret: Redacted.Redacted
): Effect.Effect<Deliver, never, Crypto | HttpTarget> =>
  Effect.gen(function* () {
    const crypto = yield* Crypto
    const http = yield* HttpTarget
    const key = Signature.keyOf(Redacted.value(secret))
    if (key === null) return () => Effect.succeed(untaken("its secret is none: whsec_ and base64 of 24 to 64 bytes"))
    return (letter: Letter) =>
      Effect.gen(function* () {
        const body = Wording.body(letter)
        const timestampSeconds = Math.floor((yield* Clock.make().currentTimeMillis) / 1_000)
        const headers = Signature.headers(crypto.hmacSha256, [key], {
          id: Wording.nameOf(letter),
          timestampSeconds,
          body
        })
        return yield* http.post(Redacted.value(url), { headers, body }, holderOf(url))
      })
  })

/** Its three characters that are markup, as it asks for them to be written. */
const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

/** Letters as messages of an incoming webhook of Slack, and of what takes the same form. It signs nothing: the address is the secret. */
export const slack = (url: Redacted.Redacted): Effect.Effect<Deliver, never, HttpTarget> =>
  Effect.map(HttpTarget, (http) => (letter) => {
    const text = `*${escaped(Wording.subject(letter))}*\n${escaped(Wording.text(letter))}`
    return http.post(Redacted.value(url), { headers: {}, body: JSON.stringify({ text }) }, holderOf(url))
  })
