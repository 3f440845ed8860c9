import type { Content } from "@sluice/core/message/OutboundMessage"
import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import { Data, Either, Option, Schema } from "effect"

/** What is to be sent, as the command line gave it; exactly one of the three. */
export interface Given {
  readonly text: Option.Option<string>
  readonly template: Option.Option<string>
  readonly content: Option.Option<string>
  /** Of a template. */
  readonly language: string
  /** Values of a template's body, in order. */
  readonly parameters: ReadonlyArray<string>
}

/** The command line does not say what to send, or says it in a way that cannot be read. */
export class ContentUnclear extends Data.TaggedError("ContentUnclear")<{ readonly message: string }> {}

const unclear = (message: string) => Either.left(new ContentUnclear({ message }))

const parse = Schema.decodeUnknownEither(Schema.parseJson())

/** The content that the options describe, or what is wrong with them. */
export const read = (given: Given): Either.Either<Content, ContentUnclear> => {
  const ways = [given.text, given.template, given.content].filter(Option.isSome)
  if (ways.length !== 1) return unclear("give what to send by one of --text, --template and --content")
  if (Option.isNone(given.template) && given.parameters.length > 0)
    return unclear("--param is for the body of a --template")
  if (Option.isSome(given.text)) return judged("--text", { type: "text", text: { body: given.text.value } })
  if (Option.isSome(given.template))
    return judged("--template", template(given.template.value, given.language, given.parameters))
  return Either.flatMap(
    Either.mapLeft(
      parse(Option.getOrElse(given.content, () => "")),
      () => new ContentUnclear({ message: "--content is not JSON" })
    ),
    (json) => judged("--content", json)
  )
}

/** The limits of a message are judged here too: what the server would refuse is the caller's to mend, on the command line. */
const judged = (option: string, json: unknown): Either.Either<Content, ContentUnclear> =>
  Either.mapLeft(
    OutboundMessage.decodeContent(json),
    (issues) =>
      new ContentUnclear({
        message: `${option} is not content of a message:\n${issues.map((issue) => `  ${issue.path}: ${issue.message}`).join("\n")}`
      })
  )

const template = (name: string, language: string, parameters: ReadonlyArray<string>): Content => ({
  type: "template",
  template: {
    name,
    language: { code: language },
    ...(parameters.length === 0
      ? {}
      : { components: [{ type: "body", parameters: parameters.map((text) => ({ type: "text" as const, text })) }] })
  }
})
