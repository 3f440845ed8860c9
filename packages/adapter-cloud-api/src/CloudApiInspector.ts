import type { Reach, Word } from "@sluice/core/access/TokenStanding"
import * as ResponseError from "@sluice/core/failure/ResponseError"
import type { CloudApiAccount, Sender } from "@sluice/engine/ports/Directory"
import { TokenInspector } from "@sluice/engine/ports/TokenInspector"
import { Wire } from "@sluice/engine/ports/Wire"
import type { Answer, Result } from "@sluice/engine/ports/Wire"
import * as Reading from "@sluice/engine/providers/Reading"
import { type Context, Effect, Either, Layer, Option, Redacted, Schema } from "effect"

/** Longest answer that is read. */
const answerBytesMax = 64 * 1024

/** Longer than a send may take: nothing waits for it but the check itself. */
const millisMax = 5_000

/** Numbers that are asked about at the same time. */
const concurrency = 8

/** `GET /debug_token`: `expires_at` in seconds, 0 for never. */
const Description = Schema.Struct({
  data: Schema.Struct({
    is_valid: Schema.Boolean,
    expires_at: Schema.optional(Schema.Number),
    scopes: Schema.optionalWith(Schema.Array(Schema.String), { default: () => [] })
  })
})
const describe = Schema.decodeUnknownOption(Schema.parseJson(Description))
const parse = Schema.decodeUnknownOption(Schema.parseJson())

const errorOf = ({ text }: Answer) => ResponseError.parse(Option.getOrElse(parse(text), () => text))

const get = (
  wire: Context.Tag.Service<Wire>,
  account: CloudApiAccount,
  token: Redacted.Redacted,
  path: string
): Effect.Effect<Result> =>
  Effect.either(
    wire.exchange({
      url: new URL(`${account.baseUrls[0].replace(/\/+$/, "")}/${account.version}/${path}`),
      headers: { authorization: `Bearer ${Redacted.value(token)}`, accept: "application/json" },
      body: null,
      millisMax,
      answerBytesMax
    })
  )

const wordOf = (result: Result): Word => {
  if (Either.isLeft(result)) return { _tag: "Unreachable", detail: result.left.detail }
  const answer = result.right
  if (answer.status >= 500) return { _tag: "Unreachable", detail: `status ${answer.status}` }
  const described = Reading.isSuccess(answer) ? Option.getOrNull(describe(answer.text)) : null
  if (described === null) {
    const { code, subcode } = errorOf(answer)
    return { _tag: "Refused", code, subcode }
  }
  const { expires_at: expiresAt = 0, is_valid: isValid, scopes } = described.data
  return { _tag: "Described", isValid, expiresMillis: expiresAt === 0 ? null : expiresAt * 1_000, scopes }
}

/** 33 under code 100: the object does not exist, or the token may not see it (CLOUD_API 3.2). 131005 and 10 say the same in other words. */
const isDenial = (answer: Answer): boolean => {
  const { code, subcode } = errorOf(answer)
  return (code === 100 && subcode === 33) || code === 131005
}

const reachOf = (result: Result): Reach["reach"] => {
  if (Either.isLeft(result)) return "unknown"
  if (Reading.isSuccess(result.right)) return "readable"
  return isDenial(result.right) ? "denied" : "unknown"
}

/** Nothing is left to ask: with this token every number would answer the same. */
const isDead = (word: Word): boolean => {
  switch (word._tag) {
    case "Described":
      return !word.isValid
    case "Refused":
      return word.code === 190
    case "Unreachable":
      return true
  }
}

const inspectWith =
  (wire: Context.Tag.Service<Wire>) =>
  (account: CloudApiAccount, senders: ReadonlyArray<Sender>, token: Redacted.Redacted) =>
    Effect.gen(function* () {
      const asked = `debug_token?input_token=${encodeURIComponent(Redacted.value(token))}`
      const word = wordOf(yield* get(wire, account, token, asked))
      if (isDead(word)) return { word, reaches: [] }
      const reaches = yield* Effect.forEach(
        senders,
        ({ id, phoneNumberId }) =>
          Effect.map(get(wire, account, token, `${phoneNumberId}?fields=id`), (result): Reach => ({
            senderId: id,
            reach: reachOf(result)
          })),
        { concurrency }
      )
      return { word, reaches }
    })

/**
 * Asks the Cloud API about a token with the token itself: `debug_token`, and each number of the account (SPEC SF-04). A number that
 * can be read can be sent from, once the token has the permission. Other providers tell nothing of their keys: then the sends do.
 */
export const layer: Layer.Layer<TokenInspector, never, Wire> = Layer.effect(
  TokenInspector,
  Effect.map(Wire, (wire) => {
    const inspect = inspectWith(wire)
    return TokenInspector.of({
      inspect: (account, senders, token) =>
        account.provider === "cloud-api"
          ? inspect(account, senders, token)
          : Effect.succeed({
              word: { _tag: "Unreachable", detail: `${account.provider} tells nothing of its keys` },
              reaches: []
            })
    })
  })
)
