import * as Args from "@effect/cli/Args"
import * as Options from "@effect/cli/Options"
import type { CampaignUpload } from "@sluice/client/Campaign"
import * as CampaignUploading from "@sluice/client/CampaignUploading"
import type { Options as Connection } from "@sluice/client/Client"
import type { Content as MessageContent } from "@sluice/core/message/OutboundMessage"
import { Effect, Either, Option, Sink, Stream } from "effect"
import * as ExitCode from "../ExitCode.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as Progress from "../numbers/Progress.ts"
import * as Content from "../send/Content.ts"
import * as ContentOptions from "../send/ContentOptions.ts"
import * as ServerFailure from "../server/ServerFailure.ts"
import * as RowSource from "./RowSource.ts"

/** What a list is and what its rows are sent, the same wherever one is handed in. */
export const file = Args.text({ name: "file" }).pipe(
  Args.withDescription("CSV, or NDJSON with a message a line as POST /v1/messages takes it; - is standard input")
)

export const options = {
  column: Options.text("column").pipe(
    Options.withDescription("column of the numbers, by name or position from 1"),
    Options.optional
  ),
  text: Options.text("text").pipe(
    Options.optional,
    Options.withDescription("what every row is sent; {name} stands for the row's column of that name")
  ),
  template: Options.text("template").pipe(
    Options.optional,
    Options.withDescription("name of an approved template that every row is sent")
  ),
  language: ContentOptions.language,
  parameters: Options.text("param").pipe(
    Options.repeated,
    Options.withDescription("a value for the template's body, once for each variable; {name} stands for a column")
  ),
  content: Options.text("content").pipe(
    Options.optional,
    Options.withDescription("any content as JSON that every row is sent; {name} in its texts stands for a column")
  )
}

/** What every row is sent; null where the list says it itself. */
export const contentOf = (given: Content.Given): Either.Either<MessageContent | null, ExitCode.UsageError> =>
  [given.text, given.template, given.content].every(Option.isNone) && given.parameters.length === 0
    ? Either.right(null)
    : Either.mapLeft(Content.read(given), ({ message }) => new ExitCode.UsageError({ message }))

/** What has come of a list so far. */
type Filled = Pick<CampaignUpload, "campaign" | "examples">

/** Refused rows that are shown. */
const examplesMax = 20

/** A list of which the first rows have been read, so that there are some, and they can be used. */
export interface Begun {
  readonly source: ListSource.ListSource
  readonly blocks: Stream.Stream<RowSource.Block, ExitCode.UsageError | ExitCode.CommandFailed>
}

/** Begins to read a list. Before anything is made of it: what has no rows, or none that can be used, is refused here. */
export const begin = Effect.fn("Filling.begin")(function* (
  source: ListSource.ListSource,
  column: Option.Option<string>,
  content: MessageContent | null
) {
  const [first, rest] = yield* Stream.peel(RowSource.blocks(source, column, content), Sink.head())
  if (Option.isNone(first)) return yield* ListSource.empty(source)
  const begun: Begun = { source, blocks: Stream.concat(Stream.succeed(first.value), rest) }
  return begun
})

/**
 * Hands a list in from its beginning, block by block. What has come before is passed over by the server, so the same command
 * goes on where it was cut off.
 */
export const fill = Effect.fn("Filling.fill")(function* (
  connection: Connection,
  campaignId: string,
  { blocks, source }: Begun
) {
  const progress = yield* Progress.make(source.bytesTotal)
  const cut = ({ message }: ExitCode.CommandFailed) =>
    new ExitCode.CommandFailed({
      message: `${message}\nwhat has come is kept: go on with \`sluice campaign add ${campaignId} ${source.name}\``
    })
  const none: Filled | null = null
  const filled = yield* blocks.pipe(
    Stream.runFoldEffect(none, (before: Filled | null, block) =>
      ServerFailure.told(
        CampaignUploading.upload(connection, campaignId, block.place, Stream.succeed(block.lines))
      ).pipe(
        Effect.mapError(cut),
        Effect.tap(() => progress.advance(block.bytes, block.place + block.rows)),
        Effect.map(({ campaign, examples }): Filled => ({
          campaign,
          examples: [...(before?.examples ?? []), ...examples].slice(0, examplesMax)
        }))
      )
    )
  )
  return filled ?? (yield* ListSource.empty(source))
})
