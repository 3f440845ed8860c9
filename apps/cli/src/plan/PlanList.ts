import type * as Campaign from "@sluice/core/plan/Campaign"
import type { Pacing } from "@sluice/core/policy/Pacing"
import { Effect, Option, Schema, Stream } from "effect"
import type { CommandFailed } from "../ExitCode.ts"
import { UsageError } from "../ExitCode.ts"
import { decode } from "../numbers/Bytes.ts"
import type { List, Row } from "../numbers/List.ts"
import * as ListSource from "../numbers/ListSource.ts"
import * as RowVerdict from "../numbers/RowVerdict.ts"

/** A list as a plan takes it. */
export interface Planned {
  readonly messages: ReadonlyArray<Campaign.Message>
  /** The row of each message, from 1 as a spreadsheet counts. */
  readonly rows: ReadonlyArray<number>
  /** Rows whose number cannot be sent to: they would be refused before they are queued, and are not planned. */
  readonly refused: number
  /** Whether any row says when its recipient last wrote: without that, nothing is known of their service windows. */
  readonly tellsWindows: boolean
}

/** What a row may say about its message beside the number. */
const Cells = Schema.parseJson(
  Schema.Struct({
    kind: Schema.optional(Schema.String),
    template: Schema.optional(Schema.String),
    due: Schema.optional(Schema.String),
    wrote: Schema.optional(Schema.String)
  })
)
const decodeCells = Schema.decodeUnknownOption(Cells)
const decodeTime = Schema.decodeUnknownOption(Schema.DateFromString)

const mediaKinds: ReadonlySet<string> = new Set(["media", "image", "video", "audio", "document", "sticker"])

const filled = (cell: string | undefined): string | null =>
  cell === undefined || cell.trim() === "" ? null : cell.trim()

const timeOf = (cell: string | undefined): number | null =>
  Option.map(decodeTime(filled(cell) ?? ""), (date) => date.getTime()).pipe(
    Option.filter(Number.isFinite),
    Option.getOrNull
  )

/** How long a recipient who wrote may be answered freely, whatever the policy makes of it (CLOUD_API 3.4). */
const serviceWindowMillis = 24 * 3_600_000

/** Cells that are missing or odd leave the message a text that is due at once. */
const messageOf = (
  list: List,
  row: Extract<Row, { _tag: "Entry" }>,
  recipient: string,
  pacing: Pacing
): Campaign.Message => {
  const cells = Option.getOrElse(decodeCells(decode(list.record(row))), (): typeof Cells.Type => ({}))
  const isMedia = mediaKinds.has((cells.kind ?? "").trim().toLowerCase())
  const weights = pacing.senderWindow
  const due = timeOf(cells.due)
  return {
    recipient,
    units: weights === null ? 1 : isMedia ? weights.mediaUnits : weights.textUnits,
    kind: isMedia ? "media" : "text",
    template: filled(cells.template),
    dueMillis: due,
    // A cell that is empty or no time: the recipient never wrote, so the budget is planned too low rather than too high.
    windowUntilMillis:
      cells.wrote === undefined ? null : (timeOf(cells.wrote) ?? Number.NEGATIVE_INFINITY) + serviceWindowMillis
  }
}

/**
 * Reads a list of numbers, CSV or NDJSON (SPEC PH-09). The columns or members `kind` (text, or image, video and so on), `template`, `due`
 * and `wrote` (ISO 8601: when it leaves at the earliest, and when its recipient last wrote; empty for one who never did) are taken into
 * account where they are there.
 */
export const read = (
  source: ListSource.ListSource,
  column: Option.Option<string>,
  judge: RowVerdict.Judge,
  pacing: Pacing
): Effect.Effect<Planned, UsageError | CommandFailed> =>
  Effect.gen(function* () {
    const messages: Array<Campaign.Message> = []
    const rows: Array<number> = []
    let refused = 0
    yield* Stream.runForEach(ListSource.batches(source, column), ({ list, rows: batch }) =>
      Effect.gen(function* () {
        for (const row of batch) {
          if (row._tag === "Unusable") return yield* new UsageError({ message: `${source.name}: ${row.reason}` })
          if (row._tag !== "Entry" && row._tag !== "Unreadable") continue
          const verdict = RowVerdict.of(row, judge)
          if (row._tag === "Unreadable" || !verdict.sendable || verdict.e164 === null) {
            refused++
            continue
          }
          messages.push(messageOf(list, row, verdict.e164, pacing))
          rows.push(row.row)
        }
      })
    )
    const tellsWindows = messages.some(({ windowUntilMillis = null }) => windowUntilMillis !== null)
    return { messages, rows, refused, tellsWindows }
  })
