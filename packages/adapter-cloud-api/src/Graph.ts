import * as Classification from "@sluice/core/failure/Classification"
import * as ResponseError from "@sluice/core/failure/ResponseError"
import type { CloudApiAccount } from "@sluice/engine/ports/Directory"
import { ProviderUnwilling } from "@sluice/engine/ports/ProviderAnswer"
import type { Answer, Wire } from "@sluice/engine/ports/Wire"
import * as Reading from "@sluice/engine/providers/Reading"
import { type Context, Effect, Option, Redacted, Schema } from "effect"

/** Questions to the Graph API beside sending: a page of templates is the longest answer. */
const answerBytesMax = 4 * 1024 * 1024

/** Longer than a send may take: nothing waits for it but whoever asked. */
const millisMax = 10_000

const parse = Schema.decodeUnknownOption(Schema.parseJson())

/** A node or an edge of the graph, by its path under the version: `100200300400500?fields=id`. */
export interface Question {
  readonly path: string
  /** Posted as JSON; null asks with GET. */
  readonly body: unknown
}

/** The JSON of an answer that is a success; the failure of one that is none. */
const told = (account: CloudApiAccount, answer: Answer): Effect.Effect<unknown, ProviderUnwilling> => {
  const json = parse(answer.text)
  if (Reading.isSuccess(answer) && Option.isSome(json)) return Effect.succeed(json.value)
  const error = ResponseError.parse(Option.getOrElse(json, () => answer.text))
  const { remedy, title } = Classification.classify({
    provider: "cloud-api",
    httpStatus: answer.status,
    code: error.code,
    subcode: error.subcode,
    details: error.details ?? error.message
  })
  return Effect.fail(
    new ProviderUnwilling({
      accountId: account.id,
      why: answer.status >= 500 && error.code === null ? "unreachable" : "refused",
      code: error.subcode !== null && error.subcode >= 1_000_000 ? error.subcode : error.code,
      detail: (error.details ?? error.message ?? title).slice(0, 500),
      remedy
    })
  )
}

/** The whole answer, whatever it says. */
export const ask = (
  wire: Context.Tag.Service<Wire>,
  account: CloudApiAccount,
  { body, path }: Question
): Effect.Effect<Answer, ProviderUnwilling> =>
  wire
    .exchange({
      url: new URL(`${account.baseUrls[0].replace(/\/+$/, "")}/${account.version}/${path}`),
      headers: {
        authorization: `Bearer ${Redacted.value(account.accessToken)}`,
        accept: "application/json",
        ...(body === null ? {} : { "content-type": "application/json" })
      },
      body: body === null ? null : JSON.stringify(body),
      millisMax,
      answerBytesMax
    })
    .pipe(
      Effect.mapError(
        ({ detail }) =>
          new ProviderUnwilling({
            accountId: account.id,
            why: "unreachable",
            code: null,
            detail: `${account.baseUrls[0]} did not answer: ${detail}`,
            remedy: "check the address in the accounts file, and the way to it"
          })
      )
    )

/** What the Graph API answers, read by `schema`; an answer that is not of its shape is a refusal that says so. */
export const read = <A, I>(
  wire: Context.Tag.Service<Wire>,
  account: CloudApiAccount,
  question: Question,
  schema: Schema.Schema<A, I>
): Effect.Effect<A, ProviderUnwilling> => {
  const decode = Schema.decodeUnknown(schema)
  return ask(wire, account, question).pipe(
    Effect.flatMap((answer) => told(account, answer)),
    Effect.flatMap((json) =>
      Effect.mapError(
        decode(json),
        () =>
          new ProviderUnwilling({
            accountId: account.id,
            why: "refused",
            code: null,
            detail: `the answer to ${question.path.split("?")[0] ?? ""} is not of the documented shape`,
            remedy: "the platform's interface has changed, or something stands before it: look at the answer"
          })
      )
    )
  )
}

/** For accounts at other providers. */
export const unsupported = (
  accountId: string,
  provider: string,
  what: string
): Effect.Effect<never, ProviderUnwilling> =>
  Effect.fail(
    new ProviderUnwilling({
      accountId,
      why: "unsupported",
      code: null,
      detail: `${provider} tells nothing of ${what} to this program`,
      remedy: "look at the provider's own console"
    })
  )
