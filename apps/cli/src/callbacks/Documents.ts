import { Either, Stream } from "effect"

/** One JSON value of a file, counted from 1; or why it is none. */
export interface Document {
  readonly number: number
  readonly json: Either.Either<unknown, string>
}

/** A text as JSON. */
export const json = (text: string): Either.Either<unknown, string> =>
  Either.try({
    try: (): unknown => JSON.parse(text),
    catch: (error) => `is not JSON: ${error instanceof Error ? error.message : String(error)}`
  })

/** The members of an array are documents of their own. */
const members = (value: Either.Either<unknown, string>): ReadonlyArray<Either.Either<unknown, string>> =>
  Either.isRight(value) && Array.isArray(value.right)
    ? value.right.map((member: unknown) => Either.right(member))
    : [value]

/**
 * The documents of a text: one JSON value over any number of lines, an array of them, or one on each line (NDJSON).
 *
 * The first line decides: where it is a whole value, each line is taken as one and nothing is kept; where it is not, the whole
 * text is taken as one value, and if it is none, as lines after all, so that each broken line is named.
 *
 * @param ofLine what a line by itself is; JSON unless something else may stand beside it.
 */
export const documents = <E, R>(
  lines: Stream.Stream<string, E, R>,
  ofLine: (line: string) => Either.Either<unknown, string> = json
): Stream.Stream<Document, E, R> =>
  Stream.suspend(() => {
    let number = 0
    let kept: Array<string> | null = null
    let begun = false
    const numbered = (found: ReadonlyArray<Either.Either<unknown, string>>): ReadonlyArray<Document> =>
      found.map((value) => ({ number: ++number, json: value }))

    const take = (raw: string): ReadonlyArray<Document> => {
      const line = begun ? raw : raw.replace(/^\uFEFF/, "")
      if (line.trim() === "") return []
      if (kept !== null) {
        kept.push(line)
        return []
      }
      const value = ofLine(line)
      if (!begun && Either.isLeft(value)) {
        begun = true
        kept = [line]
        return []
      }
      begun = true
      return numbered(members(value))
    }

    const finish = (): ReadonlyArray<Document> => {
      if (kept === null) return []
      const whole = json(kept.join("\n"))
      if (Either.isRight(whole)) return numbered(members(whole))
      const each = kept.map(ofLine)
      return numbered(each.some(Either.isRight) ? each.flatMap(members) : [whole])
    }

    return lines.pipe(
      Stream.map(take),
      Stream.concat(Stream.sync(finish)),
      Stream.mapConcat((found) => found)
    )
  })
