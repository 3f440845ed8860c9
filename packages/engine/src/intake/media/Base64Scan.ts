import { Data } from "effect"
import * as Base64Form from "./Base64Form.ts"
import type { Form } from "./Base64Form.ts"
import * as Base64Group from "./Base64Group.ts"
import * as Base64Spelling from "./Base64Spelling.ts"
import * as Spent from "./Spent.ts"

/** What a JSON text is made of: text that stays, and between it the bytes of long runs of base64. */
export type Piece = Data.TaggedEnum<{
  /** May be a view into the chunk that was pushed: whoever keeps it copies it. */
  Text: { readonly bytes: Uint8Array }
  /** A run begins; `Bytes` follow until its `End`. */
  Begin: {}
  Bytes: { readonly bytes: Uint8Array }
  End: { readonly form: Form }
}>
const { Text, Begin, Bytes, End } = Data.taggedEnum<Piece>()

/** Takes a JSON text apart as it arrives. */
export interface Scan {
  /** The pieces of a chunk, good until the next call: they are written over then. */
  readonly push: (chunk: Uint8Array) => ReadonlyArray<Piece>
  /** The text is over: what was still undecided. */
  readonly end: () => ReadonlyArray<Piece>
  /** Gives back what it worked in; nothing is asked of it afterwards. */
  readonly free: () => void
}

const quote = 0x22
const backslash = 0x5c
const slash = 0x2f
const equals = 0x3d
const letterU = 0x75
const none = 255

const encoder = new TextEncoder()

/** The most bytes of so many letters, and of up to three more from the chunk before. */
const bytesOf = (letters: number): number => Math.ceil((letters + 3) / 4) * 3

const afterBackslash = (chunk: Uint8Array): Uint8Array => {
  const whole = new Uint8Array(chunk.length + 1)
  whole[0] = backslash
  whole.set(chunk, 1)
  return whole
}

/**
 * Finds runs of base64 in the strings of a JSON text, byte by byte, whatever the chunks are (SPEC WH-06).
 *
 * It knows no more of JSON than where strings begin and end, so that texts of any shape and depth pass, and text that is no JSON passes too:
 * what is left is JSON exactly where the whole was, because letters of base64 are taken out of strings and out of nothing else. A
 * run is taken from its first letter, once it has `lettersMin`; a prefix such as `data:image/png;base64,` is text. A run ends where a letter does not
 * continue its spelling; letters that no encoder writes there (a lone one, bits beyond the last byte) stay as text behind it. So text and
 * runs, spelled by their forms, give the whole back in any case.
 *
 * States: outside of strings -- `"` --> in a string -- as many letters as `lettersMin` --> in a run -- anything else --> in a string; after two
 * letters and one `=` the run waits for the second `=`.
 */
export const make = (lettersMin: number): Scan => {
  const group = Base64Group.make()
  /** Of the letters in a row, as of the run that they begin. */
  const spelling = Base64Spelling.make()
  let state: "outside" | "string" | "run" | "padding" = "outside"
  /** Digits of a `\uXXXX` that are still to come: they are no letters. */
  let hexLeft = 0
  /** A backslash ended the last chunk. */
  let carried = false
  /** Letters in a row so far, and those of them that earlier chunks held, as they were spelled. */
  let letters = 0
  let held: Array<Uint8Array> = []
  /** What runs are decoded into, for all chunks the same. */
  let workspace = new Uint8Array(0)

  const workspaceFor = (chunk: Uint8Array): Uint8Array => {
    const bytesMin = bytesOf(lettersMin + chunk.length)
    if (workspace.length < bytesMin) {
      Spent.free(workspace)
      workspace = new Uint8Array(bytesMin)
    }
    return workspace
  }

  const forget = (): void => {
    letters = 0
    spelling.clear()
  }

  /** Ends the run before what does not belong to it; letters that make no bytes are text again. */
  const close = (pieces: Array<Piece>, isWholeString: boolean): void => {
    const last = isWholeString ? group.last() : null
    const form = spelling.form(last === null)
    if (last !== null) pieces.push(Bytes({ bytes: last }))
    pieces.push(End({ form }))
    const rest = last === null ? Base64Form.letters(group.left(), form) : ""
    const text = state === "padding" ? `${rest}=` : rest
    if (text !== "") pieces.push(Text({ bytes: encoder.encode(text) }))
    group.clear()
    forget()
    state = "string"
  }

  const padded = (pieces: Array<Piece>, last: Uint8Array): void => {
    pieces.push(Bytes({ bytes: last }), End({ form: spelling.form(true) }))
    group.clear()
    forget()
    state = "string"
  }

  const push = (given: Uint8Array): ReadonlyArray<Piece> => {
    const chunk = carried ? afterBackslash(given) : given
    carried = false
    const pieces: Array<Piece> = []
    let decoded: Uint8Array | null = null
    let cut = 0
    let filled = 0
    /** Where the text begins that has not been told, and where its last row of letters does; of those in `held`, at 0. */
    let from = 0
    let row = 0
    let at = 0

    const decode = (spelled: Uint8Array, to: Uint8Array): void => {
      // The only backslashes here are those of escaped slashes. By index: an iterator makes an object of every byte.
      for (let index = 0; index < spelled.length; index++) {
        const byte = spelled[index] ?? backslash
        if (byte !== backslash) filled = group.push(Base64Form.values[byte] ?? 0, to, filled)
      }
    }
    const flushBytes = (): void => {
      if (decoded !== null && filled > cut) pieces.push(Bytes({ bytes: decoded.subarray(cut, filled) }))
      cut = filled
    }
    const flushText = (until: number): void => {
      if (until > from) pieces.push(Text({ bytes: chunk.subarray(from, until) }))
      from = until
    }
    /** The letters so far are no run: they are text. */
    const release = (): void => {
      for (const bytes of held) pieces.push(Text({ bytes }))
      held = []
      forget()
    }
    const begin = (until: number): void => {
      flushText(row)
      decoded ??= workspaceFor(chunk)
      pieces.push(Begin())
      for (const bytes of held) decode(bytes, decoded)
      held = []
      decode(chunk.subarray(row, until), decoded)
      state = "run"
    }

    while (at < chunk.length) {
      const byte = chunk[at] ?? 0
      if (state === "outside") {
        if (byte === quote) state = "string"
        at++
        continue
      }
      if (hexLeft > 0 && byte !== quote) {
        hexLeft--
        at++
        continue
      }
      hexLeft = 0
      let size = 1
      let letter = byte
      if (byte === backslash) {
        if (at + 1 === chunk.length) {
          carried = true
          break
        }
        size = 2
        letter = chunk[at + 1] === slash ? slash : none
      }
      const value = letter === none ? none : (Base64Form.values[letter] ?? none)

      if (state === "run") {
        if (value !== none && spelling.takes(letter, value, size)) {
          // Letters of the last chunk may complete the first group.
          decoded ??= workspaceFor(chunk)
          filled = group.push(value, decoded, filled)
          at += size
          continue
        }
        flushBytes()
        const last = byte === equals ? group.last() : null
        from = at
        if (last === null) close(pieces, byte === quote)
        else {
          if (last.length === 1) state = "padding"
          else padded(pieces, last)
          from = ++at
          continue
        }
      } else if (state === "padding") {
        const last = byte === equals ? group.last() : null
        from = at
        if (last === null) close(pieces, false)
        else {
          padded(pieces, last)
          from = ++at
          continue
        }
      }

      // In a string, and in no run.
      if (value === none) {
        release()
        if (byte === quote) state = "outside"
        else if (byte === backslash && chunk[at + 1] === letterU) hexLeft = 4
        at += size
        continue
      }
      if (!spelling.takes(letter, value, size)) {
        release()
        spelling.takes(letter, value, size)
      }
      if (letters === 0) row = at
      letters++
      at += size
      if (letters === lettersMin) {
        begin(at)
        from = at
      }
    }

    flushBytes()
    const end = carried ? chunk.length - 1 : chunk.length
    if (state === "run" || state === "padding") return pieces
    if (letters > 0) {
      flushText(row)
      // Copied, whatever it is: `slice` of a node Buffer would be a view.
      held.push(new Uint8Array(chunk.subarray(row, end)))
    } else flushText(end)
    return pieces
  }

  const end = (): ReadonlyArray<Piece> => {
    const pieces: Array<Piece> = []
    if (state === "run" || state === "padding") close(pieces, false)
    for (const bytes of held) pieces.push(Text({ bytes }))
    if (carried) pieces.push(Text({ bytes: Uint8Array.of(backslash) }))
    held = []
    carried = false
    return pieces
  }

  return { push, end, free: () => Spent.free(workspace) }
}
