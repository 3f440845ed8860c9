import type { Bytes } from "./Bytes.ts"

/** What is looked at of a text; what comes after could only tell a text from a file that hides behind one. */
const sampleBytes = 65_536

const decoders = { utf8: "utf-8", utf16le: "utf-16le", utf16be: "utf-16be" } as const

const encodingOf = (sample: Uint8Array): keyof typeof decoders => {
  if (sample[0] === 0xff && sample[1] === 0xfe) return "utf16le"
  return sample[0] === 0xfe && sample[1] === 0xff ? "utf16be" : "utf8"
}

/** Control characters that no text has; tabs, line ends and form feeds are not among them. */
const controls = /(?![\t\n\f\r\u0085])\p{Cc}/u

/** Whether the bytes are plain text: UTF-8, or UTF-16 with its mark, that says nothing but letters. */
export const isText = (bytes: Bytes): boolean => {
  const sample = bytes.at(0, sampleBytes)
  if (sample.length === 0) return false
  const decoder = new TextDecoder(decoders[encodingOf(sample)], { fatal: true })
  try {
    // A letter that the sample cuts in two is no fault, unless the file ends there as well.
    return !controls.test(decoder.decode(sample, { stream: sample.length < bytes.total }))
  } catch {
    return false
  }
}
