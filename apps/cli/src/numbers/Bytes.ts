import { isUtf8 as isUtf8Bytes } from "node:buffer"
import { TextDecoder } from "node:util"

/**
 * Text that carries bytes: one character (U+0000 to U+00FF) for each byte of UTF-8.
 *
 * Lists are read and written in this form, so that every byte of a row comes out as it went in, valid UTF-8 or not, and
 * only what is looked at is decoded. Delimiters, quotes and line ends are ASCII, which UTF-8 never uses for anything else.
 */
export type Bytes = string

const beyondAscii = /[\u0080-\u00FF]/
const beyondAsciiText = /[\u0080-\uFFFF]/

/** The text that these bytes are; what is not UTF-8 becomes U+FFFD. */
export const decode = (bytes: Bytes): string =>
  beyondAscii.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes

/** The bytes of a text. */
export const encode = (text: string): Bytes =>
  beyondAsciiText.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text

/** Whether these bytes are UTF-8. */
export const isUtf8 = (bytes: Bytes): boolean => !beyondAscii.test(bytes) || isUtf8Bytes(Buffer.from(bytes, "latin1"))

/** Bytes on their way out, gathered in one block of memory that is used again and again. */
export interface Outgoing {
  readonly add: (bytes: Bytes) => void
  /** What was gathered since the last time; valid until the next `add`. */
  readonly take: () => Uint8Array
}

/**
 * An empty block of `size` bytes, which doubles when it is too small.
 *
 * Putting rows together as one long text instead would keep the pieces of a whole chunk alive, and the garbage collector would
 * answer with a heap several times as large.
 */
export const outgoing = (size: number): Outgoing => {
  let block = Buffer.allocUnsafe(size)
  let used = 0
  return {
    add: (bytes) => {
      if (used + bytes.length > block.length) {
        const larger = Buffer.allocUnsafe(Math.max(2 * block.length, used + bytes.length))
        block.copy(larger, 0, 0, used)
        block = larger
      }
      used += block.write(bytes, used, "latin1")
    },
    take: () => {
      const taken = block.subarray(0, used)
      used = 0
      return taken
    }
  }
}

/** The mark that some programs put before UTF-8. */
export const mark: Bytes = "\u00EF\u00BB\u00BF"

/** Turns chunks of a file into bytes: UTF-16 with its mark, as spreadsheets write it, is turned into UTF-8 on the way. */
export interface Intake {
  readonly push: (chunk: Uint8Array) => Bytes
  /** What was held back because a character was not complete. */
  readonly end: () => Bytes
}

/** An intake for one file. */
export const intake = (): Intake => {
  let utf16: TextDecoder | null = null
  let begun = false
  return {
    push: (chunk) => {
      if (!begun && chunk.length > 0) {
        begun = true
        if (chunk[0] === 0xff && chunk[1] === 0xfe) utf16 = new TextDecoder("utf-16le")
        if (chunk[0] === 0xfe && chunk[1] === 0xff) utf16 = new TextDecoder("utf-16be")
      }
      return utf16 === null
        ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString("latin1")
        : encode(utf16.decode(chunk, { stream: true }))
    },
    end: () => (utf16 === null ? "" : encode(utf16.decode()))
  }
}
