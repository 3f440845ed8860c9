import { Either } from "effect"
import * as Documents from "./Documents.ts"

/** A line that is the body of a form, as Twilio and MessageBird send them. */
export class FormLine {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

/** A pair whose name does not begin as JSON does. */
const pair = /^\s*[^\s{["][^=]*=/

/** A line as JSON, or as a form where it looks like one. */
export const orJson = (line: string): Either.Either<unknown, string> =>
  pair.test(line) ? Either.right(new FormLine(line.trim())) : Documents.json(line)
