import type { Form } from "./Base64Form.ts"

/**
 * How the letters of a run are spelled so far: a run is in one alphabet, and escapes all of its slashes or none, as whoever wrote it does (SPEC WH-06).
 * Letters that stand for less than 62 tell nothing, so a spelling can stay open to the end.
 */
export interface Spelling {
  /**
   * Whether a letter may go on in the spelling of those before it; and then its spelling is theirs.
   *
   * @param value what the letter stands for, 0 to 63.
   * @param size bytes of the text that it takes: 2 where a backslash escapes it.
   */
  readonly takes: (letter: number, value: number, size: number) => boolean
  /** The form of the run; what its letters left open is as most writers have it. */
  readonly form: (padded: boolean) => Form
  readonly clear: () => void
}

const minus = 0x2d
const underscore = 0x5f

/** The spelling of no letter. */
export const make = (): Spelling => {
  let alphabet: Form["alphabet"] | null = null
  let escapedSlashes: boolean | null = null
  return {
    takes: (letter, value, size) => {
      if (value < 62) return true
      const theirs = letter === minus || letter === underscore ? "base64url" : "base64"
      if (alphabet !== null && alphabet !== theirs) return false
      const isSlash = theirs === "base64" && value === 63
      if (isSlash && escapedSlashes !== null && escapedSlashes !== (size === 2)) return false
      alphabet = theirs
      if (isSlash) escapedSlashes = size === 2
      return true
    },
    form: (padded) => ({ alphabet: alphabet ?? "base64", escapedSlashes: escapedSlashes ?? false, padded }),
    clear: () => {
      alphabet = null
      escapedSlashes = null
    }
  }
}
