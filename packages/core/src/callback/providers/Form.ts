import { Either } from "effect"

/**
 * A body of `application/x-www-form-urlencoded`: its pairs in their order, as browsers and servers read them.
 *
 * Total. An escape that is none (`%zz`) stays as it stands and bytes that are no UTF-8 become U+FFFD, as the URL standard has it; the
 * names of the pairs that this befell are in `damaged`, so that nobody takes their values for what was sent.
 */
export interface Form {
  readonly pairs: ReadonlyArray<readonly [name: string, value: string]>
  readonly damaged: ReadonlyArray<string>
}

const encoder = new TextEncoder()
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder("utf-8", { ignoreBOM: true })

const percent = 0x25
const plus = 0x2b
const space = 0x20

/** The value of a hexadecimal digit's byte; -1 where it is none. */
const nibble = (byte: number | undefined): number => {
  if (byte === undefined) return -1
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

/** One name or value without its escapes, and whether it was whole. */
const unescaped = (text: string): readonly [text: string, whole: boolean] => {
  if (!text.includes("%") && !text.includes("+")) return [text, true]
  const bytes = encoder.encode(text)
  let whole = true
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    let byte = bytes[at] ?? 0
    if (byte === plus) byte = space
    if (byte === percent) {
      const high = nibble(bytes[at + 1])
      const low = nibble(bytes[at + 2])
      if (high === -1 || low === -1) {
        whole = false
      } else {
        byte = high * 16 + low
        at += 2
      }
    }
    // What is written never overtakes what is read: an escape is longer than its byte.
    bytes[length++] = byte
  }
  const unescapedBytes = bytes.subarray(0, length)
  return Either.match(
    Either.try(() => strict.decode(unescapedBytes)),
    { onLeft: () => [lenient.decode(unescapedBytes), false] as const, onRight: (decoded) => [decoded, whole] as const }
  )
}

/** Reads a form. Cost is linear in its length. */
export const parse = (text: string): Form => {
  const pairs: Array<readonly [string, string]> = []
  const damaged: Array<string> = []
  for (const part of text.toWellFormed().split("&")) {
    if (part === "") continue
    const equals = part.indexOf("=")
    const [name, nameWhole] = unescaped(equals === -1 ? part : part.slice(0, equals))
    const [value, valueWhole] = unescaped(equals === -1 ? "" : part.slice(equals + 1))
    pairs.push([name, value])
    if (!nameWhole || !valueWhole) damaged.push(name)
  }
  return { pairs, damaged }
}
