import type { Bytes } from "./Bytes.ts"

/** One line without its end, which is kept beside it so that it can be written again. */
export interface Line {
  readonly text: Bytes
  readonly end: Bytes
  /** The line was longer than `lengthMax`: `text` is only its beginning. */
  readonly cut: boolean
}

/** Longer lines are cut, so that a file without line ends cannot fill the memory. */
const lengthMax = 1_048_576

/**
 * Cuts bytes into lines as they arrive.
 *
 * Lines come one at a time, when they are asked for, and each push has to be read to its end before the next is begun. Rows
 * that live only for a moment cost the garbage collector next to nothing; a chunk of them at once would be carried along.
 */
export interface Lines {
  readonly push: (bytes: Bytes) => Iterable<Line>
  /** The last line, when the file does not end with a line end. */
  readonly end: () => Iterable<Line>
}

/**
 * Reads lines that end with LF or CR LF, mixed or not. A file that has CR alone in its first chunk, and no LF, is one of
 * those that end lines with CR.
 */
export const make = (): Lines => {
  let rest = ""
  let separator: "\n" | "\r" | null = null
  /** The beginning of a line that was too long; what follows is dropped up to its end. */
  let cutLine: Bytes | null = null

  const line = (text: Bytes, end: Bytes): Line => {
    if (cutLine !== null) {
      const cut = { text: cutLine, end, cut: true }
      cutLine = null
      return cut
    }
    return text.endsWith("\r") && end === "\n"
      ? { text: text.slice(0, -1), end: "\r\n", cut: false }
      : { text, end, cut: false }
  }

  return {
    push: function* (bytes) {
      const text = rest + bytes
      separator ??= !text.includes("\n") && /\r[^]/.test(text) ? "\r" : text.includes("\n") ? "\n" : null
      let from = 0
      if (separator !== null)
        for (let at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
          yield line(text.slice(from, at), separator)
          from = at + 1
        }
      rest = text.slice(from)
      if (rest.length > lengthMax) {
        cutLine ??= rest.slice(0, lengthMax)
        rest = ""
      }
    },
    end: function* () {
      if (rest !== "" || cutLine !== null) yield line(rest, "")
    }
  }
}
