import { Effect, Either, Option, Ref, Stream } from "effect"
import type { FastifyRequest } from "fastify"
import { RequestInvalid, RequestUnreadable } from "../../http/Refusals.ts"
import * as Document from "./Document.ts"
import * as Lines from "./Lines.ts"

/** How a body is written. */
export type Format = "json" | "ndjson"

/** How large a body and its rows may be. */
export interface Bounds {
  readonly bytesMax: number
  readonly rowsMax: number
  readonly rowBytesMax: number
}

/** What a body cannot be read for. */
export type Unreadable = RequestInvalid | RequestUnreadable | Gone

/** The caller went away before the body had come in full; nobody is left to answer. */
export class Gone {
  readonly _tag = "Gone"
}

const tooManyBytes = (bytesMax: number) =>
  new RequestUnreadable({ kind: "body-too-large", detail: `a batch has at most ${bytesMax} bytes` })

const tooManyRows = (rowsMax: number) =>
  new RequestUnreadable({ kind: "body-too-large", detail: `a batch has at most ${rowsMax} rows` })

const noRows = new RequestInvalid({
  findings: [{ path: "", code: "too-few", rule: null, message: "must have at least 1 row", suggestion: null }]
})

const noDocument = ({ detail, reason }: Document.NoDocument) =>
  reason === "syntax"
    ? new RequestUnreadable({ kind: "malformed-request", detail: `the body is not JSON: ${detail}` })
    : new RequestInvalid({ findings: [{ path: "", code: "type", rule: null, message: detail, suggestion: null }] })

/**
 * The bytes as they arrive, as long as there are not too many of them; how long they may take is the server's limit on requests. Where reading
 * stops early, the connection stays: the refusal has to go out by it.
 */
const bytes = (request: FastifyRequest, bytesMax: number): Stream.Stream<Buffer, RequestUnreadable | Gone> => {
  if (Number(request.headers["content-length"] ?? 0) > bytesMax) return Stream.fail(tooManyBytes(bytesMax))
  const arriving: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => request.raw.iterator({ destroyOnReturn: false })
  }
  return Stream.fromAsyncIterable(arriving, () => new Gone()).pipe(
    Stream.mapAccumEffect(0, (before, chunk) => {
      const count = before + chunk.length
      return count > bytesMax ? tooManyBytes(bytesMax) : Effect.succeed([count, chunk] as const)
    })
  )
}

/** The rows of a body, in the pieces in which it arrives. */
const pieces = (request: FastifyRequest, format: Format, { bytesMax, rowBytesMax }: Bounds) =>
  Stream.suspend((): Stream.Stream<ReadonlyArray<Lines.RowBytes>, Unreadable> => {
    if (format === "ndjson") {
      const lines = Lines.make(rowBytesMax)
      return Stream.concat(
        Stream.map(bytes(request, bytesMax), lines.push),
        Stream.sync(() => lines.end())
      )
    }
    const document = Document.make(rowBytesMax)
    return Stream.concat(
      Stream.mapEffect(bytes(request, bytesMax), (chunk) => Either.mapLeft(document.push(chunk), noDocument)),
      Stream.drain(Stream.fromEffect(Effect.suspend(() => Either.mapLeft(document.end(), noDocument))))
    )
  })

/**
 * The rows of a body as they arrive: at least one, and no more than there may be.
 *
 * A body with too many rows fails at the first of them; the rows before it have come.
 */
export const rows = (
  request: FastifyRequest,
  format: Format,
  bounds: Bounds
): Stream.Stream<ReadonlyArray<Lines.RowBytes>, Unreadable> =>
  Stream.unwrap(
    Effect.gen(function* () {
      const count = yield* Ref.make(0)
      const counted = Stream.flatMap(pieces(request, format, bounds), (piece) =>
        Stream.unwrap(
          Effect.map(
            Ref.modify(count, (before) => [bounds.rowsMax - before, before + piece.length]),
            (room) =>
              piece.length <= room
                ? Stream.succeed(piece)
                : Stream.concat(Stream.succeed(piece.slice(0, room)), Stream.fail(tooManyRows(bounds.rowsMax)))
          )
        )
      )
      const some = Stream.unwrap(
        Effect.map(Ref.get(count), (found) => (found === 0 ? Stream.fail(noRows) : Stream.empty))
      )
      return Stream.concat(counted, some)
    })
  )

/** Pieces as chunks of a fixed number of rows; the last may be shorter. */
export const chunked = <E>(
  piecewise: Stream.Stream<ReadonlyArray<Lines.RowBytes>, E>,
  rowsMax: number,
  bytesMax: number
): Stream.Stream<ReadonlyArray<Lines.RowBytes>, E> =>
  Stream.suspend(() => {
    let held: Array<Lines.RowBytes> = []
    let size = 0
    const take = (): ReadonlyArray<Lines.RowBytes> => {
      const chunk = held
      held = []
      size = 0
      return chunk
    }
    const cut = (piece: ReadonlyArray<Lines.RowBytes>): ReadonlyArray<ReadonlyArray<Lines.RowBytes>> => {
      const chunks: Array<ReadonlyArray<Lines.RowBytes>> = []
      for (const row of piece) {
        held.push(row)
        size += row._tag === "Row" ? row.bytes.length : 0
        if (held.length >= rowsMax || size >= bytesMax) chunks.push(take())
      }
      return chunks
    }
    const last = Stream.suspend(() =>
      Stream.fromIterable(Option.toArray(Option.liftPredicate(take(), ({ length }) => length > 0)))
    )
    return Stream.concat(Stream.mapConcat(piecewise, cut), last)
  })
